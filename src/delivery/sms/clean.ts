/** Zero width, direction, line and other format characters among them. */
const INVISIBLE = /[\p{C}\p{Z}\s]+/gu
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{20E3}/gu
const LINK = /:\/\/|\b[Ww]{3}\.|[\p{L}\p{N}-]\.\p{L}{2}/u
const CODE = /^[0-9A-Za-z][0-9A-Za-z-]{0,23}$/

/** One line of visible text: what controls, hides or turns text is a blank. Pictures go, since one makes a Latin text UCS-2. */
export function oneLine(text: string): string {
  return text.slice(0, 2_000).replaceAll(PICTURE, '').replaceAll(INVISIBLE, ' ').trim()
}

/** A value that others than the merchant may have written: null when a phone would make a link of it, or when nothing is left. */
export function unlinked(text: string | null, longest: number): string | null {
  const line = oneLine(text ?? '')
  return line === '' || Array.from(line).length > longest || LINK.test(line) ? null : line
}

/** A code or number to be typed in: whole or not at all. */
export function codeOf(text: string | null): string | null {
  const code = oneLine(text ?? '')
  return CODE.test(code) ? code : null
}

/** The first characters as a reader counts them, and a dot when some are left out. */
export function cutTo(text: string, longest: number): string {
  const characters = Array.from(SEGMENTER.segment(text), ({ segment }) => segment)
  if (characters.length <= longest) return text
  return `${characters
    .slice(0, Math.max(longest - 1, 1))
    .join('')
    .trimEnd()}.`
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' })

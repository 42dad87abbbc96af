/** Signs that no reader sees, or that turn the direction of what follows: they can hide or rearrange a text. The joiners of scripts stay. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu
const LONE_SURROGATE = /\p{Surrogate}/gu
const MANY_BLANKS = /\p{Zs}+/gu

/** A value as one line of visible text, at most `most` characters (code points), `…` for what was cut off. */
export function oneLine(text: string, most: number): string {
  // Neither a mail nor a log is made better by more; and what is cut first need not be searched.
  const start = text.slice(0, 4 * most)
  return cut(start.replaceAll(UNSEEN, ' ').replaceAll(LONE_SURROGATE, '\ufffd').replaceAll(MANY_BLANKS, ' ').trim(), most)
}

/** Like `oneLine` for each line; empty lines part paragraphs. At most `most` characters in all. */
export function paragraphs(text: string, most: number): string[] {
  const lines = cut(text, most)
    .split(/\r\n|[\n\r]/)
    .map((line) => oneLine(line, most))
  return lines
    .join('\n')
    .split('\n\n')
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
}

/**
 * A carrier's words. Addresses of the web in them are left out: mail programs would make links of them, in the shop's name, that nobody has
 * looked at.
 */
export function carrierText(text: string, most: number): string {
  return oneLine(
    oneLine(text, 4 * most)
      .split(' ')
      .map((word) => (isAddress(word) ? '…' : word))
      .join(' '),
    most,
  )
}

export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const characters = Array.from(text)
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}

function isAddress(word: string): boolean {
  return word.includes('://') || /(?:^|[^a-z0-9])www\./i.test(word)
}

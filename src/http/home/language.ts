export const LANGUAGES = ['en', 'ru', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Browsers send well under 200 characters; more is not read. */
const MOST_HEADER = 200

/** The language of ours that an Accept-Language header (RFC 9110 section 12.5.4) likes best; English when it likes none. */
export function languageFor(header: string | undefined): Language {
  const wishes = (header ?? '').slice(0, MOST_HEADER).split(',').map(wish)
  const best = wishes.filter(({ language, quality }) => language !== undefined && quality > 0).toSorted((a, b) => b.quality - a.quality)[0]
  return best?.language ?? 'en'
}

function wish(part: string): { language: Language | undefined; quality: number } {
  const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
  const stated = parameters.find((parameter) => parameter.trim().startsWith('q='))
  const quality = stated === undefined ? 1 : Number(stated.trim().slice(2))
  return { language: LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`)), quality: quality <= 1 ? quality : 0 }
}

import type { Language } from '../../delivery/index.ts'
import type { TrackingDetails } from '../../tracking/index.ts'

/** Countries by the language of ours that most people there read. Elsewhere the account's default is no worse a guess. */
const BY_COUNTRY: Readonly<Record<Language, ReadonlySet<string>>> = {
  ru: new Set(['RU', 'BY', 'KZ', 'KG']),
  zh: new Set(['CN', 'HK', 'MO', 'TW']),
  en: new Set(['US', 'GB', 'IE', 'AU', 'NZ', 'CA', 'IN', 'SG', 'ZA']),
}

/** The customer's own, else the destination's, else the account's default. */
export function languageOf(
  { lang, destinationCountry }: Pick<TrackingDetails, 'lang' | 'destinationCountry'>,
  fallback: Language,
): Language {
  if (lang === 'en' || lang === 'ru' || lang === 'zh') return lang
  const country = destinationCountry ?? ''
  if (BY_COUNTRY.ru.has(country)) return 'ru'
  if (BY_COUNTRY.zh.has(country)) return 'zh'
  return BY_COUNTRY.en.has(country) ? 'en' : fallback
}

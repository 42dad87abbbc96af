// The whole metadata (157 kB): the small one that suffices for "can this be a number" does not know what kind of number it is.
import { isSupportedCountry, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** 15 digits (E.164) with room for blanks, brackets and dashes. */
const MOST_CHARACTERS = 40

/** Why no SMS goes to a number. */
export type PhoneRefusal =
  /** No number of its country, or of a country that is not known. */
  | 'invalid'
  /** A landline, where that can be seen (in the USA and Canada it cannot). */
  | 'fixed_line'
  /** The called one earns by it: premium rate, shared cost, personal numbers. */
  | 'premium'
  /** Toll-free, pagers, voice mail and other numbers that take no SMS. */
  | 'not_mobile'

export type PhoneReading =
  /** `country`: ISO 3166-1 alpha-2, by the number's range; null for ranges of no country, such as satellites. */
  { ok: true; e164: string; country: string | null } | { ok: false; reason: PhoneRefusal }

/** A phone as people write it, as E.164. `defaultCountry` (ISO 3166-1 alpha-2) is that of a number without `+` or `00`; null: not known. */
export function toE164(phone: string, defaultCountry: string | null): PhoneReading {
  const trimmed = phone.trim()
  if (trimmed.length > MOST_CHARACTERS) return { ok: false, reason: 'invalid' }
  const international = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed
  const country = defaultCountry?.toUpperCase() ?? ''
  const parsed = parsePhoneNumberFromString(international, {
    extract: false,
    ...(isSupportedCountry(country) ? { defaultCountry: country } : {}),
  })
  if (!parsed?.isValid()) return { ok: false, reason: 'invalid' }
  const reason = refusalOf(parsed.getType())
  return reason === null ? { ok: true, e164: parsed.number, country: parsed.country ?? null } : { ok: false, reason }
}

function refusalOf(type: NumberType): PhoneRefusal | null {
  switch (type) {
    case 'FIXED_LINE':
      return 'fixed_line'
    case 'PREMIUM_RATE':
    case 'SHARED_COST':
    case 'PERSONAL_NUMBER':
      return 'premium'
    case 'TOLL_FREE':
    case 'PAGER':
    case 'UAN':
    case 'VOICEMAIL':
      return 'not_mobile'
    case 'MOBILE':
    case 'FIXED_LINE_OR_MOBILE':
    case 'VOIP':
    case undefined:
    default:
      return null
  }
}

/** The first six digits: what an attack on numbers that earn by SMS has in common. */
export function prefixOf(e164: string): string {
  return e164.replace('+', '').slice(0, 6)
}

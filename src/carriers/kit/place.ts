import type { Place } from '../../tracking/index.ts'
import { str, trimTail } from './read.ts'

/** The value as an ISO 3166-1 alpha-2 code, upper case; undefined for anything else. */
export function countryCode(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

/**
 * A place from what an answer has of it. `location`, the words of the carrier, is the text where it is there, else city, region and country are.
 * Groups of digits are left out: beside the last event they are the recipient's postcode or house. Undefined: nothing is known.
 */
export function placeFrom(parts: { location?: unknown; city?: unknown; region?: unknown; country?: unknown }): Place | undefined {
  const city = withoutNumbers(parts.city)
  const region = withoutNumbers(parts.region)
  const country = countryCode(parts.country)
  const text = withoutNumbers(parts.location) ?? [city, region, country].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return {
    text,
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(country === undefined ? {} : { country }),
  }
}

function withoutNumbers(value: unknown): string | undefined {
  const words = (str(value, 100) ?? '').split(/\s+/).filter((word) => word !== '' && !/^[\d.,#/-]+$/.test(word))
  return str(trimTail(words.join(' '), ',;'), 100)
}

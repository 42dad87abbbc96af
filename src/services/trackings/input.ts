import { countries } from 'countries-list'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { AppError, type ErrorCode, type Instant } from '../../base/index.ts'

/**
 * Readers of single fields as callers send them. Each takes an unknown value that is neither undefined nor null and answers the domain's
 * value, or throws the AppError that the API documents for it. Pure; every pattern runs in linear time on text that is cut off first.
 */

const MOST_TEXT = 500
const MOST_NUMBER = 64
/** Longest path of SMTP without its brackets (RFC 5321 section 4.5.3.1.3). */
const MOST_EMAIL = 254
/** 15 digits (E.164) with room for blanks, brackets and dashes. */
const MOST_PHONE = 40
/** 9999-12-31T23:59:59Z. */
const LAST_SECOND = 253_402_300_799

/** ISO 3166-1 alpha-2 → English name. */
const COUNTRY_NAMES = new Map(Object.entries(countries).map(([code, { name }]) => [code, name]))
/** Regions that recorded answers name with their state in brackets. */
const REGIONS_OF_CHINA = new Set(['HK', 'MO', 'TW'])

const NUMBER = /^[0-9A-Za-z_-]{5,64}$/
const CARRIER = /^[0-9A-Za-z_-]{1,64}$/
const LONE_SURROGATE = /\p{Surrogate}/u
const LANGUAGE = /^([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?$/
const DAY_AND_TIME = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
const SHIP_DATE = /^(\d{4})(\d{2})(\d{2})$/
const PHONE = /^\+?[\d ().\-/]+$/
const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u
const DOMAIN_LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/**
 * Free text without the blanks around it, null when nothing is left. JSON numbers count as their digits, since clients send order ids so.
 * @throws bad_request for other types, more than 500 characters, NUL, or half a surrogate pair (neither can be stored)
 */
export function readText(value: unknown, param: string): string | null {
  const text = textOf(value, param)
  if (isTooLong(text) || text.includes('\0') || LONE_SURROGATE.test(text)) throw bad(param)
  return text === '' ? null : text
}

/** Characters are code points: one beyond the first plane, such as an emoji, is two units of `length`. */
function isTooLong(text: string): boolean {
  return text.length > 2 * MOST_TEXT || (text.length > MOST_TEXT && Array.from(text).length > MOST_TEXT)
}

/**
 * A tracking number without blanks, letter case kept.
 * @throws number_required when empty, number_invalid unless 5 to 64 of letters, digits, `-` and `_`
 */
export function readNumber(value: unknown): string {
  const param = 'tracking_number'
  const text = textOf(value ?? '', param, 'number_invalid')
  if (text === '') throw new AppError('number_required', { param })
  // Blanks between groups are common in pasted numbers: at most one after each character.
  const number = NUMBER.test(text) || text.length > 2 * MOST_NUMBER ? text : text.replaceAll(/\s/g, '')
  if (!NUMBER.test(number)) throw new AppError('number_invalid', { param })
  return number
}

/** A courier code by its form, in lower case; null when empty, which asks for detection. @throws carrier_invalid */
export function readCarrier(value: unknown): string | null {
  const param = 'carrier_code'
  const text = textOf(value ?? '', param, 'carrier_invalid')
  if (text === '') return null
  if (!CARRIER.test(text)) throw new AppError('carrier_invalid', { param })
  return text.toLowerCase()
}

/** ISO 3166-1 alpha-2 in upper case, null when empty. @throws bad_request */
export function readCountry(value: unknown, param: string): string | null {
  const code = textOf(value, param).toUpperCase()
  if (code === '') return null
  if (!COUNTRY_NAMES.has(code)) throw bad(param)
  return code
}

/** English name of a country as the API writes it: `""` for null or an unknown code, `Hong Kong [CN]` for the regions of China. */
export function countryName(code: string | null | undefined): string {
  const name = COUNTRY_NAMES.get(code ?? '') ?? ''
  return REGIONS_OF_CHINA.has(code ?? '') ? `${name} [CN]` : name
}

/**
 * One e-mail address, null when empty. Quoted local parts are refused with everything else that could end a mail header or start another
 * address in it.
 * @throws bad_request
 */
export function readEmail(value: unknown, param: string): string | null {
  const address = textOf(value, param)
  if (address === '') return null
  const at = address.indexOf('@')
  if (address.length > MOST_EMAIL || at < 1 || at > 64) throw bad(param)
  const local = address.slice(0, at).split('.')
  const domain = address.slice(at + 1).split('.')
  // What looks like an encoded word of a header is decoded by some mail programs, and may be another address then.
  const good =
    !address.includes('=?') &&
    local.every((part) => LOCAL_PART.test(part)) &&
    domain.length > 1 &&
    domain.every((label) => label.length < 64 && DOMAIN_LABEL.test(label))
  if (!good) throw bad(param)
  return address
}

/**
 * A phone number as sent, null when empty. It must have a possible length: with `+` (or `00`) for its own country, without for `country`.
 * @throws bad_request, also for a national number when `country` is unknown, since nobody could write to it
 */
export function readPhone(value: unknown, country: string | null, param: string): string | null {
  const phone = textOf(value, param)
  if (phone === '') return null
  if (phone.length > MOST_PHONE || !PHONE.test(phone)) throw bad(param)
  const international = phone.startsWith('00') ? `+${phone.slice(2)}` : phone
  const parsed = parsePhoneNumberFromString(
    international,
    country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {},
  )
  if (!parsed?.isPossible() || international.replaceAll(/\D/g, '').length > 16) throw bad(param)
  return phone
}

/**
 * `2017/8/27 16:51`, `2018-05-20 12:00` (seconds allowed, time optional) on the wall clock of `offsetMinutes`, or unix seconds.
 * Null for what clients send as "not set": `""`, `0` and `"0"`.
 * @throws bad_request
 */
export function readOrderTime(value: unknown, offsetMinutes: number, param: string): Instant | null {
  const text = textOf(value, param)
  if (text === '' || text === '0') return null
  if (/^\d{1,12}$/.test(text)) return readUnixSeconds(text, param) * 1000
  const match = text.length > 19 ? null : DAY_AND_TIME.exec(text)
  if (!match) throw bad(param)
  const [year, month, day, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6], match[7]].map((part) =>
    Number(part ?? 0),
  )
  const local = instantOfLocal([year ?? 0, month ?? 0, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0])
  if (local === null) throw bad(param)
  return local - offsetMinutes * 60_000
}

/** Unix seconds, as a number or its digits. @throws bad_request */
export function readUnixSeconds(value: unknown, param: string): number {
  const text = textOf(value, param)
  const seconds = Number(text)
  if (!/^\d{1,12}$/.test(text) || seconds > LAST_SECOND) throw bad(param)
  return seconds
}

/** `YYYYMMDD`, null when empty. @throws bad_request */
export function readShipDate(value: unknown, param: string): string | null {
  const text = textOf(value, param)
  if (text === '') return null
  const match = SHIP_DATE.exec(text)
  if (!match || instantOfLocal([Number(match[1]), Number(match[2]), Number(match[3]), 0, 0, 0]) === null) throw bad(param)
  return text
}

/** Two lower-case letters from `en`, `RU`, `zh-CN`; null when empty. @throws bad_request */
export function readLanguage(value: unknown, param: string): string | null {
  const text = textOf(value, param)
  if (text === '') return null
  const match = LANGUAGE.exec(text)
  if (!match?.[1]) throw bad(param)
  return match[1].toLowerCase()
}

/** 1, 0, their strings, booleans and empty (false). @throws bad_request */
export function readFlag(value: unknown, param: string): boolean {
  if (value === true || value === 1 || value === '1') return true
  if (value === false || value === 0 || value === '0' || value === '') return false
  return readBoolean(value, param)
}

/** `true`, `false` and their strings. @throws bad_request */
export function readBoolean(value: unknown, param: string): boolean {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === true || text === 'true') return true
  if (text === false || text === 'false') return false
  throw bad(param)
}

/** 4 delivered, 7 exception, 8 back to the computed status; as a number or its digit. @throws status_invalid */
export function readManualStatus(value: unknown): 4 | 7 | 8 {
  switch (typeof value === 'string' ? value.trim() : value) {
    case 4:
    case '4':
      return 4
    case 7:
    case '7':
      return 7
    case 8:
    case '8':
      return 8
    default:
      throw new AppError('status_invalid', { param: 'status' })
  }
}

function textOf(value: unknown, param: string, code: ErrorCode = 'bad_request'): string {
  if (typeof value === 'string') return value.trim()
  // Past 2^53 a JSON number has lost digits: it would be another tracking number.
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value)
  throw new AppError(code, { param })
}

/** Milliseconds of a wall clock read as UTC; null for a day or time that no calendar has. */
function instantOfLocal([year, month, day, hour, minute, second]: [number, number, number, number, number, number]): Instant | null {
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return null
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() : null
}

function bad(param: string): AppError {
  return new AppError('bad_request', { param })
}

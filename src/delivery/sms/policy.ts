import type { Instant } from '../../base/index.ts'
import type { SendResult } from '../channel.ts'
import { prefixOf } from './phone.ts'
import { dayOf } from './quiet-hours.ts'

/** Amounts are counted in millionths, so that prices of 0.0075 add up. */
const MILLIONTHS = 1_000_000

/** Why an account sends nothing to a number, whatever the limits. */
export type SmsBar =
  /** Off until the merchant turns it on. */
  | 'off'
  /** The phone's country is not in the account's list. */
  | 'country'
  /** The carrier has not said yet that it has the parcel: a number that was made up costs nothing. */
  | 'no_carrier_scan'

export interface SmsRules {
  enabled: boolean
  /** ISO 3166-1 alpha-2. Begins as the account's own country alone. */
  countries: readonly string[]
}

/** Null: nothing bars it. `scanned`: an event of the carrier's own says that it has, or had, the parcel. */
export function barOf(rules: SmsRules, phoneCountry: string | null, scanned: boolean): SmsBar | null {
  if (!rules.enabled) return 'off'
  if (phoneCountry === null || !rules.countries.includes(phoneCountry)) return 'country'
  return scanned ? null : 'no_carrier_scan'
}

/** The limits of `Storage.smsCounts`; the merchant may lower them, and sets the money. */
export interface SmsLimitSettings {
  perTrackingDay: number
  perPhoneDay: number
  perPrefixHour: number
  spendPerDay: number | null
  pauseAfterRefusals: number
  pauseMs: number
}

/** `spendPerDay` in the account's currency; null: no limit. */
export function smsLimits(spendPerDay: number | null): SmsLimitSettings {
  return {
    perTrackingDay: 4,
    perPhoneDay: 8,
    perPrefixHour: 30,
    spendPerDay: spendPerDay === null ? null : Math.round(spendPerDay * MILLIONTHS),
    // Of ten thousand made-up parcels the first thirty are sent, the next hundred refused, and then nothing is looked at for a day.
    pauseAfterRefusals: 100,
    pauseMs: 86_400_000,
  }
}

/** What `Storage.smsCounts.reserve` books. */
export interface SmsBookingFacts {
  id: string
  trackingId: string
  phoneHash: string
  prefix: string
  day: string
  cost: number
}

/** `pricePerPart`: the merchant's own figure, in the account's currency; 0 when not known. */
export function bookingOf(facts: {
  noticeId: string
  trackingId: string
  e164: string
  phoneHash: string
  parts: number
  pricePerPart: number
  accountZone: string
  now: Instant
}): SmsBookingFacts {
  return {
    id: facts.noticeId,
    trackingId: facts.trackingId,
    phoneHash: facts.phoneHash,
    prefix: prefixOf(facts.e164),
    day: dayOf(facts.now, facts.accountZone),
    cost: Math.round(facts.parts * facts.pricePerPart * MILLIONTHS),
  }
}

/** What a message did cost, in millionths; null: not told, or in another currency than the account's, so that what was expected stays. */
export function costOf(result: SendResult, currency: string): number | null {
  if (result.kind !== 'sent' || result.cost === undefined || result.cost.currency !== currency) return null
  return Math.round(result.cost.amount * MILLIONTHS)
}

/** Millionths as an amount. */
export function amountOf(millionths: number): number {
  return millionths / MILLIONTHS
}

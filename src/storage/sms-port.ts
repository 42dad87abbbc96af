import type { Instant } from '../base/index.ts'
import type { Account } from './port.ts'

/** One SMS before it is handed over. */
export interface SmsBooking {
  /** The notice's: the same for each attempt, and booked once. */
  id: string
  trackingId: string
  /** Salted by the caller: numbers are not kept here. */
  phoneHash: string
  /** First six digits. */
  prefix: string
  /** `YYYY-MM-DD` in the account's zone, for the money. */
  day: string
  /** Expected, in millionths of the account's currency. */
  cost: number
}

/** Days and hours are the last 24 hours and the last 60 minutes; the money's day is the calendar's. */
export interface SmsLimits {
  /** To one phone about one tracking. */
  perTrackingDay: number
  perPhoneDay: number
  perPrefixHour: number
  /** Millionths; null: no limit. */
  spendPerDay: number | null
  /** Refusals by prefix within an hour after which the account is paused, and for how long. */
  pauseAfterRefusals: number
  pauseMs: number
}

export type SmsLimit = 'tracking_day' | 'phone_day' | 'prefix_hour' | 'spend_day' | 'paused'

/** `tell`: what the owner is to be told now; each kind comes once a day. */
export type SmsReservation = { ok: true } | { ok: false; refused: SmsLimit; tell: SmsLimit | null }

/** How many SMS an account sends, to whom and for how much. */
export interface SmsCounts {
  /** Books one, or says which limit refuses it. One that is booked already is not counted again. */
  reserve(account: Account, booking: SmsBooking, limits: SmsLimits, now: Instant): Promise<SmsReservation>
  /** What it did cost, in place of what was expected. */
  settle(account: Account, id: string, cost: number): Promise<void>
  /** It was not sent after all, and is not counted. */
  release(account: Account, id: string): Promise<void>
  /** Ends a pause; the owner is told again when there is reason. */
  resume(account: Account, now: Instant): Promise<void>
  /** `refusals`: by prefix in this hour. */
  read(
    account: Account,
    day: string,
    now: Instant,
  ): Promise<{ spentToday: number; sentLastDay: number; pausedUntil: Instant | null; refusals: number }>
  /** Forgets what was booked before; nothing older than a day counts. */
  sweep(account: Account, before: Instant): Promise<void>
}

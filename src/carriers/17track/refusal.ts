import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { clip, isNew, pinFor, registered, throttled } from '../kit/index.ts'
import { CODE, extrasOf } from './request.ts'

type Plain = 'scopeMissing' | 'badCredentials' | 'temporary' | 'purged' | 'notFound'

/** A day's registrations are used up; reading goes on, so the account is not paused. */
const DAILY_LIMIT_SECONDS = 3_600

/** Error codes of the whole answer and of one number alike. Source: 17TRACK help centre, "Error Codes and Troubleshooting". */
const KINDS: ReadonlyMap<string, Plain> = new Map<string, Plain>([
  ['-18010001', 'scopeMissing'], // The address that asks is not in the account's IP list
  ['-18010002', 'badCredentials'], // Invalid security key
  ['-18010003', 'temporary'], // Internal service error
  ['-18010004', 'badCredentials'], // Account is disabled
  ['-18010005', 'scopeMissing'], // Unauthorized access
  ['-18019902', 'purged'], // Not registered: deleted by somebody, or 90 days after it was stopped. Registering again would cost again
  ['-18019903', 'notFound'], // Carrier cannot be detected
  ['-18019908', 'scopeMissing'], // Quota is used up: the account needs more
  ['-18019911', 'notFound'], // The carrier cannot be registered
])

/** What is wrong with a value: with the number, unless something else was sent along. */
const BAD_VALUE: ReadonlySet<string> = new Set(['-18010011', '-18010012', '-18010015'])

export interface Rejection {
  code: string
  message: string
  /** 17TRACK's carrier key beside the error; 0: none. */
  carrier: number
  /** The whole answer is refused, not this number alone. */
  whole: boolean
}

/** The outcome of an error code; `temporary` for one that is not known. */
export function refusal(rejection: Rejection, item: TrackItem, answer: CarrierAnswer, ctx: CarrierContext): Outcome {
  const { code, carrier } = rejection
  const { ref } = item
  const carrierCode = clip(code, 16)
  if (code === '429') return throttled(answer, ref)
  if (code === '-18019901') return registered(ref, pinFor(CODE, String(carrier)), 0)
  // No tracking information at this time.
  if (code === '-18019909') return isNew(item, ctx.now) ? registered(ref, undefined) : { kind: 'notFound', ref, carrierCode }
  if (code === '-18019907') {
    return { kind: 'pending', ref, resume: '', notBeforeSeconds: DAILY_LIMIT_SECONDS, expiresSeconds: DAILY_LIMIT_SECONDS, units: 0 }
  }
  if (code === '-18010018' || code === '-18010019') {
    const field = code === '-18010018' && item.postalCode !== undefined ? 'destinationCountry' : 'postalCode'
    return { kind: 'needsInput', ref, field, carrierCode }
  }
  if (code === '-18010020') return { kind: 'needsInput', ref, field: 'phone', carrierCode }
  if (BAD_VALUE.has(code)) return { kind: isAboutNumber(rejection, item) ? 'invalidNumber' : 'temporary', ref, carrierCode }
  return { kind: KINDS.get(code) ?? 'temporary', ref, carrierCode }
}

function isAboutNumber({ message, whole }: Rejection, item: TrackItem): boolean {
  if (whole) return false
  return Object.keys(extrasOf(item)).length === 0 || normaliseNumber(message).includes(normaliseNumber(item.number))
}

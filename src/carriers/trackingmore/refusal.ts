import type { CarrierAnswer, Outcome, TrackItem } from '../carrier.ts'
import { clip, pinFor, registered, throttled } from '../kit/index.ts'
import { CODE } from './request.ts'

type Plain = 'scopeMissing' | 'badCredentials' | 'temporary' | 'purged' | 'notFound' | 'invalidNumber'

/** After the rate was passed everything is refused for so long. */
const PENALTY_SECONDS = 120

/** `meta.code` of the whole answer and `errorCode` of one number alike. Source: official SDKs, "Response Code". */
const KINDS: ReadonlyMap<string, Plain> = new Map<string, Plain>([
  ['401', 'badCredentials'],
  ['403', 'scopeMissing'],
  ['4102', 'purged'], // Does not exist: deleted. Creating it again would cost again
  ['4110', 'invalidNumber'],
  ['4111', 'invalidNumber'],
  ['4120', 'notFound'], // A courier code that TrackingMore does not have
  ['4121', 'notFound'], // Cannot detect courier
  ['4190', 'scopeMissing'], // Quota is used up: the account needs more
])

/** The outcome of an error code; `temporary` for one that is not known. `courier`: beside the error; `whole`: it is about several numbers. */
export function refusal(
  code: string,
  item: TrackItem,
  answer: CarrierAnswer,
  { courier, whole = false }: { courier?: string; whole?: boolean },
): Outcome {
  const { ref } = item
  const carrierCode = clip(code, 16)
  if (code === '429') {
    const outcome = throttled(answer, ref)
    return 'retryAfterSeconds' in outcome
      ? outcome
      : { kind: 'throttled', ref, scope: 'second', retryAfterSeconds: PENALTY_SECONDS, carrierCode }
  }
  if (code === '4101') return registered(ref, pinFor(CODE, courier ?? item.courier ?? ''), 0)
  if (code === '4122') return { kind: 'needsInput', ref, field: missing(item), carrierCode }
  const kind = KINDS.get(code) ?? 'temporary'
  return { kind: whole && kind === 'invalidNumber' ? 'temporary' : kind, ref, carrierCode }
}

/** Which of the courier's special fields is wanted is not told: the first that is not there, the postcode being the usual one. */
function missing({
  postalCode,
  shipDate,
  destinationCountry,
}: TrackItem): 'postalCode' | 'shipDate' | 'destinationCountry' | 'accountNumber' {
  if (postalCode === undefined) return 'postalCode'
  if (shipDate === undefined) return 'shipDate'
  return destinationCountry === undefined ? 'destinationCountry' : 'accountNumber'
}

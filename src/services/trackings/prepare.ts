import { AppError, asTrackingId, bucketOf, key16, newTrackingId, normaliseNumber } from '../../base/index.ts'
import type { Account, NewTracking, TrackingKey } from '../../storage/index.ts'
import { decide, eventOf, type Freshness, type Tracking, unlooked } from '../../tracking/index.ts'
import type { AskDeps, Carriers } from '../deps.ts'
import type { CourierInfo, CreateInput, TrackingRef } from '../index.ts'
import { answering } from './route.ts'

/** Beside the first. A number that fits more couriers says too little about any. */
const MOST_GUESSES = 3

function keyOf(account: Account, carrier: string, number: string): TrackingKey {
  return { account, carrier: carrier.toLowerCase(), number: normaliseNumber(number) }
}

export function refKey(account: Account, ref: TrackingRef): TrackingKey {
  return keyOf(account, ref.carrier, ref.number)
}

/**
 * A row ready to insert: courier known or detected, due at once when an adapter serves it.
 * @throws carrier_invalid, carrier_not_detected
 */
export async function prepare(deps: AskDeps, account: Account, input: CreateInput): Promise<NewTracking> {
  const now = deps.clock.now()
  const number = normaliseNumber(input.number)
  const [courier, ...others] =
    input.carrier === null ? await detected(deps, account, number, input.details.destinationCountry) : [named(deps.carriers, input.carrier)]
  const codes = others.map(({ code }) => code)
  const answered = await answering(deps, account, [courier.code, ...codes])
  // Those that can be asked today before those that may be one day.
  const guesses = [...new Set([...answered.map(({ code }) => code), ...codes])]
    .filter((code) => code !== courier.code)
    .slice(0, MOST_GUESSES)
  const key = key16(number)
  const freshness = answered[0] ? unlooked(now, answered[0].adapter.code) : unsupported()
  const tracking: Tracking = {
    bucket: bucketOf(account, key),
    id: input.id === undefined ? newTrackingId(now, deps.random, key) : asTrackingId(input.id, key),
    accountId: account.id,
    carrier: courier.code,
    number,
    shownNumber: input.number.trim(),
    details: guesses.length === 0 ? input.details : { ...input.details, guesses },
    archived: false,
    override: null,
    state: decide([], {
      facts: {},
      shipDate: input.details.shipDate,
      registeredAt: now,
      carrierType: courier.type,
      now,
      found: false,
      checked: false,
      expireAfterDays: deps.expireAfterDays,
    }),
    pin: null,
    version: 0,
    createdAt: now,
    changedAt: now,
  }
  return { tracking, freshness, event: eventOf('tracking.created', { tracking, freshness }) }
}

function named(carriers: Carriers, code: string): CourierInfo {
  const courier = carriers.courier(code)
  if (!courier) throw new AppError('carrier_invalid', { param: 'carrier_code' })
  return courier
}

async function detected(
  { detection }: AskDeps,
  account: Account,
  number: string,
  destination: string | null,
): Promise<[CourierInfo, ...CourierInfo[]]> {
  const [first, ...others] = await detection.guesses(account, number, destination)
  if (!first) throw new AppError('carrier_not_detected', { param: 'carrier_code' })
  return [first, ...others]
}

function unsupported(): Freshness {
  return { ...unlooked(null, null), checkReason: 'waiting_for_setup', staleBecause: 'unsupported' }
}

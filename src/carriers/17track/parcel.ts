import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts } from '../../tracking/index.ts'
import type { RawEvent } from '../carrier.ts'
import { blank, countryCode, list, num, offsetTime, passedOn, path, placeFrom, str } from '../kit/index.ts'
import { codes, UNCLASSIFIED } from './codes.ts'
import { courierOf } from './couriers.ts'

const MAX_PROVIDERS = 10
const MAX_EVENTS = 500

/** Events of all carriers that were asked; those without a readable time are explanations and left out. */
export function eventsOf(providers: readonly unknown[]): RawEvent[] {
  return providers
    .slice(0, MAX_PROVIDERS)
    .flatMap((provider) => (list(path(provider, 'events')) ?? []).slice(0, MAX_EVENTS))
    .map(eventOf)
    .filter((event) => event !== null)
}

function eventOf(event: unknown): RawEvent | null {
  const time = timeOf(event)
  if (time === null) return null
  const code = str(path(event, 'sub_status'), 64) ?? str(path(event, 'stage'), 64) ?? UNCLASSIFIED
  const address = path(event, 'address')
  const place = placeFrom({
    location: path(event, 'location'),
    city: path(address, 'city'),
    region: path(address, 'state'),
    country: path(address, 'country'),
  })
  const text = passedOn(str(path(event, 'description')), code, codes.get(code)?.status === 'delivered')
  return { code, text, time, ...(place === undefined ? {} : { place }) }
}

/**
 * `time_raw` is what the carrier wrote, `time_iso` the same with an offset. Where the carrier told no zone the offset is 17TRACK's idea of the
 * carrier's: basis `carrierZone`. Where the two clocks differ the carrier's is kept, and its zone stays unknown.
 */
function timeOf(event: unknown): CheckpointTime | null {
  const iso = offsetTime(str(path(event, 'time_iso'), 48)) ?? offsetTime(str(path(event, 'time_utc'), 48))
  const zone = str(path(event, 'time_raw', 'timezone'), 16)
  const [date, clock] = [str(path(event, 'time_raw', 'date'), 16), str(path(event, 'time_raw', 'time'), 16)]
  const told = blank(date) || blank(clock) ? null : offsetTime(`${date}T${clock}${zone ?? ''}`)
  if (told === null) return iso
  if (told.basis !== 'unknown') return told
  return iso !== null && iso.offset !== null && iso.local === told.local ? { ...iso, basis: 'carrierZone' } : told
}

/** Of `track_info`. Addresses beyond the country, and the carrier's tips, are not read. */
export function factsOf(info: Record<string, unknown>, asked: string): Facts {
  const misc = info['misc_info']
  const service = str(path(misc, 'service_type'), 100)
  const origin = countryCode(path(info, 'shipping_info', 'shipper_address', 'country'))
  const destination = countryCode(path(info, 'shipping_info', 'recipient_address', 'country'))
  const weightKg = num(path(misc, 'weight_kg'))
  const eta = etaOf(path(info, 'time_metrics', 'estimated_delivery_date'))
  const lastMile = lastMileOf(misc, asked)
  const reference = str(path(misc, 'reference_number'), 64)
  return {
    ...(service === undefined ? {} : { service }),
    ...(origin === undefined ? {} : { originCountry: origin }),
    ...(destination === undefined ? {} : { destinationCountry: destination }),
    ...(weightKg === undefined || weightKg <= 0 ? {} : { weightKg }),
    ...(eta === undefined ? {} : { eta }),
    ...(lastMile === undefined ? {} : { lastMile }),
    ...(reference === undefined ? {} : { reference }),
  }
}

function etaOf(estimate: unknown): Facts['eta'] {
  const [from, to] = [str(path(estimate, 'from'), 32), str(path(estimate, 'to'), 32)]
  if (from === undefined && to === undefined) return undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** The number of the carrier at the destination, where it is another one. */
function lastMileOf(misc: unknown, asked: string): Facts['lastMile'] {
  const number = str(path(misc, 'local_number'), 64)
  const carrier = courierOf(num(path(misc, 'local_key')) ?? 0) ?? str(path(misc, 'local_provider'), 100)
  if (number === undefined || carrier === undefined || normaliseNumber(number) === normaliseNumber(asked)) return undefined
  return { carrier, number }
}

import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { RawEvent } from '../carrier.ts'
import { countryCode, list, localTime, num, passedOn, path, placeFrom, str } from '../kit/index.ts'
import { codes, UNCLASSIFIED } from './codes.ts'

const MAX_EVENTS = 500

/** Checkpoints of the courier at the origin and of the one at the destination. */
export function eventsOf(entry: unknown): RawEvent[] {
  return ['origin_info', 'destination_info']
    .flatMap((end) => (list(path(entry, end, 'trackinfo')) ?? []).slice(0, MAX_EVENTS))
    .map(eventOf)
    .filter((event) => event !== null)
}

/** Null without a readable time. Times are the courier's clock; an offset is kept where one is written. */
function eventOf(checkpoint: unknown): RawEvent | null {
  const time = localTime(str(path(checkpoint, 'checkpoint_date'), 48), ['yyyy-MM-dd'])
  if (time === null) return null
  const code = codeOf(checkpoint)
  const place = placeFrom({
    location: path(checkpoint, 'location'),
    city: path(checkpoint, 'city'),
    region: path(checkpoint, 'state'),
    country: path(checkpoint, 'country_iso2'),
  })
  const text = passedOn(str(path(checkpoint, 'tracking_detail')), code, codes.get(code)?.status === 'delivered')
  return { code, text, time, ...(place === undefined ? {} : { place }) }
}

/** Older documents print a blank: `not found001`. */
function codeOf(checkpoint: unknown): string {
  const said = str(path(checkpoint, 'checkpoint_delivery_substatus'), 64) ?? str(path(checkpoint, 'checkpoint_delivery_status'), 64)
  return said?.replaceAll(/\s/g, '').toLowerCase() ?? UNCLASSIFIED
}

/** Names, mail addresses, phones, postcodes and who signed are not read. */
export function factsOf(entry: unknown): Facts {
  const service = str(path(entry, 'service_code'), 100)
  const origin = countryCode(path(entry, 'origin_country'))
  const destination = countryCode(path(entry, 'destination_country'))
  const weightKg = num(path(entry, 'weight_kg'))
  const eta = str(path(entry, 'scheduled_delivery_date'), 32)
  const lastMile = lastMileOf(entry)
  return {
    ...(service === undefined ? {} : { service }),
    ...(origin === undefined ? {} : { originCountry: origin }),
    ...(destination === undefined ? {} : { destinationCountry: destination }),
    ...(weightKg === undefined || weightKg <= 0 ? {} : { weightKg }),
    ...(eta === undefined ? {} : { eta: { to: eta } }),
    ...(lastMile === undefined ? {} : { lastMile }),
  }
}

/** The number of the courier at the destination, where it is another one. */
function lastMileOf(entry: unknown): Facts['lastMile'] {
  const number = str(path(entry, 'destination_track_number'), 64)
  const carrier = str(path(entry, 'destination_info', 'courier_code'), 64)
  const asked = str(path(entry, 'tracking_number'), 64) ?? ''
  if (number === undefined || carrier === undefined || normaliseNumber(number) === normaliseNumber(asked)) return undefined
  return { carrier, number }
}

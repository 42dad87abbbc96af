import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { RawEvent } from '../carrier.ts'
import { countryCode, list, localTime, passedOn, path, placeFrom, str } from '../kit/index.ts'
import { codes, UNCLASSIFIED } from './codes.ts'

const MAX_EVENTS = 500

/** Events of all couriers of the parcel. */
export function eventsOf(tracking: unknown): RawEvent[] {
  return (list(path(tracking, 'events')) ?? [])
    .slice(0, MAX_EVENTS)
    .map(eventOf)
    .filter((event) => event !== null)
}

/** Null without a readable time: with an offset, with Z, the courier's clock, or a day. */
function eventOf(event: unknown): RawEvent | null {
  const time = localTime(str(path(event, 'occurrenceDatetime'), 48), ['yyyy-MM-dd'])
  if (time === null) return null
  const code = str(path(event, 'statusCode'), 64) ?? str(path(event, 'statusMilestone'), 64) ?? UNCLASSIFIED
  const place = placeFrom({ location: path(event, 'location') })
  const text = passedOn(str(path(event, 'status')), code, codes.get(code)?.status === 'delivered')
  return { code, text, time, ...(place === undefined ? {} : { place }) }
}

/** The recipient and who signed are not read. */
export function factsOf(tracking: unknown, asked: string): Facts {
  const shipment = path(tracking, 'shipment')
  const service = str(path(shipment, 'delivery', 'service'), 100)
  const origin = countryCode(path(shipment, 'originCountryCode'))
  const destination = countryCode(path(shipment, 'destinationCountryCode'))
  const eta = etaOf(path(shipment, 'delivery'))
  const lastMile = lastMileOf(list(path(tracking, 'events')) ?? [], asked)
  return {
    ...(service === undefined ? {} : { service }),
    ...(origin === undefined ? {} : { originCountry: origin }),
    ...(destination === undefined ? {} : { destinationCountry: destination }),
    ...(eta === undefined ? {} : { eta }),
    ...(lastMile === undefined ? {} : { lastMile }),
  }
}

/** What the courier promises, else Ship24's estimate. */
function etaOf(delivery: unknown): Facts['eta'] {
  const from = str(path(delivery, 'courierEstimatedDeliveryDate', 'from'), 32)
  const to = str(path(delivery, 'courierEstimatedDeliveryDate', 'to'), 32) ?? str(path(delivery, 'estimatedDeliveryDate'), 32)
  if (from === undefined && to === undefined) return undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** Courier and number of the latest event that was found under another number. Times are compared as texts: ISO 8601 of one parcel. */
function lastMileOf(events: readonly unknown[], asked: string): Facts['lastMile'] {
  const others = events.slice(0, MAX_EVENTS).map((event) => ({
    carrier: str(path(event, 'courierCode'), 64),
    number: str(path(event, 'eventTrackingNumber'), 64),
    at: str(path(event, 'occurrenceDatetime'), 48) ?? '',
  }))
  let latest: { carrier: string; number: string; at: string } | undefined
  for (const { carrier, number, at } of others) {
    if (carrier === undefined || number === undefined || normaliseNumber(number) === normaliseNumber(asked)) continue
    if (latest === undefined || at > latest.at) latest = { carrier, number, at }
  }
  return latest && { carrier: latest.carrier, number: latest.number }
}

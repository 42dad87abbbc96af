import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { pinnedKey, sameStep } from '../kit/index.ts'
import { COURIERS } from './couriers.ts'

export const CODE = '17track'

/** POST /register for numbers that are not registered yet, POST /gettrackinfo for the others; up to 40 in either. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { reads, asked } = sameStep(items, CODE)
  return {
    method: 'POST',
    path: reads ? '/gettrackinfo' : '/register',
    headers: { '17token': ctx.credential['apiKey'] ?? '', accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify([...asked].map(reads ? reading : registration)),
  }
}

/** With the carrier that the number was registered for; without, all carriers of the number are answered. */
function reading(item: TrackItem): object {
  const carrier = keyOf(item)
  return { number: item.number, ...(carrier === 0 ? {} : { carrier }) }
}

/** The carrier is a hint: 17TRACK corrects it, and finds it where it is missing. Of a phone only the last four digits are told. */
function registration(item: TrackItem): object {
  const carrier = item.courier === undefined ? undefined : COURIERS.get(item.courier)
  return { number: item.number, ...(carrier === undefined ? {} : { carrier }), ...extrasOf(item) }
}

/** What some carriers want besides the number. */
export function extrasOf({ postalCode, destinationCountry, phone }: TrackItem): Record<string, string> {
  const digits = (phone ?? '').replaceAll(/\D/g, '').slice(-4)
  return {
    ...(postalCode === undefined ? {} : { destination_postal_code: postalCode }),
    ...(destinationCountry === undefined ? {} : { destination_country: destinationCountry }),
    ...(digits.length < 4 ? {} : { phone_number_last_4: digits }),
  }
}

/** 17TRACK's carrier key of the pin; 0: not known. */
export function keyOf(item: TrackItem): number {
  const key = pinnedKey(item, CODE) ?? ''
  return /^\d{1,9}$/.test(key) ? Number(key) : 0
}

import type { Facts } from '../../tracking/index.ts'
import { list, num, path, str } from '../kit/index.ts'
import { dayOf, timeOf } from './time.ts'

const LB_IN_KG = 0.453_592_37
// UPS takes packages of up to 70 kg; freight shipments are heavier.
const MAX_KG = 100_000
const MAX_ENTRIES = 50

/** What a package tells besides its activities. Names, streets, references and the proof of delivery are never read. */
export function factsOf(pack: unknown): Facts {
  const service = str(path(pack, 'service', 'description'), 100)
  const originCountry = countryOf(pack, 'ORIGIN')
  const destinationCountry = countryOf(pack, 'DESTINATION')
  const weightKg = kilograms(path(pack, 'weight'))
  const eta = etaOf(pack)
  const lastMile = postalNumber(pack)
  return {
    ...(service !== undefined && { service }),
    ...(originCountry !== undefined && { originCountry }),
    ...(destinationCountry !== undefined && { destinationCountry }),
    ...(weightKg !== undefined && { weightKg }),
    ...(eta && { eta }),
    ...(lastMile !== undefined && { lastMile: { carrier: 'usps', number: lastMile } }),
  }
}

/** ISO alpha-2, or undefined. */
export function countryCode(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

function entries(value: unknown): unknown[] {
  return (list(value) ?? []).slice(0, MAX_ENTRIES)
}

function countryOf(pack: unknown, type: 'ORIGIN' | 'DESTINATION'): string | undefined {
  const end = entries(path(pack, 'packageAddress')).find((one) => path(one, 'type') === type)
  return countryCode(path(end, 'address', 'countryCode')) ?? countryCode(path(end, 'address', 'country'))
}

/** Pounds unless UPS says `KGS`; to the gram. */
function kilograms(weight: unknown): number | undefined {
  const value = num(path(weight, 'weight'))
  const unit = str(path(weight, 'unitOfMeasurement'), 8)?.toUpperCase()
  if (value === undefined || (unit !== 'LBS' && unit !== 'KGS')) return undefined
  const kg = unit === 'KGS' ? value : value * LB_IN_KG
  return kg > 0 && kg <= MAX_KG ? Math.round(kg * 1000) / 1000 : undefined
}

/** The rescheduled day, else the scheduled one, with the window that goes with it; wall clock of the destination. None once delivered. */
function etaOf(pack: unknown): Facts['eta'] {
  const dates = entries(path(pack, 'deliveryDate'))
  const dayOfType = (type: string): string | undefined =>
    dayOf(
      path(
        dates.find((one) => path(one, 'type') === type),
        'date',
      ),
    )
  const day = dayOfType('RDD') ?? dayOfType('SDD')
  if (day === undefined || dayOfType('DEL') !== undefined) return undefined
  // DEL is the time of the delivery.
  const time = path(pack, 'deliveryTime', 'type') === 'DEL' ? undefined : path(pack, 'deliveryTime')
  const from = timeOf(path(time, 'startTime'))
  const to = timeOf(path(time, 'endTime'))
  return { ...(from !== undefined && { from: `${day}T${from}` }), to: to === undefined ? day : `${day}T${to}` }
}

/** Mail Innovations and SurePost: the number by which the post delivers. */
function postalNumber(pack: unknown): string | undefined {
  const postal = entries(path(pack, 'alternateTrackingNumber')).find((one) => str(path(one, 'type'), 32)?.startsWith('USPS') === true)
  return str(path(postal, 'number'), 40)
}

import type { Facts } from '../../tracking/index.ts'
import { localTime, num, path, str } from '../kit/index.ts'

const LB_IN_KG = 0.453_592_37
// DHL Express takes shipments of up to 3 t.
const MAX_KG = 10_000

/** Global product codes of DHL Express; others are shown as they are. */
const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['D', 'EXPRESS WORLDWIDE'],
  ['E', 'EXPRESS 9:00'],
  ['H', 'ECONOMY SELECT'],
  ['K', 'EXPRESS 9:00'],
  ['L', 'EXPRESS 10:30'],
  ['M', 'EXPRESS 10:30'],
  ['N', 'EXPRESS DOMESTIC'],
  ['P', 'EXPRESS WORLDWIDE'],
  ['T', 'EXPRESS 12:00'],
  ['U', 'EXPRESS WORLDWIDE'],
  ['W', 'ECONOMY SELECT'],
  ['Y', 'EXPRESS 12:00'],
])

/**
 * What a shipment tells besides its events. Names, streets, postcodes and references are never read, nor is `description`: it is what the shipper
 * wrote about the goods.
 */
export function factsOf(shipment: unknown): Facts {
  const facts: Facts = {}
  const product = str(path(shipment, 'productCode'), 8)
  if (product !== undefined) facts.service = PRODUCTS.get(product) ?? `DHL Express ${product}`
  const originCountry = countryOf(path(shipment, 'shipperDetails'))
  if (originCountry !== undefined) facts.originCountry = originCountry
  const destinationCountry = countryOf(path(shipment, 'receiverDetails'))
  if (destinationCountry !== undefined) facts.destinationCountry = destinationCountry
  const weightKg = kilograms(shipment)
  if (weightKg !== undefined) facts.weightKg = weightKg
  const expected = etaOf(shipment)
  if (expected !== undefined) facts.eta = { to: expected }
  return facts
}

/** `Brisbane-AU` → AU. */
export function areaCountry(area: unknown): string | undefined {
  return /\S-([A-Z]{2})$/.exec(str(area, 100) ?? '')?.[1]
}

function countryOf(party: unknown): string | undefined {
  const code = str(path(party, 'postalAddress', 'countryCode'), 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : areaCountry(path(party, 'serviceArea', 0, 'description'))
}

function kilograms(shipment: unknown): number | undefined {
  const weight = num(path(shipment, 'totalWeight'))
  const unit = str(path(shipment, 'unitOfMeasurements'), 16)?.toLowerCase()
  if (weight === undefined || (unit !== 'metric' && unit !== 'imperial')) return undefined
  const kg = unit === 'metric' ? weight : weight * LB_IN_KG
  return kg > 0 && kg <= MAX_KG ? Math.round(kg * 1000) / 1000 : undefined
}

/** Wall clock of the destination. Midnight stands for "that day". */
function etaOf(shipment: unknown): string | undefined {
  const given = path(shipment, 'estimatedDeliveryDate') ?? path(shipment, 'estimatedTimeOfDelivery')
  const time = localTime(str(given, 48), ['yyyy-MM-dd'])
  if (!time) return undefined
  return time.local.endsWith('T00:00:00') ? time.local.slice(0, 10) : `${time.local}${time.offset ?? ''}`
}

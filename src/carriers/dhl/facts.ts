import type { Facts } from '../../tracking/index.ts'
import { bool, localTime, num, path, str } from '../kit/index.ts'

/** `unitText` → kilograms. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['kg', 1],
  ['kgs', 1],
  ['kilogram', 1],
  ['g', 0.001],
  ['lb', 0.453_592_37],
  ['lbs', 0.453_592_37],
])
// DHL Global Forwarding carries whole containers.
const MAX_KG = 1_000_000

/** What a shipment tells besides its events. Persons, streets, references and proof of delivery are never read. */
export function factsOf(shipment: unknown): Facts {
  const facts: Facts = {}
  const product = str(path(shipment, 'details', 'product', 'productName'), 100)
  const service = product === undefined || product.startsWith('UNKNOWN') ? serviceName(shipment) : product
  if (service !== undefined) facts.service = service
  const originCountry = countryCode(path(shipment, 'origin', 'address', 'countryCode'))
  if (originCountry !== undefined) facts.originCountry = originCountry
  const destinationCountry = countryCode(path(shipment, 'destination', 'address', 'countryCode'))
  if (destinationCountry !== undefined) facts.destinationCountry = destinationCountry
  const weightKg = kilograms(path(shipment, 'details', 'weight'))
  if (weightKg !== undefined) facts.weightKg = weightKg
  const eta = etaOf(shipment)
  if (eta) facts.eta = eta
  if (bool(path(shipment, 'returnFlag')) === true) facts.isReturn = true
  return facts
}

/** ISO alpha-2, or undefined. */
export function countryCode(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

function serviceName(shipment: unknown): string | undefined {
  const service = str(path(shipment, 'service'), 40)
  return service === undefined ? undefined : `DHL ${service}`
}

function kilograms(weight: unknown): number | undefined {
  const value = num(path(weight, 'value'))
  const factor = UNITS.get(str(path(weight, 'unitText'), 16)?.toLowerCase() ?? '')
  if (value === undefined || factor === undefined) return undefined
  const kg = value * factor
  return kg > 0 && kg <= MAX_KG ? Math.round(kg * 1000) / 1000 : undefined
}

/** The window, else the estimated time. Midnight alone stands for "that day". */
function etaOf(shipment: unknown): Facts['eta'] {
  const from = moment(path(shipment, 'estimatedDeliveryTimeFrame', 'estimatedFrom'))
  const to = moment(path(shipment, 'estimatedDeliveryTimeFrame', 'estimatedThrough')) ?? moment(path(shipment, 'estimatedTimeOfDelivery'))
  if (from === undefined && to === undefined) return undefined
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

function moment(value: unknown): string | undefined {
  const time = localTime(str(value, 48), ['yyyy-MM-dd'])
  if (!time) return undefined
  return time.local.endsWith('T00:00:00') ? time.local.slice(0, 10) : `${time.local}${time.offset ?? ''}`
}

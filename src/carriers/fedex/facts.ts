import type { Facts } from '../../tracking/index.ts'
import { list, localTime, num, path, str } from '../kit/index.ts'

const LB_IN_KG = 0.453_592_37
// FedEx Freight takes single pieces of about 2 t; 100 t leaves room for shipments of many.
const MAX_KG = 100_000
const MAX_ENTRIES = 50

/** What one result tells besides its scans. Names, streets and references of people are never read. */
export function factsOf(result: unknown): Facts {
  const facts: Facts = {}
  const service = str(path(result, 'serviceDetail', 'description'), 100) ?? str(path(result, 'serviceDetail', 'type'), 100)
  if (service !== undefined) facts.service = service
  const origin = country(result, 'originLocation', 'locationContactAndAddress') ?? country(result, 'shipperInformation')
  if (origin !== undefined) facts.originCountry = origin
  const destination =
    country(result, 'destinationLocation', 'locationContactAndAddress') ??
    country(result, 'recipientInformation') ??
    countryCode(path(result, 'lastUpdatedDestinationAddress', 'countryCode'))
  if (destination !== undefined) facts.destinationCountry = destination
  const weight =
    kilograms(path(result, 'packageDetails', 'weightAndDimensions', 'weight')) ?? kilograms(path(result, 'shipmentDetails', 'weight'))
  if (weight !== undefined) facts.weightKg = weight
  const eta = etaOf(result)
  if (eta) facts.eta = eta
  return facts
}

function country(result: unknown, ...steps: string[]): string | undefined {
  return countryCode(path(result, ...steps, 'address', 'countryCode'))
}

/** ISO alpha-2, or undefined. */
export function countryCode(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

/** The weight in kg if it is given so, else pounds turned to kg, to the gram. */
function kilograms(weights: unknown): number | undefined {
  const entries = (list(weights) ?? []).slice(0, MAX_ENTRIES)
  const inUnit = (unit: string): number | undefined =>
    num(
      path(
        entries.find((one) => path(one, 'unit') === unit),
        'value',
      ),
    )
  const pounds = inUnit('LB')
  const kg = inUnit('KG') ?? (pounds === undefined ? undefined : pounds * LB_IN_KG)
  return kg === undefined || kg <= 0 || kg > MAX_KG ? undefined : Math.round(kg * 1000) / 1000
}

/** The window that FedEx promises, else the estimated day, else the usual transit time. */
function etaOf(result: unknown): Facts['eta'] {
  return (
    windowOf(path(result, 'estimatedDeliveryTimeWindow', 'window')) ??
    estimated(list(path(result, 'dateAndTimes')) ?? []) ??
    windowOf(path(result, 'standardTransitTimeWindow', 'window'))
  )
}

function windowOf(window: unknown): Facts['eta'] {
  const from = moment(path(window, 'begins'))
  const to = moment(path(window, 'ends'))
  if (from === undefined && to === undefined) return undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function estimated(dates: readonly unknown[]): Facts['eta'] {
  const to = moment(
    path(
      dates.slice(0, MAX_ENTRIES).find((one) => path(one, 'type') === 'ESTIMATED_DELIVERY'),
      'dateTime',
    ),
  )
  return to === undefined ? undefined : { to }
}

/** ISO 8601 with the offset that FedEx gave or none. Midnight stands for "that day". */
function moment(value: unknown): string | undefined {
  const time = localTime(str(value, 48))
  if (!time) return undefined
  return time.local.endsWith('T00:00:00') ? time.local.slice(0, 10) : `${time.local}${time.offset ?? ''}`
}

import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { child, children, childText, descend, httpOutcome, localTime, meaningOf, parseXml, type XmlElement } from '../kit/index.ts'
import { codeOf, codes, TYPES } from './codes.ts'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
// Ten are asked at a time; a parcel that came back has about 40 scans.
const MAX_PACKAGES = 50
const MAX_SCANS = 500

/** Province in a depot's name → ISO 3166-2. `PQ` is the old name of Quebec. */
const PROVINCES: ReadonlyMap<string, string> = new Map(
  'AB BC MB NB NL NS NT NU ON PE PQ QC SK YT'.split(' ').map((code): [string, string] => [code, code === 'PQ' ? 'QC' : code]),
)

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const root = parseXml(answer.text)
  const content = child(root?.ns === SOAP ? root : undefined, SOAP, 'Body')?.children[0]
  const packages = packagesOf(content)
  const asked = new Set(items.map(({ number }) => normaliseNumber(number)))
  // With a package that nobody asked for, what is missing may be there in another shape.
  const isWhole = packages?.every((one) => asked.has(pinOf(one))) ?? false
  return items.map(({ ref, number }): Outcome => {
    const failed = httpOutcome(answer, ref, 'request')
    if (failed) return failed
    const own = packages?.find((one) => pinOf(one) === normaliseNumber(number))
    if (own) return packageOutcome(own, ref)
    const carrierCode = errorOf(content)
    if (carrierCode !== undefined) return { kind: 'temporary', ref, carrierCode }
    if (!packages) return { kind: 'schemaDrift', ref, path: 'Body/TrackPackagesByPinResponse/TrackingInformationList' }
    return isWhole ? { kind: 'notFound', ref } : { kind: 'schemaDrift', ref, path: 'TrackingInformation/PIN/Value' }
  })
}

function packagesOf(content: XmlElement | undefined): XmlElement[] | undefined {
  if (content?.name !== 'TrackPackagesByPinResponse') return undefined
  const list = child(content, content.ns, 'TrackingInformationList')
  return list && children(list, list.ns, 'TrackingInformation').slice(0, MAX_PACKAGES)
}

function pinOf(one: XmlElement): string {
  return normaliseNumber(childText(one, one.ns, 'PIN', 'Value') ?? '')
}

/** Code of the first error of an answer or of one package; the code of a SOAP fault. Purolator's list of codes is not public. */
function errorOf(element: XmlElement | undefined): string | undefined {
  if (element?.name === 'Fault') return (childText(element, '', 'faultcode') ?? 'fault').slice(0, 64)
  const error = descend(element, element?.ns ?? '', 'ResponseInformation', 'Errors', 'Error')
  return error && (childText(error, error.ns, 'Code') ?? 'error').slice(0, 64)
}

function packageOutcome(one: XmlElement, ref: string): Outcome {
  const scans = child(one, one.ns, 'Scans')
  const list = children(scans, one.ns, 'Scan').slice(0, MAX_SCANS)
  const events = list.map(eventOf).filter((event) => event !== null)
  if (events.length > 0) return { kind: 'found', ref, events, facts: {} }
  const carrierCode = errorOf(one)
  if (carrierCode !== undefined) return { kind: 'temporary', ref, carrierCode }
  if (!scans || scans.children.length > 0) return { kind: 'schemaDrift', ref, path: 'TrackingInformation/Scans/Scan' }
  return { kind: 'notFound', ref, carrierCode: 'no_scans' }
}

/** Null without words or a readable time. `Comment` and `ScanDetails` hold signatures and addresses, and are never read. */
function eventOf(scan: XmlElement): RawEvent | null {
  const words = childText(scan, scan.ns, 'Description')
  const time = timeOf(childText(scan, scan.ns, 'ScanDate'), childText(scan, scan.ns, 'ScanTime'))
  if (words === undefined || time === null) return null
  const code = codeOf(words)
  const type = childText(scan, scan.ns, 'ScanType')?.slice(0, 32)
  const place = placeOf(childText(scan, scan.ns, 'Depot', 'Name'))
  const meaning = meaningOf(codes, code, type) === null ? TYPES.get(type ?? '') : undefined
  return {
    code,
    ...(type !== undefined && { attr: type }),
    // Who took it stands after "delivered to".
    text: code === 'shipment delivered' ? 'Shipment delivered' : words,
    time,
    ...(place && { place }),
    ...(meaning && { meaning }),
  }
}

/** `2026-01-16` and `83704`: the clock of the depot, whose zone is not told. */
function timeOf(date: string | undefined, clock: string | undefined): CheckpointTime | null {
  if (date === undefined || clock === undefined || !/^\d{1,6}$/.test(clock)) return null
  const time = localTime(`${date}T${clock.padStart(6, '0').replace(/^(\d\d)(\d\d)(\d\d)$/, '$1:$2:$3')}`)
  return time && { ...time, raw: `${date} ${clock}` }
}

/** `BURNABY, BC`; with a slash it is a building in both languages, such as `WINNIPEG AIRPORT/AEROPORT, MB`. `Purolator` is no place. */
function placeOf(depot: string | undefined): Place | undefined {
  if (depot === undefined || depot.toLowerCase() === 'purolator') return undefined
  const text = depot.slice(0, 100)
  const comma = text.lastIndexOf(', ')
  const region = PROVINCES.get(text.slice(comma + 2))
  if (comma < 1 || region === undefined) return { text }
  const city = text.slice(0, comma)
  return { text, ...(!city.includes('/') && { city }), region, country: 'CA' }
}

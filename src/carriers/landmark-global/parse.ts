import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { child, children, childText, descend, httpOutcome, localTime, namesPeople, parseXml, type XmlElement } from '../kit/index.ts'
import { WORDING } from './codes.ts'

// Shipments of some dozens of packages; a parcel that came back has about 60 events.
const MAX_PACKAGES = 200
const MAX_EVENTS = 500
/** `10/01/2025 03:02 PM`; `2025-09-29 06:20:00` is ISO 8601 enough. */
const FORMATS = ['M/d/yyyy h:mm a']

/** Words of an error → outcome. Of the codes only `Login` is known. The first that fits counts. */
const WORDS: readonly (readonly [RegExp, 'badCredentials' | 'notFound' | 'invalidNumber'])[] = [
  [/^login\b|password|not authori[sz]ed/i, 'badCredentials'],
  [/invalid tracking ?number|tracking ?number is (?:invalid|required)/i, 'invalidNumber'],
  [/not found|no (?:shipment|package|record)s?\b|does not exist|unable to (?:find|locate)/i, 'notFound'],
]

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const root = parseXml(answer.text)
  return items.map((item) => outcome(answer, root?.name === 'TrackResponse' ? root : undefined, item))
}

function outcome(answer: CarrierAnswer, root: XmlElement | undefined, { ref, number }: TrackItem): Outcome {
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  if (!root) return { kind: 'schemaDrift', ref, path: 'TrackResponse' }
  const error = descend(root, root.ns, 'Errors', 'Error')
  if (error || childText(root, root.ns, 'Result', 'Success') === 'false') return refusal(error, ref)
  const packages = descend(root, root.ns, 'Result', 'Packages')
  if (!packages) return { kind: 'schemaDrift', ref, path: 'TrackResponse/Result/Packages' }
  const list = children(packages, root.ns, 'Package').slice(0, MAX_PACKAGES)
  if (packages.children.length === 0) return { kind: 'notFound', ref }
  // Somebody else's parcel, and another one of the same shipment, is never shown.
  const own = list.find((one) => numbersOf(one).includes(normaliseNumber(number)))
  return own ? found(own, ref) : { kind: 'schemaDrift', ref, path: 'Package/LandmarkTrackingNumber' }
}

function refusal(error: XmlElement | undefined, ref: string): Outcome {
  const carrierCode = (childText(error, error?.ns ?? '', 'ErrorCode') ?? 'no_success').slice(0, 64)
  const words = `${carrierCode} ${(childText(error, error?.ns ?? '', 'ErrorMessage') ?? '').slice(0, 300)}`
  return { kind: WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'temporary', ref, carrierCode }
}

/** Landmark's own number, and that of whoever delivers. */
function numbersOf(one: XmlElement): string[] {
  return ['LandmarkTrackingNumber', 'TrackingNumber'].map((name) => normaliseNumber(childText(one, one.ns, name) ?? ''))
}

function found(one: XmlElement, ref: string): Outcome {
  const list = child(one, one.ns, 'Events')
  const events = children(list, one.ns, 'Event')
    .slice(0, MAX_EVENTS)
    .map(eventOf)
    .filter((event) => event !== null)
  // Known, and nothing happened so far.
  if (!list || (events.length === 0 && list.children.length > 0)) return { kind: 'schemaDrift', ref, path: 'Package/Events/Event' }
  return { kind: 'found', ref, events, facts: factsOf(one) }
}

/** Null without a code or a readable time. */
function eventOf(event: XmlElement): RawEvent | null {
  const code = childText(event, event.ns, 'EventCode')?.slice(0, 16)
  const time = localTime(childText(event, event.ns, 'DateTime'), FORMATS)
  if (code === undefined || time === null) return null
  const words = childText(event, event.ns, 'Status')
  const place = childText(event, event.ns, 'Location')?.slice(0, 100)
  return { code, text: wording(code, words), time, ...(place !== undefined && { place: { text: place } }) }
}

/** The courier's own words, but where they may name whoever signed. */
function wording(code: string, words: string | undefined): string {
  const isSafe = words !== undefined && !namesPeople(words) && !/\b(?:signed|received|accepted) by\b/i.test(words)
  return isSafe ? words : (WORDING.get(code) ?? code)
}

function factsOf(one: XmlElement): Facts {
  const reference = childText(one, one.ns, 'PackageReference')?.slice(0, 60)
  return reference === undefined || namesPeople(reference) ? {} : { reference }
}

import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { child, children, childText, httpOutcome, parseXml, zonedTime, type XmlElement } from '../kit/index.ts'

/** Times are those of the system in Prague, wherever the packet is. */
export const ZONE = 'Europe/Prague'
// A packet that crossed borders and came back has about 40.
const MAX_RECORDS = 500

/** `fault` → outcome; any other is `temporary`. They come with HTTP 200. */
const FAULTS: ReadonlyMap<string, 'notFound' | 'badCredentials'> = new Map([
  // Also what is said about packets of other accounts and about numbers that cannot be one.
  ['PacketIdFault', 'notFound'],
  ['ShipmentNotFoundFault', 'notFound'],
  ['IncorrectApiPasswordFault', 'badCredentials'],
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  return items.map(({ ref }) => outcome(answer, ref))
}

function outcome(answer: CarrierAnswer, ref: string): Outcome {
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const parsed = parseXml(answer.text)
  const root = parsed?.name === 'response' ? parsed : undefined
  const status = childText(root, '', 'status')
  if (status === 'fault') {
    const carrierCode = (childText(root, '', 'fault') ?? 'fault').slice(0, 64)
    return { kind: FAULTS.get(carrierCode) ?? 'temporary', ref, carrierCode }
  }
  const result = child(root, '', 'result')
  if (status !== 'ok' || !result) return { kind: 'schemaDrift', ref, path: status === 'ok' ? 'response/result' : 'response/status' }
  const events = children(result, '', 'record')
    .slice(0, MAX_RECORDS)
    .map(eventOf)
    .filter((event) => event !== null)
  // The making of a packet is its first record, so one without any is no packet that we can read.
  return events.length === 0 ? { kind: 'schemaDrift', ref, path: 'response/result/record' } : { kind: 'found', ref, events, facts: {} }
}

/** Null without a code or a readable time. Branches are numbers of a directory of their own, and no place for a person. */
function eventOf(record: XmlElement): RawEvent | null {
  const code = (childText(record, '', 'codeText') ?? childText(record, '', 'statusCode'))?.slice(0, 64).toLowerCase()
  const time = zonedTime(childText(record, '', 'dateTime'), { zone: ZONE })
  if (code === undefined || time === null) return null
  return { code, text: childText(record, '', 'statusText') ?? code, time }
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { Outcome } from '../carrier.ts'
import { inpostPaczkomaty } from './index.ts'

const item = itemOf('600000000000000000000017')
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')
const CONFIRMED = { status: 'confirmed', origin_status: 'PRN', agency: null, location: null, datetime: '2026-01-13T09:00:00.000+01:00' }

/** The delivered parcel with other events and fields. */
function parcel(details: readonly object[], fields: object = {}): string {
  return JSON.stringify({ ...JSON.parse(delivered), tracking_details: details, ...fields })
}

function ask(text: string, status = 200): Outcome {
  const [outcome] = inpostPaczkomaty.parse?.(answerOf(text, status), [item], { credential: {}, language: 'en', now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

carrierContract(inpostPaczkomaty, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found.json'), 404) },
  invalid: { items: [item], answer: answerOf(fixture('invalid.json'), 400) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"tracking_details"', '"events"')) },
  reversed: parcel(JSON.parse(delivered).tracking_details.toReversed()),
  times: {
    answer: (raw) => answerOf(parcel([{ ...CONFIRMED, datetime: raw }])),
    samples: [
      { raw: '2026-01-14T10:00:00.000+01:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T09:00:00Z' },
      { raw: '2026-07-14T10:00:00.000+02:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T08:00:00Z' },
    ],
  },
  canaries: ['CANARY01', 'CANARY-STREET 1', '52.1234567'],
  skip: { partlyFound: 'one number a call', auth: 'no credential is asked for' },
})

test('the request asks for one parcel, without a credential', () => {
  expect(inpostPaczkomaty.buildRequest?.([item], { credential: {}, language: 'en', now: 0 })).toEqual({
    method: 'GET',
    path: '/v1/tracking/600000000000000000000017',
    headers: { accept: 'application/json' },
  })
})

describe('events', () => {
  test('the code stands for the words, and the place is told where there is one', () => {
    const { events, facts } = found(delivered)
    expect(events).toHaveLength(7)
    expect(events[2]).toMatchObject({ code: 'ready_to_pickup', text: 'Ready to pickup' })
    expect(events.map(({ place }) => place?.text)).toEqual([undefined, undefined, undefined, 'Warszawa', 'MWA', undefined, undefined])
    expect(facts).toEqual({ service: 'inpost_locker_standard' })
  })

  test('one without a readable time is left out; all of them unreadable is a drift', () => {
    const bad = { ...CONFIRMED, datetime: 'yesterday' }
    expect(found(parcel([CONFIRMED, bad])).events).toHaveLength(1)
    expect(ask(parcel([bad]))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'tracking_details[].datetime' })
  })

  test('a label without a scan is known, a parcel without a status is not', () => {
    expect(found(parcel([], { status: 'created' })).events).toEqual([])
    expect(ask(parcel([], { status: null })).kind).toBe('schemaDrift')
  })

  test.each([
    ['stack_in_box_machine', { status: 'pickup', sub: 'ready_for_pickup' }],
    ['unstack_from_box_machine', { status: 'transit', sub: 'in_transit' }],
    ['rejected_by_receiver', { status: 'undelivered', sub: 'refused' }],
    ['missing', { status: 'exception', sub: 'lost' }],
    ['canceled_redirect_to_box', { status: 'keep' }],
  ])('%s', (code, meaning) => expect(inpostPaczkomaty.codes.get(code)).toEqual(meaning))
})

describe('refusals', () => {
  test("somebody else's parcel is never shown", () => {
    const drift = { kind: 'schemaDrift', ref: item.ref, path: 'tracking_number' }
    expect(ask(parcel([CONFIRMED], { tracking_number: '600000000000000000000029' }))).toEqual(drift)
    expect(ask(parcel([CONFIRMED], { tracking_number: undefined }))).toEqual(drift)
  })

  test('an error is told by its name, whatever the HTTP status', () => {
    for (const status of [200, 400, 404]) {
      expect(ask(fixture('not-found.json'), status).kind).toBe('notFound')
      expect(ask('{"error":"something_new"}', status)).toEqual({ kind: 'temporary', ref: item.ref, carrierCode: 'something_new' })
    }
  })

  test('a 404 of a server in between is no word about the parcel', () => {
    expect(ask('<html><body>nginx</body></html>', 404).kind).toBe('temporary')
    expect(ask('', 404).kind).toBe('schemaDrift')
  })
})

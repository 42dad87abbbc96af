import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { findCourier } from '../directory.ts'
import { COURIERS } from './couriers.ts'
import { x17track } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Json = Record<string, unknown>

/** What the tests change of an answer's `track_info`. */
interface TrackInfo {
  latest_status: Json
  misc_info: Json
  tracking: { providers: Json[] }
}

const [NUMBER, UNKNOWN, GONE] = ['LB000000115CN', 'LB000000129CN', 'LB000000132CN']
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 0, 15, 12)
const ctx: CarrierContext = { credential: { apiKey: 'key' }, language: 'en', now: NOW }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('found')
const toRead = (number: string, extra: Partial<TrackItem> = {}): TrackItem => itemOf(number, { pin: '17track:3011', ...extra })
const item = toRead(NUMBER)

function ask(text: string, of: TrackItem = item, status = 200): Outcome {
  const [outcome] = x17track.parse?.(answerOf(text, status), [of], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, of?: TrackItem): Found {
  const outcome = ask(text, of)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

/** What the fixture says of the number, changed. */
function info(change: (trackInfo: TrackInfo) => void, carrier = 3011): Json {
  const [entry] = JSON.parse(delivered).data.accepted
  change(entry.track_info)
  return { ...entry, carrier }
}

const answer = (accepted: Json[], rejected: Json[] = []): string => JSON.stringify({ code: 0, data: { accepted, rejected } })
const whole = (code: number): string => JSON.stringify({ code, data: { errors: [{ code, message: 'Placeholder' }] } })
const rejected = (code: number, extra: Json = {}, message = 'Placeholder'): string =>
  answer([], [{ number: NUMBER, carrier: 3011, error: { code, message }, ...extra }])

function oneEvent(event: Json): string {
  return answer([
    info(({ tracking }) => (tracking.providers = [{ events: [{ sub_status: 'InTransit_Other', description: 'x', ...event }] }])),
  ])
}

const eventOf = (event: Json): RawEvent | undefined => found(oneEvent({ time_iso: '2026-01-10T10:00:00+08:00', ...event })).events[0]

function reversed(): string {
  const body = JSON.parse(delivered)
  const { providers } = body.data.accepted[0].track_info.tracking
  providers.reverse()
  for (const { events } of providers) events.reverse()
  return JSON.stringify(body)
}

carrierContract(x17track, {
  found: { items: [item], answer: answerOf(delivered) },
  partlyFound: { items: [item, toRead(UNKNOWN), toRead(GONE)], answer: answerOf(delivered) },
  notFound: { items: [toRead(UNKNOWN)], answer: answerOf(delivered) },
  invalid: { items: [itemOf('12')], answer: answerOf(fixture('registered')) },
  auth: { items: [item], answer: answerOf(whole(-18010002), 401) },
  throttled: { items: [item], answer: answerOf(whole(429), 429) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"providers"', '"carriers"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(oneEvent({ time_iso: raw })),
    samples: [
      { raw: '2026-01-14T13:40:00-08:00', local: '2026-01-14T13:40:00', utc: '2026-01-14T21:40:00Z' },
      { raw: '2026-07-14T13:40:00-07:00', local: '2026-07-14T13:40:00', utc: '2026-07-14T20:40:00Z' },
    ],
  },
  canaries: ['CANARY', '00002'],
})

test('every courier of the table is in the directory', () => {
  expect([...COURIERS.keys()].filter((code) => findCourier(code) === null)).toEqual([])
})

const build = (...items: TrackItem[]): [string | undefined, unknown] => {
  const request = x17track.buildRequest?.(items, ctx)
  return [request?.path, JSON.parse(request?.body ?? '')]
}

describe('request', () => {
  test('a number is registered with its courier, what the carrier may want, and of the phone the end', () => {
    const extra = { courier: 'russian-post', postalCode: '000001', destinationCountry: 'RU', phone: '+7 000 000-12-34' }
    expect(build(itemOf('A1', extra), itemOf('A2', { courier: '17track' }))).toEqual([
      '/register',
      [
        { number: 'A1', carrier: 18031, destination_postal_code: '000001', destination_country: 'RU', phone_number_last_4: '1234' },
        { number: 'A2' },
      ],
    ])
    expect(x17track.buildRequest?.([item], ctx).headers).toMatchObject({ '17token': 'key' })
  })

  test('a registered number is read for its carrier', () => {
    expect(build(toRead('A1'), itemOf('A2', { resume: 'registered' }), itemOf('A3', { pin: '17track:0' }), itemOf('A4'))).toEqual([
      '/gettrackinfo',
      [{ number: 'A1', carrier: 3011 }, { number: 'A2' }, { number: 'A3' }],
    ])
  })
})

const register = (text: string, extra: Partial<TrackItem> = {}): Outcome => ask(text, itemOf(NUMBER, extra))

describe('registration', () => {
  test('accepted costs a unit, already registered costs none', () => {
    const outcomes = x17track.parse?.(answerOf(fixture('registered')), [itemOf(NUMBER), itemOf(UNKNOWN)], ctx)
    expect(outcomes).toMatchObject([
      { kind: 'pending', resume: 'registered', pin: '17track:3011', units: 1, notBeforeSeconds: 120 },
      { kind: 'pending', resume: 'registered', pin: '17track:3013', units: 0, notBeforeSeconds: 10 },
    ])
  })

  test.each([
    [-18019903, { kind: 'notFound' }],
    [-18019911, { kind: 'notFound' }],
    [-18019910, { kind: 'temporary' }],
    [-18019908, { kind: 'scopeMissing' }],
    [-18010018, { kind: 'needsInput', field: 'postalCode' }],
    [-18010019, { kind: 'needsInput', field: 'postalCode' }],
    [-18010020, { kind: 'needsInput', field: 'phone' }],
    [-18010012, { kind: 'invalidNumber' }],
    [-18019999, { kind: 'temporary' }],
  ])('rejected with %d is %j', (code, outcome) => {
    expect(register(rejected(code))).toEqual({ ...outcome, ref: NUMBER, carrierCode: String(code) })
  })

  test('with a postcode told the country is wanted', () => {
    expect(register(rejected(-18010018), { postalCode: '1' })).toMatchObject({ field: 'destinationCountry' })
  })

  test('a value that is not the number does not make the number invalid', () => {
    expect(register(rejected(-18010012), { postalCode: '?' }).kind).toBe('temporary')
    expect(register(rejected(-18010012, {}, `The format of '${NUMBER}' is invalid.`), { postalCode: '?' }).kind).toBe('invalidNumber')
    const outcomes = x17track.parse?.(answerOf(whole(-18010012)), [itemOf('A1'), itemOf('A2')], ctx)
    expect(outcomes?.map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
  })

  test('the registrations of a day are used up: later, and reading goes on', () => {
    expect(register(rejected(-18019907))).toMatchObject({ kind: 'pending', resume: '', notBeforeSeconds: 3600, units: 0 })
  })
})

describe('the whole answer', () => {
  test.each([
    [-18010001, 401, 'scopeMissing'],
    [-18010002, 401, 'badCredentials'],
    [-18010004, 200, 'badCredentials'],
    [-18010003, 200, 'temporary'],
    [-18010013, 200, 'temporary'],
    [-18010003, 503, 'temporary'],
    [429, 200, 'throttled'],
    [-18010003, 429, 'throttled'],
  ])('%d with HTTP %d is %s', (code, status, kind) => expect(ask(whole(code), item, status).kind).toBe(kind))

  test('errors beside code 0 count, 401 without a known code is the key', () => {
    expect(ask(whole(-18010013).replace('"code":-18010013,"data"', '"code":0,"data"'))).toMatchObject({ carrierCode: '-18010013' })
    expect(ask('{"code":-1}', item, 401).kind).toBe('badCredentials')
    expect(ask('{}')).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'code' })
    expect(ask(answer([]))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'data.accepted[].number' })
  })
})

describe('events', () => {
  test('of all carriers, without those that have no time; who signed is not told', () => {
    expect(found(delivered).events.map(({ code, text, place }) => [code, text, place?.text])).toEqual([
      ['Delivered_Other', 'Delivered', 'LOS ANGELES, CA'],
      ['OutForDelivery_Other', 'OutForDelivery_Other', 'LOS ANGELES, CA'],
      ['InTransit_Departure', 'Flight departed', 'SHENZHEN'],
      ['InTransit_PickedUp', 'Item collected', 'SHENZHEN'],
    ])
  })

  test('an offset that the carrier did not tell is 17TRACK’s idea of its zone', () => {
    const [told, , guessed] = found(delivered).events
    expect(told?.time).toMatchObject({ offset: '-08:00', basis: 'offset' })
    expect(guessed?.time).toMatchObject({
      local: '2026-01-10T21:45:00',
      offset: '+08:00',
      utc: '2026-01-10T13:45:00Z',
      basis: 'carrierZone',
    })
  })

  test('where the clocks differ the carrier’s is kept', () => {
    const other = eventOf({ time_raw: { date: '2026-01-10', time: '09:00', timezone: null } })
    expect(other?.time).toMatchObject({ local: '2026-01-10T09:00:00', utc: null, basis: 'unknown' })
    expect(eventOf({ time_raw: { date: '2026-01-10', time: '09:00', timezone: '+07:00' } })?.time.utc).toBe('2026-01-10T02:00:00Z')
    expect(eventOf({ time_iso: null, time_utc: '2026-01-10T02:00:00Z' })?.time.basis).toBe('utc')
  })

  test('without a sub-status the stage is the code; without both it is information', () => {
    expect(eventOf({ sub_status: null, stage: 'PickedUp' })?.code).toBe('PickedUp')
    expect(eventOf({ sub_status: null })?.code).toBe('unclassified')
    expect(eventOf({ sub_status: 'InTransit_New' })?.code).toBe('InTransit_New')
  })

  test('none readable is a drift', () => {
    const path = 'track_info.tracking.providers[].events'
    expect(ask(oneEvent({ time_iso: 'yesterday' }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path })
  })
})

test('facts', () => {
  expect(found(delivered).facts).toEqual({
    service: 'ePacket',
    originCountry: 'CN',
    destinationCountry: 'US',
    weightKg: 0.45,
    eta: { from: '2026-01-14T08:00:00-08:00', to: '2026-01-15T20:00:00-08:00' },
    lastMile: { carrier: 'usps', number: 'LOCAL0000001' },
    reference: 'REF-0001',
  })
})

describe('nothing to show', () => {
  const silent = info((one) => {
    one.latest_status = { status: 'NotFound', sub_status: 'NotFound_Other' }
    one.tracking.providers = [{ latest_sync_time: null, events: [] }]
  })
  const old = toRead(NUMBER, { registeredAt: NOW - HOUR })

  test.each([
    ['the carrier was not asked yet', answer([silent])],
    ['no track_info', answer([{ ...silent, track_info: null }])],
    ['no tracking info at this time', rejected(-18019909)],
  ])('%s: pending within the first hour, then not found', (_, text) => {
    expect(ask(text)).toMatchObject({ kind: 'pending', resume: 'registered', notBeforeSeconds: 120 })
    expect(ask(text)).not.toHaveProperty('units')
    expect(ask(text, old).kind).toBe('notFound')
  })

  test('events count, even of a parcel that 17TRACK calls expired or not found', () => {
    for (const status of ['Expired', 'NotFound']) {
      expect(ask(answer([info((one) => (one.latest_status = { status }))])).kind).toBe('found')
    }
  })

  test('an invalid number; a number that is not registered any more', () => {
    const invalid = info((one) => {
      one.latest_status = { status: 'NotFound', sub_status: 'NotFound_InvalidCode' }
      one.tracking.providers = []
    })
    expect(ask(answer([invalid])).kind).toBe('invalidNumber')
    expect(ask(delivered, toRead(GONE))).toEqual({ kind: 'purged', ref: GONE, carrierCode: '-18019902' })
  })
})

describe('a number that is registered for several carriers', () => {
  const both = answer([info((one) => (one.misc_info['service_type'] = 'A'), 1), info((one) => (one.misc_info['service_type'] = 'B'), 3011)])

  test('the pinned one; without a pin the first, and all are named', () => {
    expect(found(both)).toMatchObject({ pin: '17track:3011', facts: { service: 'B' } })
    expect(found(both)).not.toHaveProperty('ambiguous')
    const free = found(both, itemOf(NUMBER, { resume: 'registered' }))
    expect(free).toMatchObject({ pin: '17track:1', facts: { service: 'A' }, ambiguous: ['17track:1', '17track:3011'] })
  })

  test('what was read is never taken for a registration', () => expect(ask(delivered, itemOf(NUMBER)).kind).toBe('found'))

  test('a carrier that 17TRACK corrected is pinned anew', () => {
    expect(found(delivered, toRead(NUMBER, { pin: '17track:5' })).pin).toBe('17track:3011')
  })
})

const names = (text: string): unknown => x17track.pushed?.({ headers: {}, query: {}, text })

test('a webhook names its number; anything else names none', () => {
  expect(names('{"event":"TRACKING_UPDATED","data":{"number":"LB000000115CN","carrier":3011}}')).toEqual([NUMBER])
  for (const text of ['', '[]', '{"data":null}', '{"data":{"number":{}}}']) expect(names(text)).toEqual([])
})

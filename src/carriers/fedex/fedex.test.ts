import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { fedex } from './index.ts'

interface Scan {
  eventType: string
  date: string
  exceptionCode?: string
}
type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '100000000001'
const UNKNOWN = '100000000002'
const REGISTERED = Date.UTC(2026, 0, 15)
const ctx: CarrierContext = { credential: { clientId: 'id', clientSecret: 'secret' }, token: 'abc', language: 'en', now: REGISTERED }
const mixed = readFileSync(new URL('fixtures/found-and-not-found.json', import.meta.url), 'utf8')
const item = (extra: Partial<TrackItem> = {}): TrackItem => itemOf(NUMBER, { registeredAt: REGISTERED, ...extra })

function ask(answer: CarrierAnswer, items: readonly TrackItem[] = [item()]): Outcome[] {
  return fedex.parse?.(answer, items, ctx) ?? []
}

function found(text: string, extra: Partial<TrackItem> = {}): Found {
  const [outcome] = ask(answerOf(text), [item(extra)])
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** An answer with these parcels for one number. */
function parcels(...results: object[]): string {
  return JSON.stringify({ output: { completeTrackResults: [{ trackingNumber: NUMBER, trackResults: results }] } })
}

function parcel(scans: readonly Scan[], { id, ...more }: { id?: string } & Record<string, unknown> = {}): object {
  return { trackingNumberInfo: { trackingNumber: NUMBER, trackingNumberUniqueId: id ?? '' }, scanEvents: scans, ...more }
}

/** A parcel picked up and delivered on the day after. */
const shippedOn = (id: string, day: string): object =>
  parcel(
    [
      { eventType: 'PU', date: `${day}T10:00:00-06:00` },
      { eventType: 'OD', date: `${day}T22:00:00-06:00` },
    ],
    { id },
  )

const faults = (code: string): string => JSON.stringify({ transactionId: '0', errors: [{ code, message: 'Placeholder' }] })
const failure = (code: string): string =>
  parcels({ trackingNumberInfo: { trackingNumber: NUMBER }, error: { code, message: 'Placeholder' } })
const token = (text: string, status: number): unknown => (fedex.auth.kind === 'token' ? fedex.auth.parse(answerOf(text, status)) : null)
const dayOf = ({ events }: Found): string | undefined => events[0]?.time.local.slice(0, 10)
const firstKind = (outcomes: readonly Outcome[]): string | undefined => outcomes[0]?.kind
const meanings = (events: readonly RawEvent[]): unknown[] => events.map(({ meaning }) => meaning)

function reversed(): string {
  const body = JSON.parse(mixed)
  body.output.completeTrackResults[0].trackResults[0].scanEvents.reverse()
  body.output.completeTrackResults.reverse()
  return JSON.stringify(body)
}

carrierContract(fedex, {
  found: { items: [item()], answer: answerOf(mixed) },
  partlyFound: { items: [item(), itemOf(UNKNOWN)], answer: answerOf(mixed) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(mixed) },
  invalid: { items: [item()], answer: answerOf(failure('TRACKING.TRACKINGNUMBER.INVALID')) },
  auth: { items: [item()], answer: answerOf(faults('NOT.AUTHORIZED.ERROR'), 401) },
  throttled: { items: [item()], answer: answerOf(faults('TOO.MANY.REQUESTS'), 429) },
  malformed: { items: [item()], answer: answerOf(mixed.replaceAll('"scanEvents"', '"scans"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(parcels(parcel([{ eventType: 'PU', date: raw }]))),
    samples: [
      { raw: '2026-01-13T15:02:00-08:00', local: '2026-01-13T15:02:00', utc: '2026-01-13T23:02:00Z' },
      { raw: '2026-07-13T15:02:00-07:00', local: '2026-07-13T15:02:00', utc: '2026-07-13T22:02:00Z' },
      { raw: '2026-07-13T15:02:00', local: '2026-07-13T15:02:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
})

describe('request', () => {
  test('all numbers in one body, the pinned parcel by its id, the locale as a header', () => {
    const items = [item(), itemOf(UNKNOWN, { pin: '2461055000~x~FX', shipDate: '20260110' })]
    const request = fedex.buildRequest?.(items, { ...ctx, language: 'zh' })
    expect(request).toMatchObject({ method: 'POST', path: '/track/v1/trackingnumbers' })
    expect(request?.headers).toEqual({
      accept: 'application/json',
      authorization: 'Bearer abc',
      'content-type': 'application/json',
      'x-locale': 'zh_CN',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      includeDetailedScans: true,
      trackingInfo: [
        { trackingNumberInfo: { trackingNumber: NUMBER } },
        { trackingNumberInfo: { trackingNumber: UNKNOWN, trackingNumberUniqueId: '2461055000~x~FX' } },
      ],
    })
    expect(fedex.buildRequest?.(items, { ...ctx, language: 'xx' }).headers?.['x-locale']).toBe('en_US')
  })
})

describe('token', () => {
  test('a form with the key pair', () => {
    const request = fedex.auth.kind === 'token' ? fedex.auth.request(ctx) : null
    expect(request).toMatchObject({ method: 'POST', path: '/oauth/token' })
    expect(request?.body).toBe('grant_type=client_credentials&client_id=id&client_secret=secret')
  })

  test('403 is the penalty for asking too often, never a bad key', () => {
    expect(token('<html>Forbidden</html>', 403)).toMatchObject({ kind: 'throttled', retryAfterSeconds: 600 })
    expect(token(faults('NOT.AUTHORIZED.ERROR'), 401)).toMatchObject({ kind: 'badCredentials' })
    expect(token('{"access_token":"T","token_type":"bearer","expires_in":3599}', 200)).toEqual({
      kind: 'token',
      value: 'T',
      expiresInSeconds: 3599,
    })
  })
})

describe('scans', () => {
  test('the exception code is the attribute, its words follow the description', () => {
    expect(found(mixed).events[1]).toEqual({
      code: 'DE',
      attr: '08',
      text: 'Delivery exception: Customer not available or business closed',
      time: {
        raw: '2026-01-13T15:02:00-08:00',
        local: '2026-01-13T15:02:00',
        offset: '-08:00',
        utc: '2026-01-13T23:02:00Z',
        basis: 'offset',
      },
      place: { text: 'SEATTLE, WA, US', city: 'SEATTLE', region: 'WA', country: 'US' },
    })
  })

  test('a scan without an offset keeps its wall clock and gets no zone', () => {
    expect(found(mixed).events[4]?.time).toMatchObject({ local: '2026-01-10T09:30:00', utc: null, offset: null, basis: 'unknown' })
  })

  test('delivered after "return to shipper" is returned, in whatever order the scans come', () => {
    const scans = [
      { eventType: 'DL', date: '2026-01-14T10:00:00-06:00' },
      { eventType: 'RS', date: '2026-01-12T10:00:00-06:00' },
      { eventType: 'DE', date: '2026-01-11T10:00:00-06:00', exceptionCode: '07' },
    ]
    const returned = { status: 'exception', sub: 'returned_to_sender' }
    expect(meanings(found(parcels(parcel(scans))).events)).toEqual([returned, undefined, undefined])
    expect(meanings(found(parcels(parcel(scans.toReversed()))).events)).toEqual([undefined, undefined, returned])
  })

  test('delivered before "return to shipper" stays delivered', () => {
    const scans = [
      { eventType: 'DL', date: '2026-01-10T10:00:00-06:00' },
      { eventType: 'RS', date: '2026-01-12T10:00:00-06:00' },
    ]
    expect(meanings(found(parcels(parcel(scans))).events)).toEqual([undefined, undefined])
  })

  test('a scan without date is left out; none readable is a drift', () => {
    expect(
      found(
        parcels(
          parcel([
            { eventType: 'PU', date: '2026-01-10T10:00:00Z' },
            { eventType: 'DL', date: '' },
          ]),
        ),
      ).events,
    ).toHaveLength(1)
    expect(ask(answerOf(parcels(parcel([{ eventType: 'DL', date: 'yesterday' }]))))).toEqual([
      { kind: 'schemaDrift', ref: NUMBER, path: 'trackResults[].scanEvents' },
    ])
  })

  test('known and not yet scanned', () => {
    const text = parcels(parcel([], { latestStatusDetail: { code: 'OC' }, serviceDetail: { description: 'FedEx Ground' } }))
    expect(found(text)).toEqual({ kind: 'found', ref: NUMBER, events: [], facts: { service: 'FedEx Ground' } })
  })
})

describe('facts', () => {
  test('service, countries, pounds in kilograms, the promised window', () => {
    expect(found(mixed).facts).toEqual({
      service: 'FedEx Ground',
      originCountry: 'US',
      destinationCountry: 'US',
      weightKg: 2.268,
      eta: { from: '2026-01-14T08:00:00', to: '2026-01-14T12:00:00-08:00' },
    })
  })

  test('kilograms win over pounds; without a window the estimated day; midnight is a day', () => {
    const weight = [
      { unit: 'LB', value: '22.0' },
      { unit: 'KG', value: '10.0' },
    ]
    const dateAndTimes = [{ type: 'ESTIMATED_DELIVERY', dateTime: '2026-01-20T00:00:00' }]
    const text = parcels(parcel([{ eventType: 'PU', date: '2026-01-10T10:00:00Z' }], { shipmentDetails: { weight }, dateAndTimes }))
    expect(found(text).facts).toEqual({ weightKg: 10, eta: { to: '2026-01-20' } })
  })
})

describe('a number that several parcels share', () => {
  const three = parcels(shippedOn('A', '2024-03-01'), shippedOn('C', '2026-01-12'), shippedOn('B', '2025-12-20'))

  test('the pinned one', () => {
    const outcome = found(three, { pin: 'A' })
    expect([dayOf(outcome), outcome.pin, outcome.ambiguous]).toEqual(['2024-03-01', 'A', undefined])
  })

  test('never another one in place of the pinned one', () => {
    expect(ask(answerOf(three), [item({ pin: 'Z' })])).toEqual([{ kind: 'notFound', ref: NUMBER, carrierCode: 'pinned_parcel_missing' }])
    expect(firstKind(ask(answerOf(parcels(shippedOn('A', '2026-01-12'))), [item({ pin: 'Z' })]))).toBe('notFound')
    expect(found(parcels(shippedOn('', '2026-01-12')), { pin: 'Z' }).pin).toBe('Z')
  })

  test('the one of the ship date', () => {
    const outcome = found(three, { shipDate: '20251219' })
    expect([dayOf(outcome), outcome.pin, outcome.ambiguous]).toEqual(['2025-12-20', 'B', undefined])
  })

  test('else the latest, with the ids of all that it may be', () => {
    for (const extra of [{}, { shipDate: '20250601' }]) {
      const outcome = found(three, extra)
      expect([dayOf(outcome), outcome.pin, outcome.ambiguous]).toEqual(['2026-01-12', 'C', ['B', 'C']])
    }
  })

  test('a parcel of last year is shown but not pinned: the new one is still to come', () => {
    const outcome = found(parcels(shippedOn('A', '2024-03-01')))
    expect(dayOf(outcome)).toBe('2024-03-01')
    expect(outcome).not.toHaveProperty('pin')
  })

  test('a single parcel is pinned and not ambiguous', () => {
    const outcome = found(mixed)
    expect(outcome.pin).toBe('2461055000~100000000001~FX')
    expect(outcome).not.toHaveProperty('ambiguous')
  })
})

describe('refusals', () => {
  test.each([
    ['TRACKING.TRACKINGNUMBER.NOTFOUND', 'notFound'],
    ['TRACKING.TRACKINGNUMBER.EMPTY', 'invalidNumber'],
    ['TRACKING.TRACKINGNUMBER.INVALID', 'invalidNumber'],
    ['SOMETHING.NEW', 'temporary'],
  ])('of one number, %s: %s', (carrierCode, kind) => {
    expect(ask(answerOf(failure(carrierCode)))).toEqual([{ kind, ref: NUMBER, carrierCode }])
  })

  test.each([
    ['NOT.AUTHORIZED.ERROR', 401, 'authExpired'],
    ['FORBIDDEN.ERROR', 403, 'scopeMissing'],
    ['TOO.MANY.REQUESTS', 429, 'throttled'],
    ['TOO.MANY.REQUESTS', 200, 'throttled'],
    ['INTERNAL.SERVER.ERROR', 500, 'temporary'],
    ['SERVICE.UNAVAILABLE.ERROR', 503, 'temporary'],
    ['SYSTEM.UNEXPECTED.ERROR', 400, 'temporary'],
    ['TRACKING.TRACKINGNUMBER.EMPTY', 400, 'invalidNumber'],
  ])('of the whole answer, %s with HTTP %d: %s', (code, status, kind) => {
    expect(firstKind(ask(answerOf(faults(code), status)))).toBe(kind)
  })

  test('an error about a number that names none blames only what cannot be one', () => {
    const items = [item(), itemOf('A-B'), itemOf(UNKNOWN)]
    const outcomes = ask(answerOf(faults('TRACKING.TRACKINGNUMBER.INVALID'), 400), items)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['temporary', 'invalidNumber', 'temporary'])
  })

  test('thirty numbers, one of them bad: the others are kept', () => {
    const numbers = Array.from({ length: 30 }, (_, i) => String(100_000_000_000 + i))
    const completeTrackResults = numbers.map((trackingNumber, i) => ({
      trackingNumber,
      trackResults: [
        i === 7
          ? { error: { code: 'TRACKING.TRACKINGNUMBER.INVALID' } }
          : { trackingNumberInfo: { trackingNumber }, scanEvents: [{ eventType: 'PU', date: '2026-01-10T10:00:00Z' }] },
      ],
    }))
    const answer = answerOf(JSON.stringify({ output: { completeTrackResults: completeTrackResults.toReversed() } }))
    const outcomes = ask(
      answer,
      numbers.map((number) => itemOf(number)),
    )
    expect(outcomes.filter(({ kind }) => kind === 'found')).toHaveLength(29)
    expect(outcomes[7]).toMatchObject({ kind: 'invalidNumber', ref: numbers[7] })
  })

  test('a number that the answer leaves out is a drift of its own', () => {
    const outcomes = ask(answerOf(mixed), [item(), itemOf('100000000003')])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['found', 'schemaDrift'])
  })

  test('scans count, whatever error stands beside them', () => {
    const scans = [{ eventType: 'PU', date: '2026-01-10T10:00:00Z' }]
    expect(found(parcels(parcel(scans, { error: { code: 'TRACKING.TRACKINGNUMBER.EMPTY' } }))).events).toHaveLength(1)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { dhlExpress } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '1000000002'
const UNKNOWN = '1000000013'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { username: 'me', password: 'pä:ss' }, language: 'en', now: 0 }
const text = readFileSync(new URL('fixtures/found.json', import.meta.url), 'utf8')
const problem = (status: number, detail = 'Placeholder'): string =>
  JSON.stringify({ instance: '/tracking', status, title: 'Placeholder', detail })

function ask(body: string, items: readonly TrackItem[] = [item], status = 200): Outcome[] {
  return dhlExpress.parse?.(answerOf(body, status), items, ctx) ?? []
}

function found(body: string, number = NUMBER): Found {
  const [outcome] = ask(body, [itemOf(number)])
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** An answer with one shipment. */
const shipment = (events: unknown, more: object = {}): string =>
  JSON.stringify({ shipments: [{ shipmentTrackingNumber: NUMBER, status: 'Success', events, ...more }] })
const scan = (more: object = {}): object => ({ date: '2026-01-10', time: '10:00:00', typeCode: 'PU', ...more })

function reversed(): string {
  const body = JSON.parse(text)
  body.shipments[0].events.reverse()
  return JSON.stringify(body)
}

carrierContract(dhlExpress, {
  found: { items: [item], answer: answerOf(text) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(text) },
  notFound: { items: [item], answer: answerOf(problem(404, 'No shipments found for the given tracking number'), 404) },
  invalid: { items: [item], answer: answerOf(problem(400, '#/shipmentTrackingNumber: does not match the pattern'), 400) },
  auth: { items: [item], answer: answerOf(problem(401), 401) },
  throttled: { items: [item], answer: answerOf('{}', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(text.replaceAll('"typeCode"', '"code"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => {
      const [date, time, GMTOffset] = raw.split(' ')
      return answerOf(shipment([scan({ date, time, GMTOffset })]))
    },
    samples: [
      { raw: '2026-01-10 13:06:00 +09:00', local: '2026-01-10T13:06:00', utc: '2026-01-10T04:06:00Z' },
      { raw: '2026-07-10 13:06:00 -0700', local: '2026-07-10T13:06:00', utc: '2026-07-10T20:06:00Z' },
      { raw: '2026-07-10 13:06', local: '2026-07-10T13:06:00', utc: null },
      { raw: '2026-07-10 13:06:00 CEST', local: '2026-07-10T13:06:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
})

describe('request', () => {
  test('one parameter a number, the language in three letters, the credential in a Basic header', () => {
    expect(dhlExpress.buildRequest?.([item, itemOf(UNKNOWN)], { ...ctx, language: 'de' })).toEqual({
      method: 'GET',
      path: `/tracking?shipmentTrackingNumber=${NUMBER}&shipmentTrackingNumber=${UNKNOWN}&trackingView=all-checkpoints&levelOfDetail=shipment`,
      headers: {
        accept: 'application/json',
        'accept-language': 'ger',
        authorization: `Basic ${Buffer.from('me:pä:ss').toString('base64')}`,
      },
    })
  })

  test('a piece has a parameter of its own', () => {
    expect(dhlExpress.buildRequest?.([itemOf('jd010000000000000001')], ctx).path).toBe(
      '/tracking?pieceTrackingNumber=JD010000000000000001&trackingView=all-checkpoints&levelOfDetail=all',
    )
  })
})

describe('events', () => {
  test('a checkpoint with its service area, its time with and without an offset', () => {
    const { events } = found(text)
    expect(events[3]).toEqual({
      code: 'WC',
      text: 'Shipment is out with courier for delivery',
      time: {
        raw: '2026-01-14T08:26:21+01:00',
        local: '2026-01-14T08:26:21',
        offset: '+01:00',
        utc: '2026-01-14T07:26:21Z',
        basis: 'offset',
      },
      place: { text: 'Zurich-CH', city: 'Zurich', country: 'CH' },
    })
    expect(events[1]?.time).toMatchObject({ local: '2026-01-12T04:04:58', utc: null, basis: 'unknown' })
  })

  test("the signer's name is cut off the words", () => {
    expect(found(text).events[4]?.text).toBe('Delivered')
    expect(found(shipment([scan({ description: 'Signed for by: CANARY' })])).events[0]?.text).toBe('PU')
  })

  test.each([
    ['SA', 'transit', 'accepted'],
    ['AR', 'transit', 'arrived_destination'],
    ['MS', 'transit', 'misrouted'],
    ['RR', 'transit', 'customs_processing'],
    ['CC', 'pickup', 'ready_for_pickup'],
    ['PD', 'delivered', 'partially_delivered'],
    ['RD', 'undelivered', 'refused'],
    ['UD', 'exception', 'customs_held'],
    ['RT', 'exception', 'returning'],
  ])('%s means %s %s', (code, status, sub) => expect(meaningOf(dhlExpress.codes, code)).toEqual({ status, sub }))

  test('a piece has its own checkpoints, else those of the shipment', () => {
    expect(found(text, 'JD010000000000000001').events).toHaveLength(1)
    expect(found(text, 'JD010000000000000002').events).toHaveLength(5)
  })

  test('an area without a country', () => {
    const places = ['New York, NY', 'Milan - Malpensa-IT'].map(
      (description) => found(shipment([scan({ serviceArea: [{ code: 'X', description }] })])).events[0]?.place,
    )
    expect(places).toEqual([
      { text: 'New York, NY', city: 'New York, NY' },
      { text: 'Milan - Malpensa-IT', city: 'Milan - Malpensa', country: 'IT' },
    ])
  })

  test('known and nothing happened yet; unreadable is something else', () => {
    expect(found(shipment([])).events).toEqual([])
    expect(found(shipment([scan(), scan({ date: '10/01/2026' })])).events).toHaveLength(1)
    expect(ask(shipment([scan({ time: 'noon' })]))).toMatchObject([{ kind: 'schemaDrift', path: 'shipments[].events[]' }])
    expect(ask(shipment(undefined))).toMatchObject([{ kind: 'schemaDrift', path: 'shipments[].events' }])
  })
})

describe('facts', () => {
  test('product, ends, weight, expected day', () => {
    expect(found(text).facts).toEqual({
      service: 'EXPRESS WORLDWIDE',
      originCountry: 'GB',
      destinationCountry: 'CH',
      weightKg: 5.5,
      eta: { to: '2026-01-14' },
    })
  })

  test('pounds, an unlisted product, an expected time', () => {
    const more = { productCode: '9', totalWeight: '11', unitOfMeasurements: 'imperial', estimatedTimeOfDelivery: '2026-01-15T17:00:00' }
    expect(found(shipment([], more)).facts).toEqual({ service: 'DHL Express 9', weightKg: 4.99, eta: { to: '2026-01-15T17:00:00' } })
    expect(found(shipment([], { totalWeight: 5, unitOfMeasurements: 'stones' })).facts).toEqual({})
  })
})

describe('refusals', () => {
  test('a number that the answer leaves out is not found; one that answers "not found" as well', () => {
    expect(ask(text, [itemOf(UNKNOWN), item]).map(({ kind }) => kind)).toEqual(['notFound', 'found'])
    expect(ask(shipment([], { status: 'No Shipments Found' }))[0]?.kind).toBe('notFound')
    expect(ask(text.replaceAll('"shipmentTrackingNumber"', '"number"'))[0]).toMatchObject({
      kind: 'schemaDrift',
      path: 'shipments[].shipmentTrackingNumber',
    })
  })

  test('a malformed number of several blames nobody', () => {
    const outcomes = ask(problem(400, '998: shipmentTrackingNumber'), [item, itemOf(UNKNOWN)], 400)
    expect(outcomes).toMatchObject([
      { kind: 'temporary', carrierCode: '998' },
      { kind: 'temporary', carrierCode: '998' },
    ])
    expect(ask(problem(422, '998: shipmentTrackingNumber'), [item], 422)[0]?.kind).toBe('invalidNumber')
  })

  test.each([
    [404, 200, 'notFound'],
    [429, 200, 'throttled'],
    [500, 200, 'temporary'],
    [400, 400, 'temporary'],
    [403, 403, 'scopeMissing'],
  ])('status %i in HTTP %i is %s', (told, status, kind) => expect(ask(problem(told), [item], status)).toMatchObject([{ kind }]))

  test('an answer of another shape is a drift', () => {
    for (const status of [200, 404])
      expect(ask('{"message":"no"}', [item], status)).toMatchObject([{ kind: 'schemaDrift', path: 'shipments' }])
  })
})

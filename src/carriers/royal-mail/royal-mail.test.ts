import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { royalMail } from './index.ts'

const NUMBER = 'XF100000017GB'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { clientId: 'id', clientSecret: 'secret' }, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')
const { mailPieces } = JSON.parse(delivered)
const ACCEPTED = {
  eventCode: 'EVPPA',
  eventName: 'Accepted at Post Office',
  eventDateTime: '2026-01-14T10:00:00+0000',
  locationName: 'Leeds',
}

function ask(text: string, { status = 200, number = NUMBER } = {}): Outcome {
  const [outcome] = royalMail.parse?.(answerOf(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number = NUMBER): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, { number })
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

/** The delivered item with other fields. */
const piece = (fields: object): string => JSON.stringify({ mailPieces: { ...mailPieces, ...fields } })
/** The item with these codes, one a day in this order. */
const days = (...codes: readonly string[]): string =>
  piece({ events: codes.map((eventCode, i) => ({ ...ACCEPTED, eventCode, eventDateTime: `2026-01-1${i}T10:00:00+0000` })) })
const error = (errorCode: string, errorDescription = 'Placeholder'): string =>
  JSON.stringify({ httpCode: '400', httpMessage: 'Bad Request', errors: [{ errorCode, errorDescription }] })
const gateway = (httpCode: string, moreInformation: string): string =>
  JSON.stringify({ httpCode, httpMessage: 'Placeholder', moreInformation })
const meanings = (text: string): unknown[] => found(text).events.map(({ meaning }) => meaning)

carrierContract(royalMail, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found.json'), 404) },
  invalid: { items: [item], answer: answerOf(error('E0004', 'Failed parameter validation for mailPieceId'), 400) },
  auth: { items: [item], answer: answerOf(gateway('401', 'Client id not registered.'), 401) },
  throttled: { items: [item], answer: answerOf(error('E0010'), 429) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"events"', '"history"')) },
  reversed: piece({ events: mailPieces.events.toReversed() }),
  times: {
    answer: (raw) => answerOf(piece({ events: [{ ...ACCEPTED, eventDateTime: raw }] })),
    samples: [
      { raw: '2026-01-14T10:00:00+0000', local: '2026-01-14T10:00:00', utc: '2026-01-14T10:00:00Z' },
      { raw: '2026-07-14T10:00:00+01:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T09:00:00Z' },
      { raw: '2026-07-14T10:00:00Z', local: '2026-07-14T10:00:00', utc: '2026-07-14T10:00:00Z' },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

test('the request accepts the terms and names the item in its path', () => {
  expect(royalMail.buildRequest?.([itemOf('xf 100000017 gb')], ctx)).toEqual({
    method: 'GET',
    path: `/mailpieces/v2/${NUMBER}/events`,
    headers: { accept: 'application/json', 'x-accept-rmg-terms': 'yes', 'x-ibm-client-id': 'id', 'x-ibm-client-secret': 'secret' },
  })
  expect(royalMail.buildRequest?.([itemOf('..')], ctx).path).toBe('/mailpieces/v2//events')
  expect(ask(delivered, { number: '..' }).kind).toBe('invalidNumber')
})

describe('codes', () => {
  test('the table holds 273 codes, 40 of them notices', () => {
    const all = [...royalMail.codes.keys()]
    expect([all.length, all.filter((code) => code.startsWith('N')).length]).toEqual([273, 40])
  })

  test.each([
    ['EVAIP', 'inforeceived', 'label_created'],
    ['EVDAV', 'transit', 'accepted'],
    ['EVBDM', 'transit', 'accepted'],
    ['EVHOE', 'transit', 'departed_origin_country'],
    ['EVJIC', 'transit', 'customs_processing'],
    ['EVJCD', 'exception', 'customs_held'],
    ['EVGPD', 'pickup', 'out_for_delivery'],
    ['EVNDA', 'pickup', 'ready_for_pickup'],
    ['EVPLA', 'pickup', 'ready_for_pickup'],
    ['EVKLS', 'pickup', 'ready_for_pickup'],
    ['EVKNA', 'undelivered', 'failed_attempt'],
    ['EVKSP', 'delivered', 'delivered_signed'],
    ['EVKNS', 'delivered', 'delivered_other'],
    ['EVNOC', 'delivered', 'delivered_collected'],
    ['EVKRF', 'exception', 'returning'],
    ['EVSGD', 'exception', 'destroyed'],
  ])('%s is %s %s', (code, status, sub) => expect(royalMail.codes.get(code)).toEqual({ status, sub }))

  test('a notice to the addressee moves nothing', () => expect(royalMail.codes.get('NDESS')).toEqual({ status: 'keep' }))
})

describe('events', () => {
  test('an office is the place, where one is named', () => {
    expect(found(delivered).events.map(({ place }) => place?.text)).toEqual([
      'Placeholder DO',
      'Placeholder DO',
      'Placeholder MC',
      undefined,
      undefined,
    ])
  })

  test("a neighbour's address does not come out", () => {
    const eventName = 'Delivered to a neighbour at CANARY-STREET 1'
    expect(found(piece({ events: [{ ...ACCEPTED, eventCode: 'EVKNS', eventName }] })).events[0]?.text).toBe('Delivered to Neighbour')
  })

  test('delivered after "return to sender" is returned, in whatever order the events come', () => {
    const returned = { status: 'exception', sub: 'returned_to_sender' }
    expect(meanings(days('EVPPA', 'EVKGA', 'EVKSP'))).toEqual([undefined, undefined, returned])
    expect(meanings(days('EVKSP', 'EVKGA'))).toEqual([undefined, undefined])
    const text = piece({ events: JSON.parse(days('EVKGA', 'EVKSP')).mailPieces.events.toReversed() })
    expect(meanings(text)).toEqual([returned, undefined])
  })

  test('without a readable time it is left out; all of them unreadable is a drift; none at all is news', () => {
    expect(found(piece({ events: [ACCEPTED, { ...ACCEPTED, eventDateTime: 'today' }] })).events).toHaveLength(1)
    const bad = { ...ACCEPTED, eventDateTime: '' }
    expect(ask(piece({ events: [bad] }))).toMatchObject({ kind: 'schemaDrift', path: 'mailPieces.events[].eventDateTime' })
    expect(found(piece({ events: [] })).events).toEqual([])
  })
})

describe('whose item', () => {
  test('by either barcode', () => {
    expect(found(piece({ mailPieceId: 'other' })).events).toHaveLength(5)
    expect(found(delivered, '000000000000000000001').events).toHaveLength(5)
    expect(found(JSON.stringify({ mailPieces: [{ mailPieceId: 'X1' }, mailPieces] })).events).toHaveLength(5)
  })

  test('never another one', () => {
    expect(ask(delivered, { number: 'XF100000025GB' })).toMatchObject({ kind: 'schemaDrift', path: 'mailPieces.mailPieceId' })
    expect(ask(JSON.stringify({ mailPieces: [{ mailPieceId: 'X1' }] }))).toMatchObject({ kind: 'schemaDrift', path: 'mailPieces' })
  })
})

describe('facts', () => {
  const facts = { service: 'Special Delivery Guaranteed', originCountry: 'GB', destinationCountry: 'GB' }

  test('product, both ends, the expected window', () => {
    expect(found(delivered).facts).toEqual({ ...facts, eta: { from: '2026-01-16T08:00:00+00:00', to: '2026-01-16T11:00:00+00:00' } })
    expect(found(piece({ estimatedDelivery: { date: '2026-01-16' } })).facts.eta).toEqual({ to: '2026-01-16' })
    const dates = { date: '2026-07-16T00:00:00+01:00', startOfEstimatedWindow: '2026-07-16T08:00:00+01:00' }
    const whole = { ...dates, endOfEstimatedWindow: '2026-07-16T11:00:00+01:00' }
    expect(found(piece({ estimatedDelivery: whole })).facts.eta).toEqual({
      from: '2026-07-16T08:00:00+01:00',
      to: '2026-07-16T11:00:00+01:00',
    })
  })

  test('nonsense is left out', () => {
    const summary = { oneDBarcode: NUMBER, originCountryCode: 'ZZZ', destinationCountryCode: 'USA' }
    expect(found(piece({ summary, estimatedDelivery: { date: 'soon' } })).facts).toEqual({ destinationCountry: 'US' })
  })
})

describe('refusals', () => {
  test.each([
    ['E1142', 'notFound'],
    ['E1307', 'notFound'],
    ['E0016', 'forbidden'],
    ['E0001', 'temporary'],
    ['E0009', 'temporary'],
    ['E0010', 'throttled'],
    ['E9999', 'temporary'],
  ])('%s is %s, whatever the HTTP status', (code, kind) => {
    for (const status of [200, 400, 500]) expect(ask(error(code), { status }).kind).toBe(kind)
  })

  test('a code that is new, with a 404, is about the number', () => expect(ask(error('E2001'), { status: 404 }).kind).toBe('notFound'))

  test('a header of ours that is refused says nothing about the number', () => {
    expect(ask(error('E0004', 'Failed header validation for X-Accept-RMG-Terms'), { status: 400 }).kind).toBe('temporary')
  })

  test.each([
    [401, gateway('401', 'Client id not registered.'), 'badCredentials'],
    [401, error('E1142'), 'badCredentials'],
    [403, gateway('403', 'Not registered to plan'), 'scopeMissing'],
    [404, gateway('404', 'No resources match requested URI'), 'schemaDrift'],
    [429, gateway('429', 'Rate Limit exceeded'), 'throttled'],
    [503, '', 'temporary'],
  ])('HTTP %d %s is %s', (status, text, kind) => expect(ask(text, { status }).kind).toBe(kind))
})

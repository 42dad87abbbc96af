import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { dhl } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '1000000006'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { apiKey: 'key' }, language: 'en', now: 0 }
const several = readFileSync(new URL('fixtures/several.json', import.meta.url), 'utf8')
const problem = (status: number, title = 'Placeholder', detail = 'Placeholder'): string => JSON.stringify({ status, title, detail })

function ask(text: string, extra: Partial<TrackItem> = {}, status = 200, language = 'en'): Outcome {
  const [outcome] = dhl.parse?.(answerOf(text, status), [itemOf(NUMBER, extra)], { ...ctx, language }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, extra: Partial<TrackItem> = {}, language = 'en'): Found {
  const outcome = ask(text, extra, 200, language)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

/** An answer with one shipment. */
function shipment(events: readonly object[], more: object = {}): string {
  return JSON.stringify({ shipments: [{ id: NUMBER, service: 'parcel-de', events, ...more }] })
}

const scan = (more: object): object => ({ timestamp: '2026-01-10T10:00:00', statusCode: 'transit', ...more })
const meaning = ({ code, attr, meaning: own }: RawEvent): unknown => own ?? meaningOf(dhl.codes, code, attr)
const only = (more: object, shared: object = {}): unknown => found(shipment([scan(more)], shared)).events.map(meaning)[0]

function reversed(): string {
  const body = JSON.parse(several)
  body.shipments.reverse()
  for (const one of body.shipments) one.events.reverse()
  return JSON.stringify(body)
}

carrierContract(dhl, {
  found: { items: [item], answer: answerOf(several) },
  notFound: { items: [item], answer: answerOf(problem(404, 'No result found'), 404) },
  invalid: { items: [item], answer: answerOf(problem(400, 'Bad Request', 'trackingNumber is not valid'), 400) },
  auth: { items: [item], answer: answerOf(problem(401, 'Unauthorized'), 401) },
  throttled: { items: [item], answer: answerOf(problem(429, 'Too Many Requests'), 429) },
  malformed: { items: [item], answer: answerOf(several.replaceAll('"timestamp"', '"time"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(shipment([scan({ timestamp: raw })])),
    samples: [
      { raw: '2026-01-14T10:21:00-08:00', local: '2026-01-14T10:21:00', utc: '2026-01-14T18:21:00Z' },
      { raw: '2026-07-14T10:21:00+02:00', local: '2026-07-14T10:21:00', utc: '2026-07-14T08:21:00Z' },
      { raw: '2026-07-14T10:21:00Z', local: '2026-07-14T10:21:00', utc: '2026-07-14T10:21:00Z' },
      { raw: '2026-07-14T10:21:00', local: '2026-07-14T10:21:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

test('the request names number and language, and the division and the postcode once they are known', () => {
  expect(dhl.buildRequest?.([item], ctx)).toEqual({
    method: 'GET',
    path: `/track/shipments?trackingNumber=${NUMBER}&language=en`,
    headers: { accept: 'application/json', 'dhl-api-key': 'key' },
  })
  const pinned = itemOf(NUMBER, { pin: `express~${NUMBER}`, postalCode: '1043 AG' })
  expect(dhl.buildRequest?.([pinned], { ...ctx, language: 'de' }).path).toBe(
    `/track/shipments?trackingNumber=${NUMBER}&language=de&service=express&recipientPostalCode=1043+AG`,
  )
})

describe('several shipments with the number', () => {
  test('the one with the latest event, with the keys of all that it may be', () => {
    expect(found(several)).toMatchObject({ pin: `express~${NUMBER}`, ambiguous: [`express~${NUMBER}`, `parcel-nl~${NUMBER}`] })
  })

  test('the one that goes to the known country or postcode', () => {
    for (const known of [{ destinationCountry: 'NL' }, { postalCode: '0000zz' }]) {
      expect(found(several, known).pin, JSON.stringify(known)).toBe(`parcel-nl~${NUMBER}`)
      expect(found(several, known)).not.toHaveProperty('ambiguous')
    }
    expect(found(several, { destinationCountry: 'FR' }).ambiguous).toHaveLength(2)
    expect(
      found(shipment([scan({})], { destination: { address: { countryCode: 'DE' } } }), { destinationCountry: 'FR' }).events,
    ).toHaveLength(1)
  })

  test('the pinned one, and never another in its place', () => {
    expect(found(several, { pin: `parcel-nl~${NUMBER}` }).pin).toBe(`parcel-nl~${NUMBER}`)
    expect(ask(several, { pin: `freight~${NUMBER}` })).toMatchObject({ kind: 'notFound', carrierCode: 'pinned_shipment_missing' })
    const nameless = JSON.stringify({ shipments: [{ id: NUMBER, events: [scan({})] }] })
    expect(found(nameless, { pin: `express~${NUMBER}` }).events).toHaveLength(1)
  })

  test('a shipment of another number is not found, not shown', () => {
    const other = several.replaceAll(/1000000006(?=,|",)/g, '1000000013')
    expect(ask(other)).toEqual({ kind: 'notFound', ref: NUMBER, carrierCode: 'other_shipment' })
    expect(ask(several.replaceAll('"id"', '"ident"'))).toMatchObject({ kind: 'schemaDrift', path: 'shipments[].id' })
  })

  test.each(['jd010000000000000002', 'LOC0000001'])('asked by a piece or by the number of another division: %s', (number) => {
    expect(found(several, { number }).events).toHaveLength(6)
    expect(ask(several, { number: 'CANARY-REFERENCE' }).kind).toBe('notFound')
  })

  test('an id that lost its zeros as a JSON number', () => {
    const text = shipment([scan({})]).replace(`"${NUMBER}"`, '340434000000000012')
    expect(found(text, { number: '00340434000000000012' }).events).toHaveLength(1)
  })
})

describe('events', () => {
  test('express: the checkpoint is the attribute and says what it means; without a code the words do', () => {
    expect(found(several).events.map((event) => [event.code, event.attr, meaning(event)])).toEqual([
      ['delivered', 'OK', { status: 'delivered', sub: 'delivered' }],
      ['transit', 'WC', { status: 'pickup', sub: 'out_for_delivery' }],
      ['failure', 'RD', { status: 'undelivered', sub: 'refused' }],
      ['unknown', undefined, { status: 'transit', sub: 'arrived_hub' }],
      ['transit', 'PU', { status: 'transit', sub: 'accepted' }],
      ['pre-transit', '101', { status: 'inforeceived', sub: 'created' }],
    ])
  })

  test('neither signers nor streets come out', () => {
    const { events } = found(several)
    expect(events.map(({ text }) => text).slice(0, 3)).toEqual([
      'Delivered',
      'Shipment is out with courier for delivery',
      'Delivery not accepted',
    ])
    expect(events[0]?.place).toEqual({ text: 'LOS ANGELES', city: 'LOS ANGELES', country: 'US' })
    const named = { statusCode: 'delivered', status: 'ZU', description: 'Zugestellt an CANARY' }
    expect(found(shipment([scan(named)]), {}, 'de').events[0]?.text).toBe('Zugestellt')
    expect(found(several, { pin: `parcel-nl~${NUMBER}` }).events[0]?.text).toBe('Delivered')
    const known = { statusCode: 'delivered', description: 'Die Sendung wurde zugestellt.' }
    expect(found(shipment([scan(known)]), {}, 'de').events[0]?.text).toBe('Die Sendung wurde zugestellt')
  })

  test('HTML is left out, and the street of a pick-up place', () => {
    const description = 'Ready at the <a href="https://x">Packstation 100, Street 1, 28199 Bremen</a> for <b>pick-up</b>.'
    expect(found(shipment([scan({ description })])).events[0]?.text).toBe('Ready at the Packstation 100 for pick-up.')
  })

  test.each([
    ['SRTED_NRQRD_AA', 'AA', { status: 'transit', sub: 'in_transit' }],
    ['SRTED_NRQRD_EE', 'EE', { status: 'transit', sub: 'arrived_destination' }],
    ['SRTED_NRQRD_PO', 'PO', { status: 'pickup', sub: 'out_for_delivery' }],
    ['ADVIS_PFLOC_DD', 'PO', { status: 'keep' }],
    ['LDTMV_PCKST_PO', 'PO', { status: 'pickup', sub: 'out_for_delivery' }],
    ['HLDCC_LDPCK_LA', 'LA', { status: 'pickup', sub: 'ready_for_pickup' }],
    ['NTDEL_MOVED_ZN', 'ZN', { status: 'undelivered', sub: 'address_issue' }],
    ['NTDEL_NHOME_ZN', 'ZN', { status: 'undelivered', sub: 'failed_attempt' }],
    ['RETRN_RFUSD_RR', 'RR', { status: 'exception', sub: 'returning' }],
    ['STORN_NRQRD_ST', 'ST', { status: 'void' }],
    // Against DHL's own word nothing is delivered.
    ['DLVRD_ACCPT_ZU', 'ZU', { status: 'transit', sub: 'in_transit' }],
  ])('DHL Paket in transit: %s', (statusDetailed, status, wanted) => {
    expect(only({ status, statusDetailed })).toEqual(wanted)
  })

  test('delivered in which way, and nothing else than delivered', () => {
    const delivery = { statusCode: 'delivered', status: 'ZU' }
    expect(only({ ...delivery, statusDetailed: 'DLVRD_NGHBR_ZU' })).toEqual({ status: 'delivered', sub: 'delivered_other' })
    expect(only({ ...delivery, statusDetailed: 'HLDCC_SERPT_LA' })).toEqual({ status: 'delivered', sub: 'delivered' })
    expect(only({ ...delivery, statusDetailed: 'ADVIS_MSGST_ZU' })).toEqual({ status: 'delivered', sub: 'delivered' })
  })

  test('a notice hides neither that it is announced nor that it failed', () => {
    const notice = { status: 'VA', statusDetailed: 'ADVIS_MSGST_VA' }
    expect(only({ ...notice, statusCode: 'pre-transit' })).toEqual({ status: 'inforeceived', sub: 'label_created' })
    expect(only({ ...notice, statusCode: 'failure' })).toEqual({ status: 'exception', sub: 'on_hold' })
    expect(only(notice)).toEqual({ status: 'keep' })
  })

  test.each([
    ['The shipment could not be delivered and will be returned to the sender', 'returning'],
    ['Delivery attempted but no response at Consignee address', 'failed_attempt'],
    ['Die Sendung wurde in das Zustellfahrzeug geladen.', 'out_for_delivery'],
    ['Die Sendung wurde zurückgestellt. Die Zustellung erfolgt vrs. am nächsten Werktag.', 'delayed'],
    ['Shipment is scheduled for delivery', 'in_transit'],
    ['Clearance processing complete at LEIPZIG', 'customs_cleared'],
    ['Customs clearance status updated.', 'customs_processing'],
    ['przesyłka przyjęta w terminalu nadawczym DHL', 'in_transit'],
  ])('in words only: %s', (description, sub) => {
    expect(only({ description }, { service: 'ecommerce' })).toMatchObject({ sub })
  })

  test('a return is delivered to the shipper', () => {
    const event = { statusCode: 'delivered', description: 'Die Sendung wurde zugestellt.' }
    expect(only(event, { returnFlag: true })).toEqual({ status: 'exception', sub: 'returned_to_sender' })
    expect(found(shipment([scan(event)], { returnFlag: true })).facts).toMatchObject({ isReturn: true })
  })

  test('without events the latest status is the event; unreadable ones are left out, none readable is a drift', () => {
    const status = scan({ statusCode: 'pre-transit' })
    for (const more of [{ status }, { status, events: undefined }]) expect(found(shipment([], more)).events).toHaveLength(1)
    expect(found(shipment([scan({}), scan({ timestamp: 'today' }), { timestamp: '2026-01-10T10:00:00' }])).events).toHaveLength(1)
    expect(ask(shipment([scan({ timestamp: '' })]))).toMatchObject({ kind: 'schemaDrift', path: 'shipments[].events' })
  })

  test('a statusCode that the table does not hold stays unknown', () => {
    expect(only({ statusCode: 'Something-New' }, { service: 'freight' })).toBeNull()
  })
})

describe('facts', () => {
  test('product, ends, weight, window', () => {
    expect(found(several).facts).toEqual({
      service: 'EXPRESS WORLDWIDE',
      originCountry: 'JP',
      destinationCountry: 'US',
      weightKg: 5.5,
      eta: { from: '2026-01-14T08:00:00', to: '2026-01-14T18:00:00+00:00' },
    })
    expect(found(several, { destinationCountry: 'NL' }).facts).toEqual({ service: 'DHL parcel-nl', destinationCountry: 'NL' })
  })

  test('midnight is a day', () => {
    expect(found(shipment([scan({})], { estimatedTimeOfDelivery: '2026-01-20T00:00:00Z' })).facts.eta).toEqual({ to: '2026-01-20' })
    expect(found(shipment([scan({})], { estimatedTimeOfDelivery: '2026-01-20' })).facts.eta).toEqual({ to: '2026-01-20' })
  })
})

describe('refusals', () => {
  test.each([
    [404, 200, 'notFound'],
    [429, 200, 'throttled'],
    [500, 200, 'temporary'],
    [401, 200, 'badCredentials'],
    [400, 400, 'temporary'],
    [403, 403, 'scopeMissing'],
  ])('status %i in HTTP %i is %s', (told, status, kind) => expect(ask(problem(told), {}, status)).toMatchObject({ kind }))

  test('nothing found is no drift, and the other way round', () => {
    expect(ask('{"shipments":[]}').kind).toBe('notFound')
    expect(ask('{"fault":{"code":"404"}}', {}, 404)).toMatchObject({ kind: 'schemaDrift', path: 'shipments' })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { parseXml } from '../kit/index.ts'
import { dpdRu } from './index.ts'

type Sketch = readonly [newState: string, transitionTime: string, more?: Record<string, string>]

const HEADERS = { 'content-type': 'text/xml;charset=utf-8' }
const STATES = /<states>[\s\S]*?<\/states>/g
const NUMBER = 'RU000000001'
const item = itemOf(NUMBER, { registeredAt: Date.UTC(2026, 0, 12) })
const ctx: CarrierContext = { credential: { clientNumber: '1000000000', clientKey: 'K<&>' }, language: 'ru', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const delivered = fixture('delivered')
const fault = (code: string, message = 'Placeholder'): string =>
  fixture('fault').replace('no-data-found', code).replace('<message>Placeholder', `<message>${message}`)
const xml = (text: string, status = 200): CarrierAnswer => answerOf(text, status, HEADERS)

function leaves(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')
}

/** The delivered order with these states in place of its own. */
function order(...sketches: readonly Sketch[]): string {
  const states = sketches.map(([newState, transitionTime, more = {}]) => {
    const base = { dpdOrderNr: NUMBER, dpdParcelNr: '100000001', pickupDate: '2026-01-12', newState, transitionTime }
    return `<states>${leaves({ ...base, ...more })}</states>`
  })
  const [first = '', ...others] = delivered.match(STATES) ?? []
  return others.reduce((text, other) => text.replace(other, ''), delivered).replace(first, states.join(''))
}

function reversed(): string {
  const states = delivered.match(STATES) ?? []
  let next = states.length
  return delivered.replaceAll(STATES, () => states[--next] ?? '')
}

function ask(text: string, about: Partial<TrackItem> = {}, status = 200): Outcome | undefined {
  return dpdRu.parse?.(xml(text, status), [{ ...item, ...about }], ctx)[0]
}

function found(text: string, about: Partial<TrackItem> = {}): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, about)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

const meanings = (text: string): unknown[] => found(text).events.map(({ meaning }) => meaning)

carrierContract(dpdRu, {
  found: { items: [item], answer: xml(delivered) },
  notFound: { items: [item], answer: xml(fixture('fault'), 500) },
  auth: { items: [item], answer: xml(fault('auth-failed'), 500) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '60' }) },
  malformed: { items: [item], answer: xml(delivered.replaceAll('states>', 'state>')) },
  reversed: reversed(),
  times: {
    answer: (raw) => xml(order(['OnRoad', raw])),
    samples: [
      { raw: '2026-01-12T18:51:21', local: '2026-01-12T18:51:21', utc: '2026-01-12T15:51:21Z' },
      { raw: '2026-07-12T18:51:21', local: '2026-07-12T18:51:21', utc: '2026-07-12T15:51:21Z' },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call', invalid: 'a malformed number is answered as an unknown one' },
})

describe('request', () => {
  test('one order, number and key of the contract, nothing else', () => {
    const request = dpdRu.buildRequest?.([item], ctx)
    expect(request).toMatchObject({ method: 'POST', path: '/services/tracing1-1', headers: { 'content-type': 'text/xml;charset=UTF-8' } })
    const operation = parseXml(request?.body ?? '')?.children[0]?.children[0]
    expect(operation).toMatchObject({ ns: 'http://dpd.ru/ws/tracing/2012-06-25', name: 'getStatesByDPDOrder' })
    expect(request?.body).toContain(
      `<request><auth><clientNumber>1000000000</clientNumber><clientKey>K&lt;&amp;&gt;</clientKey></auth><dpdOrderNr>${NUMBER}</dpdOrderNr></request>`,
    )
  })

  test('the year of a parcel that was chosen among several', () => {
    expect(dpdRu.buildRequest?.([{ ...item, pin: '2025' }], ctx).body).toContain('</dpdOrderNr><pickupYear>2025</pickupYear>')
  })
})

describe('states', () => {
  test('the number of the parcel is the attribute; the incident follows the wording if it has a code', () => {
    expect(found(delivered).events[1]).toMatchObject({
      code: 'ReturnedFromDelivery',
      attr: '100000001',
      text: 'Посылка возвращена с доставки: Получатель отсутствует',
      place: { text: 'Казань', city: 'Казань' },
    })
    expect(found(delivered).events[2]?.text).toBe('Посылка доставлена получателю')
  })

  test('an order is delivered when all of its parcels are', () => {
    const second = { dpdParcelNr: '100000002' }
    const one: Sketch[] = [
      ['Delivered', '2026-01-15T12:25:00'],
      ['OnRoad', '2026-01-14T12:25:00', second],
    ]
    expect(meanings(order(...one))).toEqual([{ status: 'keep' }, undefined])
    expect(meanings(order(...one, ['Delivered', '2026-01-16T12:25:00', second]))).toEqual([undefined, undefined, undefined])
    expect(meanings(order(...one, ['Lost', '2026-01-16T12:25:00', second]))).toEqual([undefined, undefined, undefined])
  })

  test('a return that is delivered is back at the sender', () => {
    const text = order(['OnRoad', '2026-01-14T12:25:00'], ['Delivered', '2026-01-15T12:25:00', { isReturn: 'true' }])
    expect(meanings(text)).toEqual([undefined, { status: 'exception', sub: 'returned_to_sender' }])
    expect(found(text).facts.isReturn).toBe(true)
    expect(meanings(order(['Delivered', '2026-01-15T12:25:00', { isReturn: 'false' }]))).toEqual([undefined])
  })

  test('a state without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(order(['OnRoad', 'soon'], ['Delivered', '2026-01-15T12:25:00'])).events).toHaveLength(1)
    expect(ask(order(['OnRoad', 'soon']))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'states/newState' })
  })

  test('the older namespace is read too', () => {
    expect(found(delivered.replace('2012-06-25', '2011-11-18')).events).toHaveLength(3)
  })

  test('no states at all is not known, unless something new stands in their place', () => {
    expect(ask(order())).toEqual({ kind: 'notFound', ref: item.ref })
    expect(ask(delivered.replaceAll(/<(?:docId|docDate|clientNumber|resultComplete|states)>[\s\S]*<\/states>/g, ''))?.kind).toBe(
      'schemaDrift',
    )
  })

  test("somebody else's order is not shown", () => {
    const text = order(['OnRoad', '2026-01-14T12:25:00', { dpdOrderNr: 'RU000000002' }])
    expect(ask(text)).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'states/dpdOrderNr' })
  })
})

describe('facts', () => {
  test('planned day of the latest state, the number of the shop, the weight', () => {
    expect(found(delivered).facts).toEqual({ eta: { to: '2026-01-15' }, reference: 'SHOP-0001', weightKg: 1.5 })
  })

  test('the weight of the order, else of all parcels together', () => {
    const second = { dpdParcelNr: '100000002', parcelPhysicalWeight: '0.35' }
    const first = { parcelPhysicalWeight: '1.2' }
    const both = (more: Record<string, string>): string =>
      order(['OnRoad', '2026-01-14T12:25:00', { ...first, ...more }], ['OnRoad', '2026-01-14T12:26:00', second])
    expect(found(both({})).facts.weightKg).toBe(1.55)
    expect(found(both({ orderPhysicalWeight: '2.08' })).facts.weightKg).toBe(2.08)
  })
})

describe('a number that was used in several years', () => {
  const text = order(
    ['Delivered', '2025-01-15T12:25:00', { pickupDate: '2025-01-12' }],
    ['OnRoad', '2026-01-13T12:25:00', { pickupDate: '2026-01-12' }],
  )
  const codesOf = (about: Partial<TrackItem>): string[] => found(text, about).events.map(({ code }) => code)

  test('the latest, with the years of all', () => {
    expect(found(text)).toMatchObject({ pin: '2026', ambiguous: ['2025', '2026'] })
    expect(codesOf({})).toEqual(['OnRoad'])
    expect(found(delivered)).not.toHaveProperty('pin')
  })

  test('the one of the ship date; the pinned one, and no other in its place', () => {
    expect(codesOf({ shipDate: '20250110' })).toEqual(['Delivered'])
    expect(codesOf({ pin: '2025' })).toEqual(['Delivered'])
    expect(found(text, { pin: '2025' })).not.toHaveProperty('ambiguous')
    expect(ask(text, { pin: '2024' })).toMatchObject({ kind: 'notFound', carrierCode: 'pinned_parcel_missing' })
  })

  test('what was over long before the registration is not pinned', () => {
    expect(found(text, { registeredAt: Date.UTC(2027, 5, 1) })).not.toHaveProperty('pin')
  })
})

test.each([
  ['no-data-found', 'Placeholder', 'notFound'],
  ['some-code', 'Ошибка авторизации', 'badCredentials'],
  ['some-code', 'Превышен лимит запросов', 'throttled'],
  ['some-code', 'Сервис временно недоступен', 'temporary'],
  ['', '', 'temporary'],
])('fault %s (%s), whatever the HTTP status: %s', (code, message, kind) => {
  for (const status of [200, 500]) expect(ask(fault(code, message), {}, status)?.kind).toBe(kind)
})

test('the states that the older service tells of an order are read alike', () => {
  const changes = delivered.replaceAll('getStatesByDPDOrder', 'getStatesByClient').replace('2012-06-25', '2011-11-18')
  expect(dpdRu.parse?.(xml(changes), [item], ctx)).toEqual(dpdRu.parse?.(xml(delivered), [item], ctx))
})

describe('the change feed', () => {
  const { feed } = dpdRu
  const changes = delivered.replaceAll('getStatesByDPDOrder', 'getStatesByClient').replace('2012-06-25', '2011-11-18')
  const read = (text: string, status = 200): unknown => feed?.parse(xml(text, status))

  test('asks and confirms at the older service', () => {
    const asked = feed?.buildRequest(ctx)
    expect(asked).toMatchObject({ method: 'POST', path: '/services/tracing' })
    expect(asked?.body).toContain('xmlns:tns="http://dpd.ru/ws/tracing/2011-11-18"><soap:Body><tns:getStatesByClient><request><auth>')
    const confirmed = feed?.buildConfirm('10000000001', ctx)
    expect(confirmed).toMatchObject({ method: 'POST', path: '/services/tracing' })
    expect(confirmed?.body).toContain('</auth><docId>10000000001</docId></request></tns:confirm>')
    expect(feed?.buildConfirm('1<2', ctx).body).not.toContain('1<2')
  })

  test('names each order once, the document to confirm, and whether there is more', () => {
    expect(read(changes)).toEqual({ kind: 'changed', numbers: [NUMBER], confirm: '10000000001', more: false })
    const partial = changes.replace('<resultComplete>true', '<resultComplete>false')
    expect(read(partial)).toMatchObject({ more: true })
  })

  test('nothing new', () => {
    expect(read(fixture('fault'), 500)).toEqual({ kind: 'changed', numbers: [], more: false })
    expect(read(changes.replaceAll(STATES, ''))).toEqual({ kind: 'changed', numbers: [], more: false })
  })

  test('what cannot be read is not confirmed', () => {
    expect(read(changes.replaceAll('dpdOrderNr', 'orderNr'))).toEqual({ kind: 'failed', carrierCode: 'states/dpdOrderNr' })
    expect(read(changes.replaceAll('docId', 'documentId'))).toEqual({ kind: 'failed', carrierCode: 'return/docId' })
    expect(read(changes.replaceAll('states>', 'state>'))).toEqual({ kind: 'failed', carrierCode: 'return/states' })
    expect(read(delivered)).toEqual({ kind: 'failed', carrierCode: 'return/states' })
    expect(read('<html>', 503)).toEqual({ kind: 'failed', carrierCode: 'http_503' })
    expect(read(fault('auth-failed'), 500)).toEqual({ kind: 'failed', carrierCode: 'auth-failed' })
  })
})

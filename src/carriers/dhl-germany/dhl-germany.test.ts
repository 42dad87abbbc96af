import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, CarrierContext, Outcome } from '../carrier.ts'
import { meaningOf, parseXml } from '../kit/index.ts'
import { dhlGermany } from './index.ts'

type Attributes = Record<string, string>

const NUMBER = '00340434000000000017'
const XML = { 'content-type': 'application/xml;charset=UTF-8' }
const EVENT = /<data name="piece-event" [^>]*\/>/g
const ctx: CarrierContext = {
  credential: { apiKey: 'key', apiSecret: 'secret', appName: 'zt&"1', appPassword: 'geheim' },
  language: 'de',
  now: 0,
}
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const delivered = fixture('delivered')
const answer = (text: string, status = 200): CarrierAnswer => answerOf(text, status, XML)

function ask(text: string, { status = 200, number = NUMBER } = {}): Outcome {
  const [outcome] = dhlGermany.parse?.(answer(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number = NUMBER): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, { number })
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

function event(attributes: Attributes = {}): string {
  const all: Attributes = {
    'event-timestamp': '14.01.2026 10:00',
    'event-text': 'Die Sendung wurde abgeholt.',
    ice: 'PCKDU',
    ric: 'PUBCR',
    'event-location': 'Ort Eins',
    'event-country': 'Deutschland',
    'standard-event-code': '',
    ruecksendung: 'false',
    ...attributes,
  }
  return `<data name="piece-event" ${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/>`
}

/** The delivered parcel with these events in place of its own. */
function withEvents(...events: readonly string[]): string {
  const [one = '', ...others] = delivered.match(EVENT) ?? []
  return others.reduce((text, other) => text.replace(other, ''), delivered).replace(one, events.join(''))
}

function reversed(): string {
  const events = delivered.match(EVENT) ?? []
  let next = events.length
  return delivered.replaceAll(EVENT, () => events[--next] ?? '')
}

function first(attributes: Attributes) {
  return found(withEvents(event(attributes))).events[0]
}

const onReturn = (attributes: Attributes): unknown => first({ ruecksendung: 'true', ...attributes })?.meaning
const coded = (value: string): string => `<data name="piece-shipment-list" code="${value}" error="Placeholder"/>`

carrierContract(dhlGermany, {
  found: { items: [itemOf(NUMBER)], answer: answer(delivered) },
  notFound: { items: [itemOf(NUMBER)], answer: answer(fixture('not-found')) },
  auth: { items: [itemOf(NUMBER)], answer: answer(fixture('log-in-failed')) },
  throttled: { items: [itemOf(NUMBER)], answer: answerOf('{"status":429,"title":"Too Many Requests"}', 429) },
  malformed: { items: [itemOf(NUMBER)], answer: answer(delivered.replaceAll('event-timestamp', 'event-time')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answer(withEvents(event({ 'event-timestamp': raw }))),
    samples: [
      { raw: '14.01.2026 10:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T09:00:00Z' },
      { raw: '14.07.2026 00:30', local: '2026-07-14T00:30:00', utc: '2026-07-13T22:30:00Z' },
      { raw: '14.07.2026 10:00:30', local: '2026-07-14T10:00:30', utc: '2026-07-14T08:00:30Z' },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call', invalid: 'no answer about the form of a number is known' },
})

describe('request', () => {
  test('the app in the header, the login and the number in the XML of the query', () => {
    const request = dhlGermany.buildRequest?.([itemOf('00 3404 3400-00000000;17')], ctx)
    expect(request?.headers).toEqual({ accept: 'application/xml', authorization: `Basic ${btoa('key:secret')}` })
    const xml = new URLSearchParams(request?.path.slice('/shipments?'.length)).get('xml') ?? ''
    expect(request?.path).toMatch(/^\/shipments\?xml=/)
    expect([...(parseXml(xml)?.attributes ?? [])]).toEqual([
      ['appname', 'zt&"1'],
      ['language-code', 'de'],
      ['password', 'geheim'],
      ['piece-code', NUMBER],
      ['request', 'd-get-piece-detail'],
    ])
  })

  test('any language but German is English', () => {
    expect(dhlGermany.buildRequest?.([itemOf(NUMBER)], { ...ctx, language: 'ru' }).path).toContain('language-code%3D%22en%22')
  })

  test('what has no letter or digit is not asked and not valid', () => expect(ask(delivered, { number: ';' }).kind).toBe('invalidNumber'))
})

describe('codes', () => {
  test('the table holds the 282 known pairs', () => {
    expect([...dhlGermany.codes.keys()].filter((key) => key.includes(':'))).toHaveLength(282)
  })

  test.each([
    ['DLVRD:ACCPT', 'delivered', 'delivered'],
    ['DLVRD:NGHBR', 'delivered', 'delivered_other'],
    ['DLVRD:PKBOX', 'pickup', 'ready_for_pickup'],
    ['DLVRD:CUSTM', 'transit', 'customs_processing'],
    ['DSPSD:NTCLM', 'exception', 'destroyed'],
    ['LDTMV:SECDA', 'pickup', 'out_for_delivery'],
    ['MSRTD:WRGTR', 'transit', 'misrouted'],
    ['NTDEL:NHOME', 'undelivered', 'failed_attempt'],
    ['NTDEL:BDADD', 'undelivered', 'address_issue'],
    ['NTDEL:TCHBD', 'transit', 'delayed'],
    ['NTDEL:NTCCN', 'exception', 'unclaimed'],
    ['NTPUP:BDADD', 'exception', 'pickup_failed'],
    ['OFWRD:RDRCR', 'transit', 'forwarded'],
    ['OFWRD:RTSCR', 'exception', 'returning'],
    ['RETRN:NEW', 'exception', 'returning'],
    ['RELBL:NRQRD', 'keep', undefined],
    ['STORN:NRQRD', 'void', undefined],
  ])('%s is %s %s', (pair, status, sub) => {
    const [code = '', attr] = pair.split(':')
    expect(meaningOf(dhlGermany.codes, code, attr)).toEqual(sub === undefined ? { status } : { status, sub })
  })

  test('a new reason of an event that may mean several things is unknown', () => {
    for (const ice of ['DLVRD', 'NTDEL', 'EXPHD', 'ADVIS']) expect(meaningOf(dhlGermany.codes, ice, 'NEW')).toBeNull()
  })
})

describe('events', () => {
  test('event and reason, DHL’s sentence, the place, the time of Germany', () => {
    const { events } = found(delivered)
    expect(events.map(({ code, attr }) => `${code}:${attr}`)).toEqual([
      'SHRCU:PCKST',
      'PCKDU:PUBCR',
      'LDTMV:MVMTV',
      'ULFMV:UNLDD',
      'SRTED:NRQRD',
      'DLVRD:OTHER',
    ])
    expect(events[5]).toEqual({
      code: 'DLVRD',
      attr: 'OTHER',
      text: 'Die Sendung wurde erfolgreich zugestellt.',
      time: { raw: '16.01.2026 10:02', local: '2026-01-16T10:02:00', offset: '+01:00', utc: '2026-01-16T09:02:00Z', basis: 'carrierZone' },
      place: { text: 'Ort Drei', city: 'Ort Drei', country: 'DE' },
    })
    expect(events.map(({ place }) => place?.text)).toEqual(['Ort Eins', 'DE', 'Ort Eins', 'Ort Zwei', undefined, 'Ort Drei'])
  })

  test('the standard code tells the loading for delivery and the last parcel center from any other', () => {
    expect(found(delivered).events.map(({ meaning }) => (meaning && 'sub' in meaning ? meaning.sub : null))).toEqual([
      null,
      null,
      null,
      'arrived_destination',
      'out_for_delivery',
      null,
    ])
    expect(first({ ice: 'NTDEL', ric: 'NHOME', 'standard-event-code': 'PO' })).not.toHaveProperty('meaning')
  })

  test('abroad a clock has no zone; without a country it is that of a domestic parcel', () => {
    expect(first({ 'event-country': 'Österreich' })?.time).toMatchObject({ local: '2026-01-14T10:00:00', utc: null, basis: 'unknown' })
    expect(first({ 'event-country': 'Germany' })?.time.utc).toBe('2026-01-14T09:00:00Z')
    expect(first({ 'event-country': '' })?.time.utc).toBe('2026-01-14T09:00:00Z')
    const abroad = withEvents(event({ 'event-country': '' })).replace('dest-country="DE"', 'dest-country="AT"')
    expect(found(abroad).events[0]?.time.utc).toBeNull()
  })

  test('on the way back a delivery is that to the sender, and transit the return', () => {
    expect(onReturn({ ice: 'DLVRD', ric: 'ACCPT' })).toEqual({ status: 'exception', sub: 'returned_to_sender' })
    expect(onReturn({ ice: 'LDTMV', ric: 'MVMTV' })).toEqual({ status: 'exception', sub: 'returning' })
    expect(onReturn({ 'standard-event-code': 'PO' })).toEqual({ status: 'exception', sub: 'returning' })
    expect(onReturn({ ice: 'NTDEL', ric: 'NHOME' })).toBeUndefined()
    expect(found(delivered.replaceAll('ruecksendung="false"', 'ruecksendung="true"')).facts.isReturn).toBe(true)
  })

  test('links in a sentence are taken out', () => {
    const text = 'Die Sendung liegt in der &lt;a href=&quot;https://example.com/x&quot;&gt;Filiale 1&lt;/a&gt; bereit.'
    expect(first({ 'event-text': text })?.text).toBe('Die Sendung liegt in der Filiale 1 bereit.')
  })

  test('without event and reason the standard code is kept', () => {
    expect(first({ ice: '', 'standard-event-code': 'ZU' })).toMatchObject({ code: 'ZU' })
    expect(first({ ice: '', 'standard-event-code': 'ZU' })).not.toHaveProperty('attr')
  })

  test('without a readable time it is left out; all of them unreadable is a drift; none at all is news', () => {
    expect(found(withEvents(event(), event({ 'event-timestamp': 'gestern' }))).events).toHaveLength(1)
    expect(ask(withEvents(event({ 'event-timestamp': '' })))).toMatchObject({ kind: 'schemaDrift' })
    expect(found(withEvents()).events).toEqual([])
    expect(found(withEvents(event(), event({ ric: 'PKBOX' }).replace('piece-event', 'piece-remark'))).events).toHaveLength(1)
    expect(ask(delivered.replace('"piece-event-list"', '"list"'))).toMatchObject({ path: 'data[name=piece-event-list]' })
  })
})

describe('whose parcel', () => {
  test('by any of its codes, with the 00 of its barcode or without', () => {
    expect(found(delivered, '340434000000000017').events).toHaveLength(6)
    expect(found(delivered.replaceAll('piece-identifier="340434000000000017"', ''), '340434000000000017').events).toHaveLength(6)
    expect(found(delivered.replace('searched-piece-code="00340434000000000017"', 'searched-piece-code="LX1"'), 'LX1').events).toHaveLength(
      6,
    )
  })

  test('never another one', () => {
    const path = 'data[name=piece-shipment]/@piece-code'
    expect(ask(delivered, { number: '00340434000000000024' })).toEqual({ kind: 'schemaDrift', ref: '00340434000000000024', path })
  })

  test('of two that had the number the newer', () => {
    const [piece = ''] = /<data name="piece-shipment" [\s\S]*<\/data>\s*<\/data>/.exec(delivered) ?? []
    const body = piece.slice(0, piece.lastIndexOf('</data>'))
    const older = body.replaceAll('.01.2026', '.01.2024')
    expect(found(delivered.replace(body, older + body)).events[0]?.time.local).toBe('2026-01-14T11:21:00')
    expect(found(delivered.replace(body, body + older)).events[0]?.time.local).toBe('2026-01-14T11:21:00')
  })

  test('names without hyphens, and the list of events beside its piece', () => {
    const plain = ['shipment-list', 'shipment', 'event-list', 'event'].reduce(
      (text, name) => text.replaceAll(`"piece-${name}"`, `"piece${name.replaceAll('-', '')}"`),
      delivered,
    )
    expect(found(plain).events).toHaveLength(6)
    const [list = ''] = /<data name="piece-event-list"[\s\S]*?<\/data>/.exec(delivered) ?? []
    const beside = delivered.replace(list, '').replace(/<\/data>\s*$/, `${list}</data>`)
    expect(found(beside).events).toHaveLength(6)
    const others = list.replace('0002" leitcode', '0003" leitcode')
    expect(ask(beside.replace(list, others)).kind).toBe('schemaDrift')
  })
})

test('facts: product, both ends, the weight where it was weighed', () => {
  const facts = { service: 'DHL PAKET', originCountry: 'DE', destinationCountry: 'DE' }
  expect(found(delivered).facts).toEqual({ ...facts, weightKg: 1.25 })
  expect(found(delivered.replace('"1.25"', '"0.0"')).facts).toEqual(facts)
})

describe('refusals', () => {
  test.each([
    ['5', 'badCredentials'],
    ['100', 'notFound'],
    ['99', 'temporary'],
  ])('code %s is %s', (carrierCode, kind) => {
    expect(ask(coded(carrierCode))).toEqual({ kind, ref: NUMBER, carrierCode })
    expect(ask(delivered.replace('error-status="0"', `error-status="${carrierCode}"`))).toEqual({ kind, ref: NUMBER, carrierCode })
  })

  test.each([
    [200, coded('0'), 'schemaDrift'],
    [200, '<data name="other" code="0"/>', 'schemaDrift'],
    [401, '{"status":401,"title":"Unauthorized","detail":"Invalid ApiKey"}', 'badCredentials'],
    [403, '{"status":403,"title":"Forbidden"}', 'scopeMissing'],
    [404, '{"status":404,"title":"Not Found"}', 'schemaDrift'],
    [500, coded('99'), 'temporary'],
  ])('HTTP %d %s is %s', (status, text, kind) => expect(ask(text, { status }).kind).toBe(kind))
})

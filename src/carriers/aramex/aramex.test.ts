import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { aramex } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const item = itemOf('10000000001')
const unknown = itemOf('10000000002')
const credential = { userName: 'u', password: 'p', accountNumber: '1', accountPin: '2', accountEntity: 'AMM', accountCountryCode: 'JO' }
const ctx: CarrierContext = { credential, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const CREATED = { WaybillNumber: '10000000001', UpdateCode: 'SH014', UpdateDateTime: '/Date(1768291200000+0300)/' }

function ask(text: string, items: readonly TrackItem[] = [item], status = 200): Outcome[] {
  return aramex.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

function updates(...Value: object[]): string {
  return JSON.stringify({ HasErrors: false, TrackingResults: [{ Key: '10000000001', Value }], NonExistingWaybills: [] })
}

function reversed(): string {
  const body = JSON.parse(delivered)
  body.TrackingResults[0].Value.reverse()
  return JSON.stringify(body)
}

const refused = (Code: string, Message: string): string =>
  JSON.stringify({ HasErrors: true, Notifications: [{ Code, Message }], TrackingResults: [], NonExistingWaybills: [] })

const attempt = (attr: string): unknown => meaningOf(aramex.codes, 'SH033', attr)

carrierContract(aramex, {
  found: { items: [item], answer: answerOf(delivered) },
  partlyFound: { items: [item, unknown], answer: answerOf(delivered) },
  notFound: { items: [unknown], answer: answerOf(fixture('not-found.json')) },
  auth: { items: [item, unknown], answer: answerOf(fixture('bad-login.json')) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"UpdateDateTime"', '"UpdatedAt"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(updates({ ...CREATED, UpdateDateTime: raw })),
    samples: [
      { raw: '/Date(1768291200000+0300)/', local: '2026-01-13T11:00:00', utc: '2026-01-13T08:00:00Z' },
      { raw: '/Date(1783929600000-0500)/', local: '2026-07-13T03:00:00', utc: '2026-07-13T08:00:00Z' },
      { raw: '/Date(1783929600000+0530)/', local: '2026-07-13T13:30:00', utc: '2026-07-13T08:00:00Z' },
      { raw: '/Date(1783929600000)/', local: '2026-07-13T08:00:00', utc: '2026-07-13T08:00:00Z' },
    ],
  },
  canaries: ['CANARY', '+962000000001'],
  skip: { invalid: 'a malformed number is answered as one that does not exist' },
})

test('the account in the body, all waybills in one call, JSON wanted', () => {
  const request = aramex.buildRequest?.([item, unknown], ctx)
  expect(request).toMatchObject({
    method: 'POST',
    path: '/ShippingAPI.V2/Tracking/Service_1_0.svc/json/TrackShipments',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  })
  const { ClientInfo, Shipments, GetLastTrackingUpdateOnly } = JSON.parse(request?.body ?? '')
  expect(ClientInfo).toEqual({
    UserName: 'u',
    Password: 'p',
    Version: 'v1.0',
    AccountNumber: '1',
    AccountPin: '2',
    AccountEntity: 'AMM',
    AccountCountryCode: 'JO',
  })
  expect(Shipments).toEqual(['10000000001', '10000000002'])
  expect(GetLastTrackingUpdateOnly).toBe(false)
})

describe('updates', () => {
  test('the time keeps its instant, its wall clock and what was on the wire', () => {
    expect(found(updates(CREATED)).events[0]?.time).toEqual({
      raw: '/Date(1768291200000+0300)/',
      local: '2026-01-13T11:00:00',
      offset: '+03:00',
      utc: '2026-01-13T08:00:00Z',
      basis: 'offset',
    })
  })

  test.each(['/Date(99999999999999999+0300)/', '/Date(-62135596800000)/', '/Date(1768291200000+9900)/', '2026-01-13', '/Date()/'])(
    '%s is no time',
    (UpdateDateTime) => expect(ask(updates({ ...CREATED, UpdateDateTime }))[0]?.kind).toBe('schemaDrift'),
  )

  test('the problem code refines a failed attempt', () => {
    expect(attempt('A16')).toEqual({ status: 'undelivered', sub: 'address_issue' })
    expect(attempt('A18')).toEqual({ status: 'undelivered', sub: 'refused' })
    expect(attempt('U13')).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
    expect(found(delivered).events[3]).toMatchObject({ code: 'SH033', attr: 'A16', place: { text: 'Placeholder, Jordan' } })
  })

  test('an update of another waybill is left out', () => {
    const foreign = { ...CREATED, WaybillNumber: '10000000009', UpdateCode: 'SH005' }
    expect(found(updates(CREATED, foreign)).events.map(({ code }) => code)).toEqual(['SH014'])
    expect(ask(updates(foreign))[0]?.kind).toBe('schemaDrift')
  })

  test('weight: kilograms, or pounds turned to them; nothing for nonsense', () => {
    expect(found(delivered).facts).toEqual({ weightKg: 0.5 })
    expect(found(updates({ ...CREATED, GrossWeight: '10', WeightUnit: 'lb' })).facts).toEqual({ weightKg: 4.536 })
    expect(found(updates({ ...CREATED, GrossWeight: '10', WeightUnit: 'stone' })).facts).toEqual({})
    expect(found(updates({ ...CREATED, GrossWeight: '9e9', WeightUnit: 'KG' })).facts).toEqual({})
  })
})

describe('refusals', () => {
  test.each([
    ['ERR01', 'ClientInfo - Invalid username or password', 'badCredentials'],
    ['ERR03', 'ClientInfo - Invalid account pin', 'badCredentials'],
    ['ERR75', 'Failed to login', 'badCredentials'],
    ['REQ99', 'Something went wrong', 'temporary'],
  ])('%s %s: %s', (Code, Message, kind) => {
    expect(ask(refused(Code, Message))).toEqual([{ kind, ref: item.ref, carrierCode: Code }])
  })

  test('errors beside results count only for what has no result', () => {
    const body = { ...JSON.parse(delivered), HasErrors: true, Notifications: [{ Code: 'REQ99', Message: 'Placeholder' }] }
    expect(ask(JSON.stringify(body), [item, unknown, itemOf('10000000003')]).map(({ kind }) => kind)).toEqual([
      'found',
      'notFound',
      'temporary',
    ])
  })

  test('a waybill that is neither known nor unknown is a drift, and so is one without updates', () => {
    const path = 'NonExistingWaybills'
    expect(ask(delivered, [itemOf('10000000003')])).toEqual([{ kind: 'schemaDrift', ref: '10000000003', path }])
    expect(ask(updates())[0]?.kind).toBe('schemaDrift')
  })

  test('XML, which comes when JSON was not asked for, is a drift', () => {
    expect(ask('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>')[0]?.kind).toBe('schemaDrift')
  })
})

const soap = (inner: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
    <ShipmentTrackingResponse xmlns="http://ws.aramex.net/ShippingAPI/v1/">${inner}</ShipmentTrackingResponse></s:Body></s:Envelope>`
const lists = (results: string, missing: string): string =>
  `<HasErrors>false</HasErrors><Notifications/><TrackingResults xmlns:a="urn:arrays">${results}</TrackingResults>
   <NonExistingWaybills xmlns:a="urn:arrays">${missing}</NonExistingWaybills>`

describe('XML in place of JSON', () => {
  const result = `<a:KeyValue><a:Key>10000000001</a:Key><a:Value><TrackingResult><WaybillNumber>10000000001</WaybillNumber>
    <UpdateCode>SH005</UpdateCode><UpdateDescription>Delivered</UpdateDescription><UpdateDateTime>2026-01-16T13:40:00</UpdateDateTime>
    <UpdateLocation>Placeholder, Jordan</UpdateLocation><Comments>CANARY-RECEIVER</Comments><ProblemCode/></TrackingResult></a:Value></a:KeyValue>`

  test('is read alike, its times without a zone stay so', () => {
    const { events } = found(soap(lists(result, '')))
    expect(events).toMatchObject([{ code: 'SH005', text: 'Delivered', time: { local: '2026-01-16T13:40:00', utc: null } }])
    expect(JSON.stringify(events)).not.toContain('CANARY')
  })

  test('tells not found from a wrong login', () => {
    expect(ask(soap(lists('', '<a:string>10000000001</a:string>')))).toEqual([{ kind: 'notFound', ref: item.ref }])
    const note = '<Notification><Code>ERR01</Code><Message>ClientInfo - Invalid username or password</Message></Notification>'
    const text = soap(`<Notifications>${note}</Notifications><HasErrors>true</HasErrors><TrackingResults/><NonExistingWaybills/>`)
    expect(ask(text)).toEqual([{ kind: 'badCredentials', ref: item.ref, carrierCode: 'ERR01' }])
    expect(ask('<Other/>')[0]?.kind).toBe('schemaDrift')
  })
})

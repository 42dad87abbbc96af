import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { internationalSeur } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const ECB = '00000000000000000017'
const item = itemOf('F000001')
const credential = {
  clientId: 'id',
  clientSecret: 'secret',
  username: 'u',
  password: 'p',
  idNumber: 'B00000000',
  accountNumber: '10000-28',
  businessUnit: '28',
}
const ctx: CarrierContext = { credential, token: 'abc', language: 'es', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const RECEIVED = { eventCode: 'LI515', description: 'EXPEDICION RECIBIDA', situationDate: '2026-01-12T16:05:44' }

function ask(text: string, status = 200, items: readonly TrackItem[] = [item]): Outcome | undefined {
  return internationalSeur.parse?.(answerOf(text, status), items, ctx)[0]
}

function found(text: string, one: TrackItem = item): Found {
  const outcome = ask(text, 200, [one])
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

const entry = (situations: readonly object[], more: object = {}): object => ({
  type: 'Exp',
  ref: 'F000001',
  postalCode: '99991',
  situations,
  ...more,
})
const entries = (...data: object[]): string => JSON.stringify({ data })
const errors = (status: string, detail: string): string => JSON.stringify({ errors: [{ title: 'Placeholder', status, detail }] })

/** What an event with this code and these words means. */
function meaning(eventCode: string, description: string): string {
  const [event] = found(entries(entry([{ ...RECEIVED, eventCode, description }]))).events
  const means = event && (event.meaning ?? meaningOf(internationalSeur.codes, event.code))
  return means ? `${means.status}/${'sub' in means ? means.sub : ''}` : 'unknown'
}

function wording(eventCode: string, description: string): string | undefined {
  return found(entries(entry([{ ...RECEIVED, eventCode, description }]))).events[0]?.text
}

function reversed(): string {
  const body = JSON.parse(delivered)
  for (const { situations } of body.data) situations.reverse()
  body.data.reverse()
  return JSON.stringify(body)
}

const words = (events: readonly RawEvent[]): string[] => events.map((event) => event.text)

carrierContract(internationalSeur, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf('', 204) },
  invalid: { items: [item], answer: answerOf(fixture('error.json'), 400) },
  auth: { items: [item], answer: answerOf(errors('401', 'Token expired'), 401) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"situations"', '"events"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(entries(entry([{ ...RECEIVED, situationDate: raw }]))),
    samples: [
      { raw: '2026-01-12T16:05:44', local: '2026-01-12T16:05:44', utc: '2026-01-12T15:05:44Z' },
      { raw: '2026-07-12T16:05:44', local: '2026-07-12T16:05:44', utc: '2026-07-12T14:05:44Z' },
      { raw: '2026-07-12T16:05:44+02:00', local: '2026-07-12T16:05:44', utc: '2026-07-12T14:05:44Z' },
    ],
  },
  canaries: ['CANARY', '99991'],
  skip: { partlyFound: 'one shipment a call' },
})

describe('request', () => {
  test('the fields of the account always go along', () => {
    expect(internationalSeur.buildRequest?.([item], ctx)).toEqual({
      method: 'GET',
      path: '/pic/v1/tracking-services/extended?ref=F000001&refType=REFERENCE&idNumber=B00000000&accountNumber=10000&businessUnit=28',
      headers: { accept: 'application/json', authorization: 'Bearer abc' },
    })
  })

  test('twenty digits are the barcode of a pack', () => {
    expect(internationalSeur.buildRequest?.([itemOf(ECB)], ctx).path).toContain(`ref=${ECB}&refType=ECB&`)
    expect(internationalSeur.buildRequest?.([itemOf('123456789')], ctx).path).toContain('refType=REFERENCE')
  })

  test('the token is asked for with user and password', () => {
    const { auth } = internationalSeur
    if (auth.kind !== 'token') throw new Error('no token')
    expect(auth.request(ctx)).toMatchObject({
      method: 'POST',
      path: '/pic_token',
      body: 'grant_type=password&client_id=id&client_secret=secret&username=u&password=p',
    })
    expect(auth.parse(answerOf('{"error":"invalid_grant"}', 401))).toEqual({ kind: 'badCredentials', carrierCode: 'invalid_grant' })
    expect(auth.parse(answerOf('{"access_token":"T","expires_in":3600}'))).toEqual({ kind: 'token', value: 'T', expiresInSeconds: 3600 })
  })
})

describe('situations', () => {
  test('of all entries of the shipment, without those of the collection', () => {
    expect(words(found(delivered).events)).toEqual(['EXPEDICION RECIBIDA', 'EN REPARTO', 'DESTINATARIO AUSENTE', 'EN REPARTO', 'ENTREGADO'])
  })

  test.each([
    ['LI515', 'EXPEDICION RECIBIDA', 'transit/in_transit'],
    ['LC003', 'EN REPARTO', 'pickup/out_for_delivery'],
    ['LC003', 'EN TRÁNSITO', 'transit/in_transit'],
    ['LL003', 'ENTREGADO', 'delivered/delivered'],
    ['LM001', 'DESTINATARIO AUSENTE, VECINO', 'delivered/delivered'],
    ['LL003', 'ENTREGADO AL REMITENTE', 'exception/returned_to_sender'],
    ['ZZ999', 'DEVUELTO AL REMITENTE', 'exception/returned_to_sender'],
    ['LI510', 'AVISO AL REMITENTE', 'exception/on_hold'],
    ['LI510', 'NO ENTREGADO: AVISO AL REMITENTE', 'undelivered/failed_attempt'],
    ['LI510', 'Destinatario ausente', 'undelivered/failed_attempt'],
    ['LI510', 'DIRECCIÓN  INCORRECTA', 'undelivered/address_issue'],
    ['LI510', 'Rechazado por el destinatario', 'undelivered/refused'],
    ['LI510', 'Something new', 'exception/on_hold'],
    ['II721', 'APORTAR SOLUCIÓN', 'exception/on_hold'],
    ['LI530', 'EN TIENDA', 'pickup/ready_for_pickup'],
    ['LJ833', 'DEVOLUCIÓN AL REMITENTE EN CURSO', 'exception/returning'],
    ['LK522', 'ENVIO ANULADO', 'exception/cancelled'],
    ['LK510', 'DOCUMENTACION RECTIFICADA', 'keep/'],
    ['ZZ999', 'ENVÍO ANULADO', 'exception/cancelled'],
    ['ZZ999', 'ENTREGADO', 'delivered/delivered'],
    ['ZZ999', 'NO ENTREGADO', 'undelivered/failed_attempt'],
    ['ZZ999', 'ENTREGADO A CORRESPONSAL', 'unknown'],
    ['ZZ999', 'REEMBOLSO ANULADO', 'unknown'],
  ])('%s %s is %s', (code, description, wanted) => expect(meaning(code, description)).toBe(wanted))

  test('who took it is cut', () => {
    expect(wording('LL003', 'ENTREGADO A SOME BODY')).toBe('ENTREGADO')
    expect(wording('LM001', 'Recogido por Some Body')).toBe('Recogido')
    expect(wording('ZZ999', 'Entregado: Some Body')).toBe('Entregado')
    expect(wording('LI515', 'EN CAMINO A DESTINO')).toBe('EN CAMINO A DESTINO')
  })

  test('one without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(entries(entry([RECEIVED, { ...RECEIVED, situationDate: '12/01/2026' }]))).events).toHaveLength(1)
    expect(ask(entries(entry([{ ...RECEIVED, situationDate: '' }])))?.kind).toBe('schemaDrift')
  })

  test('known, and nothing happened yet', () => {
    expect(found(entries(entry([])))).toEqual({ kind: 'found', ref: item.ref, events: [], facts: {} })
    expect(found(entries(entry([RECEIVED], { type: 'Rec' }))).events).toEqual([])
  })
})

describe("somebody else's shipment", () => {
  test.each(['idNumber', 'accountNumber', 'businessUnit'])('nothing is shown of what was asked for with a blank %s', (name) => {
    const blank = { ...ctx, credential: { ...credential, [name]: ' ' } }
    const outcomes = internationalSeur.parse?.(answerOf(delivered), [item], blank)
    expect(outcomes).toEqual([{ kind: 'badCredentials', ref: item.ref, carrierCode: 'account_fields_blank' }])
  })

  test('with another reference is never shown', () => {
    const foreign = entry([{ ...RECEIVED, eventCode: 'LL003' }], { ref: 'F000002' })
    expect(found(entries(entry([RECEIVED]), foreign)).events).toHaveLength(1)
    expect(ask(entries(foreign))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'data[].ref' })
  })

  test('a pack is found by its barcode, and tells the reference', () => {
    const own = itemOf(ECB)
    expect(found(delivered, own).facts).toEqual({ reference: 'F000001' })
    expect(ask(entries(entry([RECEIVED], { ref: undefined })), 200, [own])?.kind).toBe('schemaDrift')
    expect(found(entries(entry([RECEIVED], { ref: undefined }))).events).toHaveLength(1)
    expect(ask(entries(entry([RECEIVED], { packs: [{ ecb: '00000000000000000024' }] })), 200, [own])?.kind).toBe('schemaDrift')
  })

  test('with the same reference and another postcode: the postcode decides, and without it none is shown', () => {
    const both = entries(entry([RECEIVED]), entry([{ ...RECEIVED, eventCode: 'LL003' }], { postalCode: 'AB1 2CD' }))
    expect(ask(both)).toEqual({ kind: 'needsInput', ref: item.ref, field: 'postalCode', carrierCode: 'several_shipments' })
    const codesFor = (postalCode: string): string[] => found(both, { ...item, postalCode }).events.map(({ code }) => code)
    expect(codesFor('99991')).toEqual(['LI515'])
    expect(codesFor('ab1-2cd')).toEqual(['LL003'])
    expect(ask(both, 200, [{ ...item, postalCode: '11111' }])).toMatchObject({ kind: 'needsInput', carrierCode: 'other_postcode' })
  })
})

describe('refusals', () => {
  test.each([
    ['400', 'ref is mandatory', 'invalidNumber'],
    ['400', 'idNumber is mandatory', 'temporary'],
    ['401', 'Token expired', 'authExpired'],
    ['403', 'Forbidden', 'scopeMissing'],
    ['404', 'Not found', 'notFound'],
    ['429', 'Too many requests', 'throttled'],
    ['500', 'Internal error', 'temporary'],
  ])('%s %s inside a 200: %s', (status, detail, kind) => expect(ask(errors(status, detail))?.kind).toBe(kind))

  test('nothing found may be an empty list; a body without data is a drift', () => {
    expect(ask(entries())?.kind).toBe('notFound')
    expect(ask('{"ok":true}')).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'data' })
  })
})

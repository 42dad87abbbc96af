import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { codeOf } from './codes.ts'
import { purolator } from './index.ts'

const NUMBER = '330000001017'
const UNKNOWN = '330000001025'
const SCAN = /<Scan(?: [^>]*)?>[\s\S]*?<\/Scan>/g
const HEADERS = { 'content-type': 'text/xml; charset=utf-8' }
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { key: 'me', password: 's&' }, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const batch = fixture('batch')

function ask(text: string, status = 200, items = [item]): Outcome[] {
  return purolator.parse?.(answerOf(text, status, HEADERS), items, ctx) ?? []
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The answer with one scan of these fields in place of those of the delivered parcel. */
function scan(fields: Record<string, string>): string {
  const own = { ScanType: 'Other', ScanDate: '2026-01-15', ScanTime: '101500', Description: 'Arrived at sort facility', ...fields }
  const text = Object.entries(own).map(([name, value]) => `<${name}>${value}</${name}>`)
  let isFirst = true
  return batch.replaceAll(SCAN, () => {
    const next = isFirst ? `<Scan>${text.join('')}</Scan>` : ''
    isFirst = false
    return next
  })
}

const one = (fields: Record<string, string>): RawEvent | undefined => found(scan(fields)).events[0]

function meaning(fields: Record<string, string>): string {
  const event = one(fields)
  const means = event?.meaning ?? meaningOf(purolator.codes, event?.code ?? '', event?.attr)
  return means === null ? 'unknown' : `${means.status}/${'sub' in means ? means.sub : ''}`
}

function reversed(): string {
  const scans = batch.match(SCAN) ?? []
  let next = scans.length
  return batch.replaceAll(SCAN, () => scans[--next] ?? '')
}

carrierContract(purolator, {
  found: { items: [item], answer: answerOf(batch, 200, HEADERS) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(batch, 200, HEADERS) },
  notFound: { items: [item], answer: answerOf(fixture('not-found'), 200, HEADERS) },
  auth: { items: [item], answer: answerOf('', 401) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(batch.replaceAll('Scans', 'History'), 200, HEADERS) },
  reversed: reversed(),
  times: {
    answer: (raw) => {
      const [ScanDate = '', ScanTime = ''] = raw.split(' ')
      return answerOf(scan({ ScanDate, ScanTime }), 200, HEADERS)
    },
    samples: [
      { raw: '2026-01-15 083704', local: '2026-01-15T08:37:04', utc: null },
      { raw: '2026-01-15 83704', local: '2026-01-15T08:37:04', utc: null },
      { raw: '2026-07-15 234900', local: '2026-07-15T23:49:00', utc: null },
    ],
  },
  canaries: ['CANARY-RECEPTION', 'CANARY-COMMENT', 'CANARY-SIGNER', 'CANARY-STREET', 'CANARY-COMPANY'],
  skip: { invalid: 'what it answers to a malformed PIN is not published' },
})

describe('requests', () => {
  test('PINs in one body, key and password as Basic', () => {
    const request = purolator.buildRequest?.([item, itemOf('A<B')], ctx)
    expect(request).toMatchObject({
      method: 'POST',
      path: '/PWS/V1/Tracking/TrackingService.asmx',
      headers: {
        authorization: `Basic ${Buffer.from('me:s&').toString('base64')}`,
        soapaction: '"http://purolator.com/pws/service/v1/TrackPackagesByPin"',
      },
    })
    expect(request?.body).toContain(
      `<v1:PINs><v1:PIN><v1:Value>${NUMBER}</v1:Value></v1:PIN><v1:PIN><v1:Value>A&lt;B</v1:Value></v1:PIN></v1:PINs>`,
    )
    expect(request?.body).not.toContain('UserToken')
  })

  test('a user token goes along', () => {
    const request = purolator.buildRequest?.([item], { ...ctx, credential: { ...ctx.credential, userToken: 't&' } })
    expect(request?.body).toContain('<v1:RequestReference>track</v1:RequestReference><v1:UserToken>t&amp;</v1:UserToken>')
  })
})

describe('events', () => {
  test('a scan has its words as code, its type, its clock without a zone, its depot', () => {
    expect(found(batch).events[3]).toEqual({
      code: 'departed sort facility',
      attr: 'Other',
      text: 'Departed sort facility',
      time: { raw: '2026-01-15 234900', local: '2026-01-15T23:49:00', offset: null, utc: null, basis: 'unknown' },
      place: { text: 'WINNIPEG AIRPORT/AEROPORT, MB', region: 'MB', country: 'CA' },
    })
  })

  test.each([
    ['Undeliverable', 'Shipment created', 'inforeceived/created'],
    ['Other', 'New Tracking Number Assigned -', 'transit/renumbered'],
    ['Undeliverable', 'Arrived at sort facility', 'transit/arrived_hub'],
    ['Undeliverable', 'Attempted Delivery - Something new', 'undelivered/failed_attempt'],
    ['Undeliverable', 'Available for pickup for 5 business days from arrival date at the counter.', 'pickup/ready_for_pickup'],
    ['Undeliverable', 'Receiver contacted,  no answer. Shipment available for pickup.', 'pickup/ready_for_pickup'],
    ['Undeliverable', 'Unable to deliver - item returned to sender', 'exception/returning'],
    ['Delivery', 'Transferring to Shipping Centre - please wait for further instructions', 'transit/forwarded'],
    ['Delivery', 'Package removed from Locker', 'delivered/delivered_collected'],
    ['Other', 'Package removed from Locker', 'unknown'],
    ['Delivery', 'Something new', 'delivered/delivered'],
    ['OnDelivery', 'Something new', 'pickup/out_for_delivery'],
    ['ProofOfPickUp', 'Something new', 'transit/accepted'],
    ['Undeliverable', 'Something new', 'unknown'],
    ['Other', 'Something new', 'unknown'],
    ['constructor', 'Something new', 'unknown'],
  ])('%s "%s" is %s', (ScanType, Description, wanted) => expect(meaning({ ScanType, Description })).toBe(wanted))

  test('who took it is neither in the code nor in the text', () => {
    expect(one({ ScanType: 'Delivery', Description: 'Shipment delivered to A NAME at: RECEPTION' })).toMatchObject({
      code: 'shipment delivered',
      text: 'Shipment delivered',
    })
  })

  test('a code has 64 characters at most and no name of objects', () => {
    expect(codeOf(`${'x'.repeat(63)} y`)).toBe('x'.repeat(63))
    expect(codeOf('  Shipment \t In  Transit. ')).toBe('shipment in transit')
    expect(codeOf('Shipment deliveredX')).toBe('shipment deliveredx')
  })

  test.each([
    ['BURNABY, BC', { text: 'BURNABY, BC', city: 'BURNABY', region: 'BC', country: 'CA' }],
    ['QUEBEC, PQ', { text: 'QUEBEC, PQ', city: 'QUEBEC', region: 'QC', country: 'CA' }],
    ['MEMPHIS, TN', { text: 'MEMPHIS, TN' }],
    ['BC', { text: 'BC' }],
    ['Purolator', undefined],
    ['', undefined],
  ])('the depot %s', (name, place) => expect(one({ Depot: `<Name>${name}</Name>` })?.place).toEqual(place))

  test('a scan without words or a readable time is left out; without any the answer is a drift', () => {
    expect(found(batch.replace('<ScanTime>164300<', '<ScanTime>4 pm<')).events).toHaveLength(4)
    for (const fields of [{ Description: '' }, { ScanDate: '16/01/2026' }, { ScanTime: '' }, { ScanTime: '256000' }])
      expect(ask(scan(fields))[0]).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'TrackingInformation/Scans/Scan' })
  })
})

describe('refusals', () => {
  test('a PIN without scans, and one that is left out, is not found', () => {
    expect(ask(batch, 200, [item, itemOf(UNKNOWN)])[1]).toEqual({ kind: 'notFound', ref: UNKNOWN, carrierCode: 'no_scans' })
    expect(ask(fixture('not-found'))[0]).toEqual({ kind: 'notFound', ref: NUMBER })
  })

  test('an error of the answer, of one package, or a fault is asked again later', () => {
    expect(ask(fixture('error'))[0]).toEqual({ kind: 'temporary', ref: NUMBER, carrierCode: '0000001' })
    const own = '<ResponseInformation><Errors><Error><Code>7</Code></Error></Errors></ResponseInformation>'
    const text = batch.replace('<Scans/>\n          <ResponseInformation i:nil="true"/>', `<Scans/>${own}`)
    expect(ask(text, 200, [item, itemOf(UNKNOWN)]).map(({ kind }) => kind)).toEqual(['found', 'temporary'])
    const fault = '<Fault><faultcode>Server</faultcode></Fault>'.replaceAll('Fault>', 's:Fault>')
    expect(ask(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${fault}</s:Body></s:Envelope>`)[0]).toEqual({
      kind: 'temporary',
      ref: NUMBER,
      carrierCode: 'Server',
    })
  })

  test("somebody else's parcel is never shown", () => {
    expect(ask(batch, 200, [itemOf('330000001033')])[0]).toEqual({
      kind: 'schemaDrift',
      ref: '330000001033',
      path: 'TrackingInformation/PIN/Value',
    })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, Outcome } from '../carrier.ts'
import { packeta } from './index.ts'

const item = itemOf('Z1000000017')
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const delivered = fixture('delivered')
const RECORD = /<record>[\s\S]*?<\/record>/g
const RECORDS: readonly string[] = delivered.match(RECORD) ?? []

const xml = (text: string, status = 200): CarrierAnswer => answerOf(text, status, { 'content-type': 'text/xml; charset=utf-8' })
const withRecords = (records: string): string => `<response><status>ok</status><result>${records}</result></response>`
const fault = (name: string): string => fixture('fault-packet-id').replace('PacketIdFault', name)

function ask(text: string, status?: number): Outcome {
  const [outcome] = packeta.parse?.(xml(text, status), [item], { credential: {}, language: 'cs', now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

carrierContract(packeta, {
  found: { items: [item], answer: xml(delivered) },
  notFound: { items: [item], answer: xml(fixture('fault-packet-id')) },
  auth: { items: [item], answer: xml(fault('IncorrectApiPasswordFault')) },
  throttled: { items: [item], answer: xml('', 429) },
  malformed: { items: [item], answer: xml(delivered.replaceAll('dateTime', 'time')) },
  reversed: withRecords(RECORDS.toReversed().join('')),
  times: {
    answer: (raw) => xml(withRecords(RECORDS[0]?.replace('2026-01-12T10:24:13', raw) ?? '')),
    samples: [
      { raw: '2026-01-14T10:00:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T09:00:00Z' },
      { raw: '2026-07-14T10:00:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T08:00:00Z' },
    ],
  },
  canaries: ['CANARY0001', 'CANARY-RECIPIENT'],
  skip: { partlyFound: 'one number a call', invalid: 'a malformed number is answered as one that is not known' },
})

test('the request names the method, the password and the number without its letter', () => {
  const request = packeta.buildRequest?.([item], { credential: { apiPassword: 'a<b' }, language: 'cs', now: 0 })
  expect(request).toMatchObject({ method: 'POST', path: '/api/rest' })
  expect(request?.body).toBe('<packetTracking><apiPassword>a&lt;b</apiPassword><packetId>1000000017</packetId></packetTracking>')
})

describe('events', () => {
  test('the text is the code, and the number where there is no text', () => {
    expect(found(delivered).events.map(({ code }) => code)).toEqual([
      'received data',
      'arrived',
      'departed',
      'ready for pickup',
      'delivered',
    ])
    const numbered = delivered.replaceAll(/<codeText>.*<\/codeText>/g, '')
    expect(found(numbered).events.map(({ code }) => code)).toEqual(['1', '2', '4', '5', '7'])
    expect(found(delivered).events[4]).toMatchObject({ text: 'Zásilka byla vydána.', time: { offset: '+01:00', basis: 'carrierZone' } })
  })

  test('one without a readable time is left out; none at all is a drift', () => {
    expect(found(delivered.replace('2026-01-12T10:24:13', 'soon')).events).toHaveLength(4)
    expect(ask(withRecords(''))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'response/result/record' })
  })

  test('a text and its number mean the same', () => {
    for (const [text, number] of [
      ['received data', '1'],
      ['handed to carrier', '6'],
      ['posted back', '9'],
      ['returned', '10'],
      ['storage time expired', '20'],
    ] as const)
      expect(packeta.codes.get(text)).toEqual(packeta.codes.get(number))
  })
})

describe('faults come with HTTP 200', () => {
  test.each([
    ['PacketIdFault', 'notFound'],
    ['ShipmentNotFoundFault', 'notFound'],
    ['IncorrectApiPasswordFault', 'badCredentials'],
    ['SomethingNewFault', 'temporary'],
  ])('%s is %s', (name, kind) => expect(ask(fault(name))).toEqual({ kind, ref: item.ref, carrierCode: name }))

  test('another root or status is a drift', () => {
    expect(ask('<answer><status>fault</status><fault>PacketIdFault</fault></answer>').kind).toBe('schemaDrift')
    expect(ask(delivered.replace('>ok<', '>fine<'))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'response/status' })
  })
})

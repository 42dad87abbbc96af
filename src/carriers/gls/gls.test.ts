import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { gls } from './index.ts'

const NUMBER = '90000000010'
const UNKNOWN = '90000000029'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: {}, token: 'abc', language: 'de', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const batch = fixture('batch')
const reference = fixture('reference')

const parcels = (...all: readonly object[]): string =>
  JSON.stringify({ parcels: all.map((one) => ({ requested: NUMBER, unitno: NUMBER, ...one })) })
const event = (code: string, eventDateTime = '2026-01-16T11:52:10+0100'): object => ({ code, eventDateTime, country: 'DE' })

function ask(text: string, asked: TrackItem = item, status = 200): Outcome | undefined {
  return gls.parse?.(answerOf(text, status), [asked], ctx)[0]
}

function found(text: string, asked: TrackItem = item): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, asked)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

function reversed(): string {
  const body = JSON.parse(batch)
  body.parcels[0].events.reverse()
  body.parcels.reverse()
  return JSON.stringify(body)
}

carrierContract(gls, {
  found: { items: [item], answer: answerOf(batch) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(batch) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(batch) },
  auth: { items: [item], answer: answerOf('<html><body>Authorization failed</body></html>', 401, { 'content-type': 'text/html' }) },
  throttled: { items: [item], answer: answerOf('', 429) },
  malformed: { items: [item], answer: answerOf(batch.replaceAll('"parcels"', '"shipments"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(parcels({ events: [event('INTIAL.NORMAL', raw)] })),
    samples: [
      { raw: '2026-01-16T11:52:10+0100', local: '2026-01-16T11:52:10', utc: '2026-01-16T10:52:10Z' },
      { raw: '2026-07-16T00:52:10+0200', local: '2026-07-16T00:52:10', utc: '2026-07-15T22:52:10Z' },
    ],
  },
  canaries: ['99998'],
  skip: { invalid: 'a malformed number is not known to have an error of its own' },
})

test('the request names up to ten numbers in its path, with the token and the language', () => {
  expect(gls.buildRequest?.([item, itemOf('A,B')], ctx)).toEqual({
    method: 'GET',
    path: `/track-and-trace-v1/tracking/simple/trackids/${NUMBER},A%2CB?showEvents=true`,
    headers: { accept: 'application/json', 'accept-language': 'DE', authorization: 'Bearer abc' },
  })
  expect(gls.buildRequest?.([item], { ...ctx, language: 'ru' }).headers?.['accept-language']).toBe('EN')
})

describe('events', () => {
  test('an event has its place without the postcode', () => {
    expect(found(batch).events[1]).toEqual({
      code: 'OUTDEL.NORMAL',
      text: 'The parcel is expected to be delivered during the day.',
      time: {
        raw: '2026-01-16T06:52:37+0100',
        local: '2026-01-16T06:52:37',
        offset: '+01:00',
        utc: '2026-01-16T05:52:37Z',
        basis: 'offset',
      },
      place: { text: 'Berlin, DE', city: 'Berlin', country: 'DE' },
    })
    expect(found(batch).events[3]).not.toHaveProperty('place')
  })

  test('in a ParcelShop is not with the addressee', () => {
    for (const code of ['DELIVEREDPS', 'DELIVD.PARCELSHOP']) {
      expect(gls.codes.get(code)).toEqual({ status: 'pickup', sub: 'ready_for_pickup' })
    }
  })

  test('the latest event whose code is new means what the status says; an earlier one stays unknown', () => {
    const events = [event('TRANSI.NEW', '2026-01-16T11:52:10+0100'), event('TRANSI.OLD', '2026-01-15T11:52:10+0100')]
    for (const order of [events, events.toReversed()]) {
      const meanings = found(parcels({ status: 'NOTDELIVERED', events: order })).events.map(({ code, meaning }) => [code, meaning])
      expect(Object.fromEntries(meanings)).toEqual({
        'TRANSI.NEW': { status: 'undelivered', sub: 'failed_attempt' },
        'TRANSI.OLD': undefined,
      })
    }
    expect(found(parcels({ status: 'WEIRD', events })).events.every(({ meaning }) => meaning === undefined)).toBe(true)
    expect(found(parcels({ status: 'DELIVERED', events: [event('INTIAL.NORMAL')] })).events[0]).not.toHaveProperty('meaning')
  })

  test('without events the status stands for one', () => {
    const text = parcels({ status: 'INTRANSIT', statusDateTime: '2026-01-16T11:52:10+0100' })
    expect(found(text).events).toMatchObject([{ code: 'INTRANSIT', text: 'INTRANSIT', time: { utc: '2026-01-16T10:52:10Z' } }])
  })

  test('an event without a readable time is left out; without anything the answer is a drift', () => {
    expect(found(parcels({ events: [event('INTIAL.NORMAL'), event('DELIVD.NORMAL', 'today')] })).events).toHaveLength(1)
    expect(ask(parcels({ events: [event('DELIVD.NORMAL', 'today')] }))).toMatchObject({ kind: 'schemaDrift', path: 'parcels[].events' })
    expect(ask(parcels({ status: 'DELIVERED' }))?.kind).toBe('schemaDrift')
  })
})

describe('several parcels', () => {
  const asked = itemOf('LABREF01')

  test('of a reference the one that moved last, pinned, the others told', () => {
    expect(found(reference, asked)).toMatchObject({ pin: '90000000038', ambiguous: ['90000000038', '90000000047'] })
    expect(found(reference, asked).events.map(({ code }) => code)).toEqual(['OUTDEL.NORMAL'])
  })

  test('the pinned one, and no other in its place', () => {
    expect(found(reference, { ...asked, pin: '90000000047' }).events.map(({ code }) => code)).toEqual(['OUTBOD.NORMAL'])
    expect(ask(reference, { ...asked, pin: '90000000056' })).toEqual({
      kind: 'notFound',
      ref: 'LABREF01',
      carrierCode: 'pinned_parcel_missing',
    })
  })

  test('the one that bears the number itself', () => {
    const text = parcels(
      { unitno: '90000000056', events: [event('DELIVD.NORMAL')] },
      { events: [event('INTIAL.NORMAL', '2026-01-02T10:00:00+0100')] },
    )
    expect(found(text).events.map(({ code }) => code)).toEqual(['INTIAL.NORMAL'])
  })

  test('the number on the label is longer than the parcel number', () => {
    expect(found(parcels({ requested: '900000000104', events: [event('DELIVD.NORMAL')] }), itemOf('900000000104'))).not.toHaveProperty(
      'pin',
    )
  })
})

describe('refusals', () => {
  test('an error that nobody knows is no answer about the parcel', () => {
    expect(ask(batch.replace('E_404_01', 'E_500_01'), itemOf(UNKNOWN))).toEqual({
      kind: 'temporary',
      ref: UNKNOWN,
      carrierCode: 'E_500_01',
    })
  })

  test("another number's parcel is not shown", () => {
    expect(ask(batch, itemOf('90000000056'))).toMatchObject({ kind: 'schemaDrift', path: 'parcels[].requested' })
  })

  test('404 for the whole is a changed path, not a missing parcel', () => {
    expect(ask('{"status":404,"error":"Not Found"}', item, 404)).toMatchObject({ kind: 'schemaDrift', path: 'parcels' })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { landmarkGlobal } from './index.ts'

const NUMBER = 'LTN00000017N1'
const EVENT = /<Event>[\s\S]*?<\/Event>/g
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { username: 'me', password: 'a<b', clientId: '7' }, language: 'en', now: 0 }
const xml = (text: string, status = 200): ReturnType<typeof answerOf> => answerOf(text, status, { 'content-type': 'application/xml' })
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const delivered = fixture('delivered')

function refused(code: string, message = 'Placeholder'): string {
  return fixture('error').replace('>Login<', `>${code}<`).replace('>Placeholder<', `>${message}<`)
}

function ask(text: string, { number = NUMBER, status = 200 } = {}): Outcome | undefined {
  return landmarkGlobal.parse?.(xml(text, status), [itemOf(number)], ctx)[0]
}

function found(text: string, number = NUMBER): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, { number })
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The answer with one event of these fields in place of all. */
function event(fields: Record<string, string>): string {
  const content = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`)
  let isFirst = true
  return delivered.replaceAll(EVENT, () => {
    const next = isFirst ? `<Event>${content.join('')}</Event>` : ''
    isFirst = false
    return next
  })
}

const one = (fields: Record<string, string>): RawEvent | undefined =>
  found(event({ EventCode: '250', DateTime: '2026-01-15 10:15:00', ...fields })).events[0]

function reversed(): string {
  const events = delivered.match(EVENT) ?? []
  let next = events.length
  return delivered.replaceAll(EVENT, () => events[--next] ?? '')
}

carrierContract(landmarkGlobal, {
  found: { items: [item], answer: xml(delivered) },
  notFound: { items: [item], answer: xml(refused('Tracking', 'No shipment found')) },
  invalid: { items: [item], answer: xml(refused('Tracking', 'The tracking number is invalid')) },
  auth: { items: [item], answer: xml(fixture('error')) },
  throttled: { items: [item], answer: xml('', 429) },
  malformed: { items: [item], answer: xml(delivered.replaceAll('Events>', 'History>')) },
  reversed: reversed(),
  times: {
    answer: (raw) => xml(event({ EventCode: '250', DateTime: raw })),
    samples: [
      { raw: '01/15/2026 03:02 PM', local: '2026-01-15T15:02:00', utc: null },
      { raw: '7/05/2026 12:05 AM', local: '2026-07-05T00:05:00', utc: null },
      { raw: '2026-07-15 06:20:00', local: '2026-07-15T06:20:00', utc: null },
    ],
  },
  canaries: ['CANARY-SIGNER'],
  skip: { partlyFound: 'one number a call' },
})

test('the request asks for the history of one number', () => {
  const request = landmarkGlobal.buildRequest?.([itemOf('A&B')], ctx)
  expect(request).toMatchObject({ method: 'POST', path: '/Track.php', headers: { 'content-type': 'application/xml; charset=utf-8' } })
  expect(request?.body).toContain(
    '<Login><Username>me</Username><Password>a&lt;b</Password></Login><Test>false</Test><ClientID>7</ClientID>',
  )
  expect(request?.body).toContain('<TrackingNumber>A&amp;B</TrackingNumber><RetrievalType>Historical</RetrievalType>')
})

describe('events', () => {
  test('an event has its code, words, wall clock and place', () => {
    expect(found(delivered).events[3]).toMatchObject({
      code: '300',
      text: 'Onboard for delivery',
      time: { local: '2026-01-16T08:15:00', utc: null, basis: 'unknown' },
      place: { text: 'Placeholder, CA' },
    })
  })

  test("words that may name a person give way to Landmark's", () => {
    expect(found(delivered).events[4]).toMatchObject({ code: '500', text: 'Item successfully delivered' })
    expect(one({ EventCode: '777', Status: 'Received by SOMEBODY' })).toMatchObject({ code: '777', text: '777' })
  })

  test('an event without a code or a readable time is left out; without any the answer is a drift', () => {
    expect(ask(event({ EventCode: '250', DateTime: 'today' }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'Package/Events/Event' })
    expect(ask(event({ DateTime: '2026-01-15 10:15:00' }))?.kind).toBe('schemaDrift')
  })
})

describe('packages', () => {
  test("Landmark's number and the courier's are both the parcel's; another package of the shipment is another parcel", () => {
    expect(found(delivered, 'PH000000000001').events).toHaveLength(5)
    expect(found(delivered).facts).toEqual({ reference: 'SHOP-0001' })
    expect(found(delivered, 'LTN00000017N2')).toMatchObject({ events: [], facts: {} })
  })

  test("somebody else's parcel is never shown, and none at all is not found", () => {
    expect(ask(delivered, { number: 'LTN00000099N1' })?.kind).toBe('schemaDrift')
    expect(ask(delivered.replace(/<Packages>[\s\S]*<\/Packages>/, '<Packages/>'))?.kind).toBe('notFound')
    expect(ask('<TrackResponse><Result><Success>true</Success></Result></TrackResponse>')?.kind).toBe('schemaDrift')
    expect(ask('<Other/>')?.kind).toBe('schemaDrift')
  })
})

test.each([
  ['Login', 'The username/password combination is wrong', 'badCredentials'],
  ['Tracking', 'The shipment does not exist', 'notFound'],
  ['Tracking', 'Unable to locate the shipment', 'notFound'],
  ['Tracking', 'Invalid TrackingNumber', 'invalidNumber'],
  ['Database', 'Try again', 'temporary'],
])('%s (%s): %s', (code, message, kind) => {
  expect(ask(refused(code, message))).toEqual({ kind, ref: NUMBER, carrierCode: code })
})

test('a failure without an error is asked again', () => {
  expect(ask('<TrackResponse><Result><Success>false</Success></Result></TrackResponse>')).toMatchObject({
    kind: 'temporary',
    carrierCode: 'no_success',
  })
})

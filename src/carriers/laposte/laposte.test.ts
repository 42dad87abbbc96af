import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { laposte } from './index.ts'

const NUMBER = 'CB100000017FR'
const UNKNOWN = 'CB100000025FR'
const ctx: CarrierContext = { credential: { okapiKey: 'abc/+=' }, language: 'fr', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const several = fixture('several.json')
const [entry] = JSON.parse(several)
const single = JSON.stringify(entry)
const ACCEPTED = { code: 'PC1', label: 'Pris en charge', date: '2026-01-14T10:00:00+01:00' }

function ask(text: string, { status = 200, items = [itemOf(NUMBER)] }: { status?: number; items?: TrackItem[] } = {}): Outcome[] {
  return laposte.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The delivered shipment as the answer to one number, with other fields. */
const shipment = (fields: object): string => JSON.stringify({ ...entry, shipment: { ...entry.shipment, ...fields } })
const refusal = (returnCode: number, idShip?: string): string => JSON.stringify({ returnCode, returnMessage: 'Placeholder', idShip })
const kindsOf = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ kind }) => kind)

const build = (numbers: readonly string[], language = 'fr') =>
  laposte.buildRequest?.(
    numbers.map((number) => itemOf(number)),
    { ...ctx, language },
  )

carrierContract(laposte, {
  found: { items: [itemOf(NUMBER)], answer: answerOf(single) },
  partlyFound: { items: [itemOf(UNKNOWN), itemOf(NUMBER), itemOf('1A2')], answer: answerOf(several, 207) },
  notFound: { items: [itemOf(NUMBER)], answer: answerOf(fixture('not-found.json'), 404) },
  invalid: { items: [itemOf(NUMBER)], answer: answerOf(fixture('invalid.json'), 400) },
  auth: { items: [itemOf(NUMBER)], answer: answerOf('{"code":"UNAUTHORIZED","message":"Placeholder"}', 401) },
  throttled: { items: [itemOf(NUMBER)], answer: answerOf('{"code":"TOO_MANY","message":"Placeholder"}', 429) },
  malformed: { items: [itemOf(NUMBER)], answer: answerOf(single.replace('"event"', '"events"')) },
  reversed: shipment({ event: entry.shipment.event.toReversed() }),
  times: {
    answer: (raw) => answerOf(shipment({ event: [{ ...ACCEPTED, date: raw }] })),
    samples: [
      { raw: '2026-01-14T10:00:00+01:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T09:00:00Z' },
      { raw: '2026-07-14T10:00:00+02:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T08:00:00Z' },
      { raw: '2026-07-14T10:00:00', local: '2026-07-14T10:00:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
})

describe('request', () => {
  test('up to ten numbers in one path, with the key', () => {
    expect(build([NUMBER, UNKNOWN])).toEqual({
      method: 'GET',
      path: `/idships/${NUMBER},${UNKNOWN}?lang=fr_FR`,
      headers: { accept: 'application/json', 'x-okapi-key': 'abc/+=' },
    })
    expect([build([NUMBER], 'nl')?.path, build([NUMBER], 'ru')?.path]).toEqual([
      `/idships/${NUMBER}?lang=nl_NL`,
      `/idships/${NUMBER}?lang=en_GB`,
    ])
  })

  test('a number is one number, and no other path', () => {
    expect(build(['cb 1000-00017 fr', '..', 'A,B', '/x'])?.path).toBe(`/idships/${NUMBER},AB,X?lang=fr_FR`)
  })

  test('what has no letter or digit is not asked and not valid', () => {
    expect(ask(several, { items: [itemOf('..'), itemOf(NUMBER)] })).toMatchObject([{ kind: 'invalidNumber' }, { kind: 'found' }])
  })
})

describe('answers', () => {
  test('one number: an object, or a list of one', () => {
    expect(found(single)).toEqual(found(JSON.stringify([entry])))
    expect(found(single).events[0]).toEqual({
      code: 'DI1',
      text: 'Votre colis est livré.',
      time: {
        raw: '2026-01-16T09:38:00+01:00',
        local: '2026-01-16T09:38:00',
        offset: '+01:00',
        utc: '2026-01-16T08:38:00Z',
        basis: 'offset',
      },
    })
  })

  test('several numbers: each by its own number, in whatever order', () => {
    const items = [itemOf('1A2'), itemOf(UNKNOWN), itemOf(NUMBER.toLowerCase()), itemOf('CB100000034FR')]
    expect(kindsOf(ask(several, { status: 207, items }))).toEqual(['invalidNumber', 'notFound', 'found', 'schemaDrift'])
  })

  test("another parcel's data is not shown", () => {
    expect(ask(single, { items: [itemOf(UNKNOWN)] })).toEqual([{ kind: 'schemaDrift', ref: UNKNOWN, path: 'idShip' }])
    expect(kindsOf(ask(shipment({ idShip: UNKNOWN })))).toEqual(['schemaDrift'])
  })

  test('an event without a readable time is left out; all of them unreadable is a drift; none at all is news', () => {
    expect(found(shipment({ event: [ACCEPTED, { ...ACCEPTED, date: 'hier' }] })).events).toHaveLength(1)
    expect(ask(shipment({ event: [{ ...ACCEPTED, date: '' }] }))).toMatchObject([{ kind: 'schemaDrift', path: 'shipment.event[].date' }])
    expect(found(shipment({ event: [] })).events).toEqual([])
  })
})

describe('facts', () => {
  const facts = { service: 'Colissimo', originCountry: 'FR', destinationCountry: 'DE' }

  test('after the delivery there is nothing to expect', () => expect(found(single).facts).toEqual(facts))

  test('a day, or its window', () => {
    const day = { isFinal: false, estimDate: '2026-01-17T00:00:00+01:00' }
    expect(found(shipment(day)).facts).toEqual({ ...facts, eta: { to: '2026-01-17' } })
    const window = { ...day, estimHourMin: '2026-01-17T09:00:00+01:00', estimHourMax: '2026-01-17T11:30:00+01:00' }
    expect(found(shipment(window)).facts.eta).toEqual({ from: '2026-01-17T09:00:00+01:00', to: '2026-01-17T11:30:00+01:00' })
  })

  test('blanks and nonsense are left out', () => {
    const odd = { product: '', contextData: { originCountry: '', arrivalCountry: 'FRA' }, isFinal: false, estimDate: 'demain' }
    expect(found(shipment(odd)).facts).toEqual({})
  })
})

describe('refusals', () => {
  test.each([
    [104, 'notFound'],
    [404, 'notFound'],
    [400, 'invalidNumber'],
    [401, 'badCredentials'],
    [429, 'throttled'],
    [101, 'temporary'],
    [105, 'temporary'],
    [504, 'temporary'],
    [200, 'schemaDrift'],
  ])('return code %d is %s, in whatever HTTP status', (returnCode, kind) => {
    for (const status of [200, 207, 400, 404]) expect(kindsOf(ask(refusal(returnCode, NUMBER), { status }))).toEqual([kind])
  })

  test('one refusal of several numbers blames only what cannot be one', () => {
    const items = [itemOf(NUMBER), itemOf('1A2')]
    for (const idShip of [undefined, `${NUMBER},1A2`])
      expect(kindsOf(ask(refusal(400, idShip), { status: 400, items }))).toEqual(['temporary', 'invalidNumber'])
    expect(kindsOf(ask(refusal(104), { status: 404, items }))).toEqual(['temporary', 'temporary'])
  })

  test.each([
    [401, '{"code":"UNAUTHORIZED","message":"x"}', 'badCredentials'],
    [200, '{"code":"SERVICE_UNAVAILABLE","message":"x"}', 'temporary'],
    [503, '{"code":"SERVICE_UNAVAILABLE","message":"x"}', 'temporary'],
    [404, '', 'schemaDrift'],
  ])('HTTP %d %s is %s', (status, text, kind) => expect(kindsOf(ask(text, { status }))).toEqual([kind]))
})

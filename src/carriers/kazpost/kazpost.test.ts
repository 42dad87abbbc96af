import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { Outcome } from '../carrier.ts'
import { kazpost } from './index.ts'
import { TEXTS } from './texts.ts'

const item = itemOf('RR000000014KZ')
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('delivered')
const DAYS: readonly { date: string; activity: readonly object[] }[] = JSON.parse(delivered).events
const withDays = (events: readonly object[]): string => JSON.stringify({ ...JSON.parse(delivered), events })

/** An answer with one event. */
function one(activity: object, date = '14.01.2026'): string {
  return withDays([{ date, activity: [{ time: '10:00', city: 'Алматы', name: 'ОПС-1', status: ['PRC'], ...activity }] }])
}

function ask(text: string, status = 200): Outcome {
  const [outcome] = kazpost.parse?.(answerOf(text, status), [item], { credential: {}, language: 'ru', now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

carrierContract(kazpost, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found'), 404) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"activity"', '"actions"')) },
  reversed: withDays(DAYS.map(({ date, activity }) => ({ date, activity: activity.toReversed() })).toReversed()),
  times: {
    answer: (raw) => answerOf(one({ time: raw.slice(11) }, raw.slice(0, 10))),
    samples: [
      { raw: '14.01.2026 10:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T05:00:00Z' },
      { raw: '14.07.2026 10:00:05', local: '2026-07-14T10:00:05', utc: '2026-07-14T05:00:05Z' },
      { raw: '14.07.2023 10:00:05', local: '2023-07-14T10:00:05', utc: '2023-07-14T04:00:05Z' },
    ],
  },
  canaries: ['CANARY-RECIPIENT', 'CANARY-SIGNER', '+70000000001'],
  skip: {
    partlyFound: 'one number a call',
    invalid: 'how a malformed number is answered is not known',
    auth: 'no credential is asked for',
  },
})

test('the request asks for the events of one item, without a credential', () => {
  expect(kazpost.buildRequest?.([item], { credential: {}, language: 'ru', now: 0 })).toEqual({
    method: 'GET',
    path: '/api/v2/RR000000014KZ/events',
    headers: { accept: 'application/json' },
  })
})

describe('events', () => {
  test('the first code is that of the event, and the directory has its words', () => {
    const { events } = found(delivered)
    expect(events.map(({ code }) => code)).toEqual(['ISSPAY', 'DLV', 'SRTSND', 'SNDZONE_T', 'EMC', 'EMA'])
    expect(events.map(({ text }) => text).slice(0, 2)).toEqual(['Вручено', 'Ожидает клиента'])
    expect(found(one({ status: ['NEW_ONE'] })).events[0]).toMatchObject({ code: 'NEW_ONE', text: 'NEW_ONE' })
  })

  test('city, office and index; an office abroad has no city', () => {
    const [handed, waits, , cleared, left, taken] = found(delivered).events
    expect(handed?.place).toEqual({ text: 'Алматы, ОПС-1', city: 'Алматы', postalCode: '050001' })
    expect(waits?.place?.postalCode).toBe('050001')
    expect(cleared?.place?.text).toBe('Алматы')
    expect(left?.place).toEqual({ text: 'GUANGZHOU' })
    expect(taken).not.toHaveProperty('place')
  })

  test('the zone is that of Almaty, but nobody knows where a code of the UPU was scanned', () => {
    expect(found(delivered).events.map(({ time }) => time.basis)).toEqual([...Array<string>(4).fill('carrierZone'), 'unknown', 'unknown'])
  })

  test('one without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(delivered.replace('18:05', 'noon')).events).toHaveLength(5)
    expect(ask(one({ time: 'noon' }))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'events[].activity[]' })
    expect(ask(one({}, '2026-14'))).toMatchObject({ kind: 'schemaDrift' })
  })

  test.each([
    ['ISSPAY_UNDO', undefined],
    ['BOXISS_UNDO', { status: 'void' }],
    ['DLV_UNDO', { status: 'void' }],
    ['SNDDELAY', { status: 'exception', sub: 'returning' }],
    ['NONDLV_Z', { status: 'pickup', sub: 'ready_for_pickup' }],
    ['CUSTOM_RET', { status: 'keep' }],
  ])('%s', (code, meaning) => expect(kazpost.codes.get(code)).toEqual(meaning))

  test('every code of the directory has a meaning, and every meaning its words', () => {
    expect([...kazpost.codes.keys()].toSorted()).toEqual([...TEXTS.keys()].toSorted())
  })
})

describe('refusals', () => {
  test.each([
    ['Трек-номер не найден', 'notFound'],
    ['Not found', 'notFound'],
    ['Сервис временно недоступен', 'temporary'],
  ])('%s is %s, whatever the HTTP status', (error, kind) => {
    for (const status of [200, 404]) expect(ask(JSON.stringify({ error }), status)).toEqual({ kind, ref: item.ref, carrierCode: error })
  })

  test('nothing happened to a number is a number that is not known', () =>
    expect(ask(withDays([]))).toEqual({ kind: 'notFound', ref: item.ref }))

  test("somebody else's item is never shown", () => {
    const other = delivered.replace('RR000000014KZ', 'RR000000028KZ')
    expect(ask(other)).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'trackid' })
    expect(found(delivered.replace('"trackid": "RR000000014KZ",', '')).events).toHaveLength(6)
  })
})

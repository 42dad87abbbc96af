import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  meaningOf,
  type Carrier,
  type CarrierAnswer,
  type CarrierContext,
  type Outcome,
  type RawEvent,
  type TrackItem,
} from '../../src/carriers/index.ts'
import { SUBSTATUSES } from '../../src/tracking/index.ts'
import { hostileBodies, LOGIN_PAGE, truncations } from './hostile.ts'

/** One answer of the carrier and what was asked. Without `answer` the carrier answers locally (the sandbox). */
export interface Fixture {
  items: readonly TrackItem[]
  answer?: CarrierAnswer
}

export interface ContractCases {
  /** One number, known, with events. Its text holds the canaries. */
  found: Fixture
  /** Several numbers in one answer: at least one known with events and one that is not known or not valid. */
  partlyFound?: Fixture
  notFound?: Fixture
  /** The carrier says that the number's form is wrong. */
  invalid?: Fixture
  /** Credentials or token refused. */
  auth?: Fixture
  throttled?: Fixture
  /** Well-formed, but not in the documented shape: a renamed field. */
  malformed?: Fixture
  /** The text of `found` with its events in reversed order. */
  reversed?: string
  /** An answer with one event at the carrier's wire time `raw`, for a day in winter and one in summer at least; `utc` null: zone unknown. */
  times?: { answer: (raw: string) => CarrierAnswer; samples: readonly { raw: string; local: string; utc: string | null }[] }
  /** Names, phones, e-mails and streets in `found` that must not come out. */
  canaries?: readonly string[]
  /** Name of a case → why this carrier cannot have it. */
  skip?: Partial<Record<CaseName, string>>
}

export const CASES = [
  'partlyFound',
  'notFound',
  'invalid',
  'auth',
  'throttled',
  'malformed',
  'reversed',
  'times',
  'canaries',
  'hostile',
] as const
export type CaseName = (typeof CASES)[number]

// A process that looks at 2,000 parcels a second must not stop for one of them.
const BUDGET_MS = 200
const NOW = Date.UTC(2026, 0, 15, 12)
const BROKEN: readonly Outcome['kind'][] = ['schemaDrift', 'temporary', 'blocked']

/** An item with only a number; `ref` is the number. */
export function itemOf(number: string, extra: Partial<TrackItem> = {}): TrackItem {
  return { ref: number, number, registeredAt: NOW, ...extra }
}

/** A 200 with this text, JSON unless told otherwise. */
export function answerOf(
  text: string,
  status = 200,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): CarrierAnswer {
  return { status, headers, text }
}

/** Names of the cases that have neither a fixture nor a reason of ten characters or more; and the complaint when nothing is left to run. */
export function contractGaps(cases: Partial<ContractCases>): string[] {
  const has = (name: CaseName): boolean => (name === 'hostile' ? cases.found?.answer !== undefined : cases[name] !== undefined)
  const skipped = CASES.filter((name) => cases.skip?.[name] !== undefined)
  const gaps = CASES.filter((name) => !has(name) && (cases.skip?.[name] ?? '').trim().length < 10).map(
    (name) => `${name}: no fixture and no reason`,
  )
  if (skipped.length === CASES.length) gaps.push('everything is skipped')
  return [...gaps, ...skipped.filter(has).map((name) => `${name}: skipped although it has a fixture`)]
}

/** What every adapter must do. A case without a fixture needs a reason in `skip`; a suite that skips everything fails. */
export function carrierContract(carrier: Carrier, cases: ContractCases): void {
  describe(`carrier contract: ${carrier.code}`, () => {
    test('no case is left out without a reason', () => expect(contractGaps(cases)).toEqual([]))
    declarations(carrier)
    answers(carrier, cases)
    identities(carrier, cases)
    hostile(carrier, cases)
  })
}

function contextOf(carrier: Carrier): CarrierContext {
  const credential = Object.fromEntries(carrier.credentialFields.map(({ name }) => [name, `canary-credential-${name}`]))
  return { credential, token: 'canary-credential-token', language: carrier.languages[0] ?? 'en', now: NOW }
}

/** Outcomes of a fixture, after the checks that hold for every answer: one outcome an item, no credential in it. */
function run(carrier: Carrier, { items, answer }: Fixture): Outcome[] {
  const ctx = contextOf(carrier)
  const outcomes = answer ? carrier.parse?.(answer, items, ctx) : carrier.answer?.(items, ctx)
  if (!outcomes) throw new Error(`${carrier.code} has neither parse for an answer nor answer for none`)
  expect(outcomes.map(({ ref }) => ref).toSorted()).toEqual(items.map(({ ref }) => ref).toSorted())
  expect(JSON.stringify(outcomes)).not.toContain('canary-credential')
  return outcomes
}

function eventsOf(outcomes: readonly Outcome[]): RawEvent[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'found' ? outcome.events : []))
}

/** What makes an event the same event: everything but its words and its place in the answer. */
function timeline(outcomes: readonly Outcome[]): string[] {
  const lines = eventsOf(outcomes).map(({ code, attr, time, place }) => [code, attr, time.local, time.utc, place?.text].join('|'))
  return [...new Set(lines)].toSorted()
}

function kinds(outcomes: readonly Outcome[]): string[] {
  return [...new Set(outcomes.map(({ kind }) => kind))]
}

function declarations(carrier: Carrier): void {
  test('every code of the table has a known status and substatus', () => {
    expect(carrier.codes.size).toBeGreaterThan(0)
    for (const [code, meaning] of carrier.codes) {
      if ('sub' in meaning) expect(SUBSTATUSES[meaning.status], code).toContain(meaning.sub)
      else expect(['keep', 'void'], code).toContain(meaning.status)
    }
  })
  test('it speaks HTTPS to one host, or to none', () => {
    if (carrier.answer) expect(carrier.endpoint).toBe('')
    else expect(new URL(carrier.endpoint).protocol).toBe('https:')
    expect(carrier.endpoint.endsWith('/')).toBe(false)
    expect(carrier.batch.max).toBeGreaterThan(0)
  })
}

function answers(carrier: Carrier, cases: ContractCases): void {
  const optional = (name: CaseName, title: string, body: () => void): void => {
    const reason = cases.skip?.[name]
    test.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (${reason})`, body)
  }
  const expectKinds = (fixture: Fixture | undefined, allowed: readonly Outcome['kind'][]): void => {
    for (const kind of kinds(run(carrier, needed(fixture)))) expect(allowed).toContain(kind)
  }
  test('found: events come out, each with a code of the table or its own meaning, text and time', () => {
    const outcomes = run(carrier, cases.found)
    expect(kinds(outcomes)).toEqual(['found'])
    expect(eventsOf(outcomes).length).toBeGreaterThan(0)
    for (const event of eventsOf(outcomes)) {
      expect(event.meaning ?? meaningOf(carrier.codes, event.code, event.attr), `${event.code}:${event.attr}`).not.toBeNull()
      expect(event.time.local).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    }
  })
  optional('partlyFound', 'a number that is not known does not spoil the others of its batch', () => {
    const outcomes = run(carrier, needed(cases.partlyFound))
    expect(eventsOf(outcomes).length).toBeGreaterThan(0)
    expect(outcomes.some(({ kind }) => kind !== 'found')).toBe(true)
  })
  optional('notFound', 'an unknown number is notFound', () => expectKinds(cases.notFound, ['notFound']))
  optional('invalid', 'a malformed number is invalidNumber', () => expectKinds(cases.invalid, ['invalidNumber']))
  optional('auth', 'refused credentials are told from everything else', () =>
    expectKinds(cases.auth, ['authExpired', 'badCredentials', 'scopeMissing']),
  )
  optional('throttled', 'too many requests are throttled', () => expectKinds(cases.throttled, ['throttled']))
  optional('malformed', 'an answer in another shape is an error, never an empty success', () => expectKinds(cases.malformed, BROKEN))
  optional('reversed', 'events in reversed order give the same timeline and facts', () => {
    const reversed = { ...cases.found, answer: { ...needed(cases.found.answer), text: needed(cases.reversed) } }
    const [there, back] = [run(carrier, cases.found), run(carrier, reversed)]
    expect(eventsOf(back).map(({ time }) => time.raw)).not.toEqual(eventsOf(there).map(({ time }) => time.raw))
    expect(timeline(back)).toEqual(timeline(there))
    expect(back.map((one) => one.kind === 'found' && one.facts)).toEqual(there.map((one) => one.kind === 'found' && one.facts))
  })
  optional('times', 'the time on the wire keeps its wall clock and its instant in summer and winter', () => timesHold(carrier, cases))
  optional('canaries', 'nothing about people comes out', () => {
    const text = JSON.stringify(run(carrier, cases.found))
    for (const canary of needed(cases.canaries)) {
      expect(cases.found.answer?.text).toContain(canary)
      expect(text).not.toContain(canary)
    }
    expect(cases.canaries?.length).toBeGreaterThan(0)
  })
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('this case has neither a fixture nor a reason in skip')
  return value
}

function timesHold(carrier: Carrier, cases: ContractCases): void {
  const { answer, samples } = needed(cases.times)
  const months = samples.map(({ local }) => Number(local.slice(5, 7)))
  expect(months.some((month) => month === 12 || month <= 2)).toBe(true)
  expect(months.some((month) => month >= 6 && month <= 8)).toBe(true)
  for (const { raw, local, utc } of samples) {
    const [event] = eventsOf(run(carrier, { items: cases.found.items, answer: answer(raw) }))
    expect({ local: event?.time.local, utc: event?.time.utc }, raw).toEqual({ local, utc })
    const offset = event?.time.offset
    if (utc !== null && offset) expect(Date.parse(`${local}${offset}`)).toBe(Date.parse(utc))
  }
}

function identities(carrier: Carrier, cases: ContractCases): void {
  test('the same input gives the same bytes and changes no input', () => {
    const { items } = cases.partlyFound ?? cases.found
    const before = JSON.stringify(items)
    const build = (): unknown => carrier.buildRequest?.(items.slice(0, carrier.batch.max), contextOf(carrier)) ?? null
    expect(JSON.stringify(build())).toBe(JSON.stringify(build()))
    expect(JSON.stringify(run(carrier, cases.found))).toBe(JSON.stringify(run(carrier, cases.found)))
    expect(JSON.stringify(items)).toBe(before)
  })
  test('a request is a path on the carrier with clean headers, whatever the number', () => {
    const numbers = ['A1', 'a b', '<&>"\'', '../../x', 'x?y=1#z', '%0d%0aX: 1', '\r\nX: 1', '🚚'.repeat(20)]
    for (const number of carrier.buildRequest ? numbers : []) {
      const request = carrier.buildRequest?.([itemOf(number)], contextOf(carrier))
      expect(request?.path).toMatch(/^\/[\x21-\x7e]*$/)
      // No step of the path is resolved away: the number cannot climb to another resource.
      expect(new URL(`${carrier.endpoint}${request?.path}`).href).toBe(
        `${new URL(carrier.endpoint).href.replace(/\/$/, '')}${request?.path}`,
      )
      for (const [name, value] of Object.entries(request?.headers ?? {})) {
        expect(name).toBe(name.toLowerCase())
        expect(value).toMatch(/^[\t\x20-\x7e]*$/)
      }
    }
  })
}

function hostile(carrier: Carrier, cases: ContractCases): void {
  const { items, answer: good } = cases.found
  const reason = cases.skip?.hostile
  const suite = describe.skipIf(reason !== undefined || !good)
  suite(`hostile answers${reason === undefined ? '' : ` (${reason})`}`, () => {
    const answer = good ?? answerOf('')
    const outcomes = (text: string, extra: Partial<CarrierAnswer> = {}): Outcome[] =>
      run(carrier, { items, answer: { ...answer, status: 200, text, ...extra } })

    test('cut off anywhere, it is an error', () => {
      for (const text of truncations(answer.text)) {
        for (const kind of kinds(outcomes(text))) expect(BROKEN, `${text.length} of ${answer.text.length}`).toContain(kind)
      }
    })
    test('a page for people is an error', () => {
      for (const kind of kinds(outcomes(LOGIN_PAGE, { headers: { 'content-type': 'text/html; charset=utf-8' } })))
        expect(BROKEN).toContain(kind)
      for (const kind of kinds(outcomes(LOGIN_PAGE))) expect(BROKEN).toContain(kind)
    })
    test.each(hostileBodies(answer.text))('%s: an error within 200 ms', (_name, text) => {
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage()
        const result = carrier.parse?.({ ...answer, status: 200, text }, items, contextOf(carrier)) ?? []
        const { user, system } = process.cpuUsage(start)
        for (const kind of kinds(result)) expect(BROKEN).toContain(kind)
        expect(result.length).toBe(items.length)
        return (user + system) / 1_000
      })
      // Of the processor, and the best of three: the machine does other things beside.
      expect(Math.min(...times)).toBeLessThan(BUDGET_MS)
    })
    test('any status with any body has one outcome an item', () => {
      for (const status of [100, 204, 301, 302, 400, 401, 403, 404, 406, 407, 409, 410, 422, 429, 451, 500, 502, 503, 504, 599]) {
        for (const text of ['', '{}', '[]', 'null', '<a/>', LOGIN_PAGE, answer.text]) outcomes(text, { status, headers: {} })
      }
    })
    test('a damaged answer never throws and never invents an empty success', () => {
      const edit = fc.tuple(
        fc.nat(answer.text.length),
        fc.nat(40),
        fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('"', '<', '>', '&', '{', '[', ',', '\0')),
      )
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
          const text = edits.reduce((all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length), answer.text)
          for (const outcome of outcomes(text)) if (outcome.kind === 'found') expect(outcome.events.length).toBeGreaterThan(0)
        }),
        { numRuns: 300 },
      )
    })
  })
}

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Checkpoint, decide, type DecideInput, makeCheckpoint, merge, SUBSTATUSES, timeline, type TrackingState } from './index.ts'

const RUNS = 10_000
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 1)

type Meaning = Pick<Checkpoint, 'status' | 'sub'>

/** Every meaning that an event can have. */
const MEANINGS: Meaning[] = [
  ...(['inforeceived', 'transit', 'pickup', 'delivered', 'undelivered', 'exception'] as const).flatMap((status) =>
    [null, ...SUBSTATUSES[status]].map((sub) => ({ status, sub })),
  ),
  ...(['keep', 'void', 'unknown'] as const).map((status) => ({ status, sub: null })),
]
const WITHOUT_VOID = MEANINGS.filter(({ status }) => status !== 'void')

/** What says that somebody holds the parcel after all. */
const isReal = ({ status }: Checkpoint): boolean => status === 'pickup' || status === 'undelivered' || status === 'exception'

/** Few days, minutes, seconds and places, so that equal instants, twins and equal fingerprints are common. */
function anEvent(days: readonly number[], meanings: readonly Meaning[]): fc.Arbitrary<Checkpoint> {
  return fc
    .record({
      meaning: fc.constantFrom(...meanings),
      day: fc.constantFrom(...days),
      second: fc.constantFrom(0, 20, 59, 60, 80, 119, 7_200),
      isZoned: fc.boolean(),
      text: fc.constantFrom('Arrived', 'Angekommen', 'Прибыло'),
      place: fc.constantFrom(null, { text: 'Sampleton' }, { text: 'SAMPLETON', country: 'DE' }, { text: 'Elsewhere', country: 'CN' }),
      code: fc.constantFrom('own', 'shared'),
    })
    .map(({ meaning: { status, sub }, day, second, isZoned, text, place, code }) => {
      const local = new Date(START + day * DAY + second * 1_000).toISOString().slice(0, 19)
      const time = isZoned
        ? ({ raw: `${local}Z`, local, offset: '+00:00', utc: `${local}Z`, basis: 'utc' } as const)
        : ({ raw: local, local, offset: null, utc: null, basis: 'unknown' } as const)
      const named = code === 'own' ? `${status}/${sub}` : code
      return makeCheckpoint({ carrier: 'sample', number: 'N1', code: named, text, time, place, status, sub, source: 'sample' })
    })
}

const HISTORY_DAYS = [-200, -140, -2, 0, 1, 2, 3, 5]
const aHistory = fc.array(anEvent(HISTORY_DAYS, MEANINGS), { minLength: 1, maxLength: 15 })

const anInput: fc.Arbitrary<DecideInput> = fc.record({
  facts: fc.constantFrom({}, { isReturn: true }, { originCountry: 'CN', destinationCountry: 'DE' }),
  shipDate: fc.constantFrom(null, '20260302'),
  registeredAt: fc.constantFrom(START - 10 * DAY, START),
  carrierType: fc.constantFrom('express' as const, 'globalpost' as const),
  now: fc.constantFrom(START + 6 * DAY, START + 40 * DAY),
  found: fc.constant(true),
  checked: fc.constant(true),
})

function asSet(all: readonly Checkpoint[]): Checkpoint[] {
  return all.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

/** Looks one after another, each decided on what was known by then. */
function follow(
  looks: readonly (readonly Checkpoint[])[],
  input: DecideInput,
): { all: Checkpoint[]; state: TrackingState; added: string[] } {
  let all: Checkpoint[] = []
  const added: string[] = []
  for (const look of looks) {
    const merged = merge(all, look)
    all = merged.all
    added.push(...merged.added.map(({ fingerprint }) => fingerprint))
    decide(all, input)
  }
  return { all, state: decide(all, input), added }
}

describe('for any history of a parcel', () => {
  test('any order, repetition and late completion of the carrier’s events ends in the same set and the same state', () => {
    const aCase = aHistory.chain((history) =>
      fc.record({
        history: fc.constant(history),
        /** Truncated, shuffled answers on the way. */
        looks: fc.array(fc.shuffledSubarray(history), { maxLength: 4 }),
        /** The complete one: in another order, some events twice. */
        complete: fc
          .tuple(fc.shuffledSubarray(history, { minLength: history.length }), fc.subarray(history))
          .map(([events, twice]) => [...events, ...twice]),
        input: anInput,
      }),
    )
    fc.assert(
      fc.property(aCase, ({ history, looks, complete, input }) => {
        const once = follow([history], input)
        const often = follow([...looks, complete], input)
        expect(asSet(often.all)).toEqual(asSet(once.all))
        expect(often.state).toEqual(once.state)
        expect(timeline(often.all)).toEqual(timeline(once.all))
        expect(often.added.toSorted()).toEqual(once.added.toSorted())
      }),
      { numRuns: RUNS },
    )
  }, 120_000)

  test('the same answer again adds nothing and changes nothing', () => {
    fc.assert(
      fc.property(aHistory, anInput, (history, input) => {
        const { all, state } = follow([history], input)
        for (const answer of [history, history.toReversed(), history]) {
          const again = merge(all, answer)
          expect(again.added).toEqual([])
          expect(decide(again.all, input)).toEqual(state)
        }
      }),
      { numRuns: RUNS },
    )
  }, 120_000)

  test('delivered stays unless a later scan says that somebody holds the parcel', () => {
    const later = fc.array(anEvent([6, 7, 8, 20], WITHOUT_VOID), { minLength: 1, maxLength: 6 })
    const delivery = anEvent([5], [{ status: 'delivered', sub: 'delivered' }])
    let deliveries = 0
    fc.assert(
      fc.property(aHistory, delivery, later, (history, delivered, news) => {
        const input: DecideInput = {
          facts: {},
          shipDate: null,
          registeredAt: START,
          carrierType: 'express',
          now: START + 400 * DAY,
          found: true,
          checked: true,
        }
        const before = follow([[...history, delivered]], input)
        const { endedAt } = before.state
        if (endedAt === null || before.state.status !== 'delivered') return
        // A scan long after the end is of the next parcel with the number: that one is not delivered.
        if (news.some(({ at }) => at - endedAt > 120 * DAY)) return
        deliveries++
        const after = decide(merge(before.all, news).all, input)
        if (news.some(isReal)) return
        expect(after.status).toBe('delivered')
        expect(after.endedAt).toBe(before.state.endedAt)
      }),
      { numRuns: RUNS },
    )
    expect(deliveries).toBeGreaterThan(RUNS / 10)
  }, 120_000)

  test('every status is told by exactly one deciding reason', () => {
    fc.assert(
      fc.property(aHistory, anInput, (history, input) => {
        const { state } = follow([history], input)
        expect(state.reasons.filter(({ effect }) => effect === 'decides')).toHaveLength(1)
        expect(state.reasons.length).toBeLessThanOrEqual(20)
      }),
      { numRuns: 1_000 },
    )
  }, 60_000)
})

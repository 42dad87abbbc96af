import { describe, expect, test } from 'vitest'
import { type Checkpoint, makeCheckpoint, MAX_CHECKPOINTS, merge, timeline } from './index.ts'

const AT = Date.UTC(2026, 2, 2, 10, 0)

/** An event `seconds` after 10:00 UTC. */
function event(seconds: number, change: Partial<Parameters<typeof makeCheckpoint>[0]> = {}): Checkpoint {
  const utc = `${new Date(AT + seconds * 1_000).toISOString().slice(0, 19)}Z`
  const time = { raw: utc, local: utc.slice(0, 19), offset: '+00:00', utc, basis: 'utc' } as const
  const parts = { carrier: 'sample-post', number: 'RA000000001ZZ', code: 'HUB', text: 'At the hub', time, place: { text: 'Sampleton' } }
  return makeCheckpoint({ ...parts, status: 'transit', sub: 'arrived_hub', source: 'sample-post', ...change })
}

const codes = (checkpoints: Checkpoint[]): string[] => checkpoints.map(({ code }) => code)

describe('merge', () => {
  test('adds what is new and only that', () => {
    const [a, b] = [event(0), event(600)]
    expect(merge([a], [b, a])).toEqual({ all: [a, b], added: [b] })
    expect(merge([a, b], [a, b])).toEqual({ all: [a, b], added: [] })
  })

  test('adds an event once that comes twice in one answer', () => {
    expect(merge([], [event(0), event(0)]).added).toHaveLength(1)
  })

  test('forgets nothing that an answer leaves out', () => {
    expect(merge([event(0), event(600)], []).all).toHaveLength(2)
  })

  test.each([
    ['in another language', { text: 'Im Zentrum' }],
    ['seconds later', { time: event(20).time }],
    ['with a finer place', { place: { text: 'Sampleton', country: 'DE' } }],
    ['with another meaning', { status: 'exception', sub: 'on_hold' } as const],
  ])('keeps the same copy of an event that came %s, whichever was first', (_, change) => {
    const [a, b] = [event(0), event(0, change)]
    expect(b.fingerprint).toBe(a.fingerprint)
    expect(merge([a], [b]).all).toEqual(merge([b], [a]).all)
    expect(merge([a], [b]).added).toEqual([])
  })

  test('takes the copy that knows its code over one from before the code had a meaning', () => {
    const [old, known] = [event(0, { status: 'unknown', sub: null, text: 'A' }), event(0)]
    expect(merge([old], [known]).all).toEqual([known])
    expect(merge([known], [old]).all).toEqual([known])
  })

  test('holds the newest 500 of a history without end, in whatever parts it came', () => {
    const many = Array.from({ length: 700 }, (_, i) => event(i * 3_600))
    const whole = merge([], many).all
    const parts = merge(merge([], many.slice(300)).all, many.slice(0, 300))
    expect(whole).toHaveLength(MAX_CHECKPOINTS)
    expect(parts.all).toEqual(whole)
    expect(parts.added).toEqual(many.slice(200, 300))
    expect(whole.at(-1)).toEqual(many.at(-1))
  })
})

describe('timeline', () => {
  test('is oldest first', () => {
    expect(codes(timeline([event(1_200, { code: 'C' }), event(0, { code: 'A' }), event(600, { code: 'B' })]))).toEqual(['A', 'B', 'C'])
  })

  test('puts events of one instant in the order of a parcel’s way', () => {
    const way = [
      event(0, { code: 'created', status: 'inforeceived', sub: 'created' }),
      event(0, { code: 'hub', sub: null }),
      event(0, { code: 'courier', status: 'pickup', sub: 'out_for_delivery' }),
      event(0, { code: 'door', status: 'delivered', sub: 'delivered' }),
    ]
    expect(timeline(way.toReversed())).toEqual(way)
  })

  test('collapses two scans of one code at one place within a minute into the first', () => {
    const [first, twin, later] = [event(30), event(90), event(91)]
    expect(timeline([later, twin, first])).toEqual([first, later])
  })

  test.each([
    ['another code', { code: 'SORT' }],
    ['another attribute', { attr: '1' }],
    ['another place', { place: { text: 'Elsewhere' } }],
    ['another meaning', { sub: 'departed_hub' as const }],
  ])('keeps a scan within the minute that has %s', (_, change) => expect(timeline([event(30), event(60, change)])).toHaveLength(2))

  const VOID = { code: 'VOID', status: 'void', sub: null } as const

  test('leaves out an event that the next one withdraws, and the withdrawal', () => {
    expect(codes(timeline([event(0, { code: 'A' }), event(600, { code: 'B' }), event(1_200, VOID)]))).toEqual(['A'])
  })

  test('two withdrawals take back two events', () => {
    expect(codes(timeline([event(0, { code: 'A' }), event(600, { code: 'B' }), event(1_200, VOID), event(1_800, VOID)]))).toEqual([])
  })

  test('a withdrawal of nothing withdraws nothing', () => {
    expect(codes(timeline([event(0, VOID), event(600, { code: 'A' })]))).toEqual(['A'])
  })

  test('a scan within the minute of a withdrawn one is a new scan', () => {
    const again = event(60)
    expect(timeline([event(20), event(40, VOID), again])).toEqual([again])
  })
})

import { describe, expect, test } from 'vitest'
import { type Checkpoint, decide, type DecideInput, makeCheckpoint, type TrackingState } from './index.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 2, 1)

/** `[days since 1 March 2026, status, sub]`; the code is both words. */
type Sketch = readonly [number, Checkpoint['status'], Checkpoint['sub']?]

function event([days, status, sub = null]: Sketch): Checkpoint {
  const utc = `${new Date(START + days * DAY).toISOString().slice(0, 19)}Z`
  const time = { raw: utc, local: utc.slice(0, 19), offset: '+00:00', utc, basis: 'utc' } as const
  const parts = { carrier: 'sample', number: 'N1', code: `${status}/${sub}`, text: `${status} ${sub}`, time, place: { text: 'Sampleton' } }
  return makeCheckpoint({ ...parts, status, sub, source: 'sample' })
}

/** Looked at one hour after the newest event, registered on 1 March. */
function state(sketches: readonly Sketch[], change: Partial<DecideInput> = {}): TrackingState {
  const all = sketches.map(event)
  const now = Math.max(START, ...all.map(({ at }) => at)) + HOUR
  return decide(all, { facts: {}, shipDate: null, registeredAt: START, carrierType: 'express', now, found: true, checked: true, ...change })
}

const shown = ({ status, sub }: TrackingState): string => `${status}/${sub}`
/** Effect and cause of each reason, newest first. */
const why = ({ reasons }: TrackingState): string[] => reasons.map(({ effect, because }) => `${effect} ${because}`)

const ACCEPTED: Sketch = [0, 'transit', 'accepted']
const HUB: Sketch = [1, 'transit', 'arrived_hub']
const DELIVERED: Sketch = [5, 'delivered', 'delivered']

describe('without events', () => {
  test.each([
    ['pending', 'never asked', { found: false, checked: false }],
    ['notfound', 'asked in vain', { found: false, checked: true }],
    ['inforeceived', 'known to the carrier', { found: true, checked: true }],
  ])('is %s when %s', (status, _, change) => {
    const empty = state([], change)
    expect(empty).toMatchObject({ status, firstEventAt: null, lastEventAt: null, lastEvent: null, endedAt: null, milestoneOf: {} })
    expect(why(empty)).toEqual(['decides no_events'])
  })
})

describe('the newest event decides', () => {
  test('and the state tells of the first and the last', () => {
    const moving = state([HUB, ACCEPTED, [2, 'pickup', 'out_for_delivery']])
    expect(shown(moving)).toBe('pickup/out_for_delivery')
    expect(moving).toMatchObject({
      firstEventAt: START,
      lastEventAt: START + 2 * DAY,
      lastEvent: { text: 'pickup out_for_delivery', place: 'Sampleton', date: '2026-03-03 00:00' },
      endedAt: null,
      found: true,
    })
    expect(why(moving)).toEqual(['decides newest_event'])
  })

  test('but not information', () => {
    const informed = state([HUB, [2, 'keep']])
    expect(shown(informed)).toBe('transit/arrived_hub')
    expect(why(informed)).toEqual(['information informational', 'decides newest_event'])
    expect(informed.lastEventAt).toBe(START + 2 * DAY)
  })

  test('nor a code without a meaning', () => {
    const unknown = state([HUB, [2, 'unknown']])
    expect(shown(unknown)).toBe('transit/arrived_hub')
    expect(why(unknown)).toEqual(['information unknown_code', 'decides newest_event'])
  })

  test('and where nothing else is known of a parcel, the carrier knows it at least', () => {
    expect(shown(state([[1, 'unknown']]))).toBe('inforeceived/created')
  })

  test('and not one that the carrier withdrew', () => {
    const withdrawn = state([ACCEPTED, DELIVERED, [6, 'void']])
    expect(shown(withdrawn)).toBe('transit/accepted')
    expect(withdrawn).toMatchObject({ endedAt: null, lastEventAt: START })
    expect(why(withdrawn)).toEqual(['withdrawn withdrawn_by_carrier', 'decides newest_event'])
  })

  test('and what decides is among the reasons however much is passed over', () => {
    const noise = Array.from({ length: 40 }, (_, i): Sketch => [6 + i / 10, 'transit', 'departed_hub'])
    const { reasons } = state([DELIVERED, ...noise])
    expect(reasons).toHaveLength(20)
    expect(reasons.at(-1)).toMatchObject({ effect: 'decides', fingerprint: event(DELIVERED).fingerprint })
  })
})

describe('the end of a parcel', () => {
  test.each(['delivered', 'delivered_signed', 'delivered_other', 'delivered_collected', null] as const)('is delivered (%s)', (sub) => {
    expect(state([HUB, [5, 'delivered', sub]]).endedAt).toBe(START + 5 * DAY)
  })

  test.each(['returned_to_sender', 'lost', 'destroyed', 'cancelled'] as const)('is %s', (sub) => {
    const ended = state([HUB, [5, 'exception', sub], [6, 'transit', 'arrived_hub']])
    expect(shown(ended)).toBe(`exception/${sub}`)
    expect(ended.endedAt).toBe(START + 5 * DAY)
    expect(why(ended)).toEqual(['ignored terminal_sticky', 'decides newest_event'])
  })

  test.each<[Checkpoint['status'], NonNullable<Checkpoint['sub']>]>([
    ['exception', 'returning'],
    ['exception', 'on_hold'],
    ['pickup', 'ready_for_pickup'],
    ['delivered', 'partially_delivered'],
  ])('is not %s/%s', (status, sub) => {
    const moving = state([
      [4, status, sub],
      [6, 'transit', 'arrived_hub'],
    ])
    expect(shown(moving)).toBe('transit/arrived_hub')
    expect(state([[4, status, sub]]).endedAt).toBeNull()
  })

  test('is told finer by a second delivery scan, and stays when it was', () => {
    const signed = state([HUB, DELIVERED, [6, 'delivered', 'delivered_signed'], [7, 'keep']])
    expect(shown(signed)).toBe('delivered/delivered_signed')
    expect(signed).toMatchObject({ endedAt: START + 5 * DAY, lastEventAt: START + 6 * DAY })
  })
})

describe('a delivered parcel', () => {
  test.each<[string, Sketch]>([
    ['a hub', [6, 'transit', 'departed_hub']],
    ['customs', [6, 'exception', 'customs_held']],
    ['the label', [6, 'exception', 'cancelled']],
    ['the order', [6, 'inforeceived', 'created']],
    ['one of its pieces', [6, 'delivered', 'partially_delivered']],
    ['a courier within the hour', [5 + 0.9 / 24, 'pickup', 'out_for_delivery']],
  ])('stays delivered when %s is heard of later', (_, noise) => {
    const delivered = state([HUB, DELIVERED, noise])
    expect(shown(delivered)).toBe('delivered/delivered')
    expect(delivered).toMatchObject({ endedAt: START + 5 * DAY, lastEventAt: START + 5 * DAY })
    expect(why(delivered)[0]).toBe('ignored terminal_sticky')
  })

  test.each<[Sketch]>([
    [[5 + 1 / 24, 'pickup', 'out_for_delivery']],
    [[6, 'pickup', 'ready_for_pickup']],
    [[6, 'undelivered', 'failed_attempt']],
    [[6, 'exception', 'damaged']],
  ])('is not delivered when it is later held: %j', (contradiction) => {
    const again = state([HUB, DELIVERED, contradiction])
    expect(shown(again)).toBe(`${contradiction[1]}/${contradiction[2]}`)
    expect(again).toMatchObject({ endedAt: null, lastEventAt: event(contradiction).at })
    expect(shown(state([HUB, DELIVERED, contradiction, [9, 'delivered', 'delivered']]))).toBe('delivered/delivered')
  })

  test('may go back to its sender', () => {
    const returning = state([HUB, DELIVERED, [6, 'exception', 'returning']])
    expect(shown(returning)).toBe('exception/returning')
    expect(why(returning)).toEqual(['decides returned_after_delivery'])
    const returned = state([HUB, DELIVERED, [6, 'exception', 'returned_to_sender'], [7, 'pickup', 'out_for_delivery']])
    expect(shown(returned)).toBe('exception/returned_to_sender')
    expect(returned.endedAt).toBe(START + 6 * DAY)
  })

  test('was returned when it travelled back: delivered then means back at the sender’s', () => {
    const returned = state([HUB, DELIVERED], { facts: { isReturn: true } })
    expect(shown(returned)).toBe('exception/returned_to_sender')
    expect(why(returned)).toEqual(['decides return_delivery'])
    expect(returned.endedAt).toBe(START + 5 * DAY)
  })
})

test.each<[NonNullable<Checkpoint['sub']>, Sketch, string]>([
  ['lost', [6, 'delivered', 'delivered'], 'delivered/delivered'],
  ['lost', [6, 'transit', 'arrived_hub'], 'exception/lost'],
  ['cancelled', [6, 'pickup', 'out_for_delivery'], 'pickup/out_for_delivery'],
  ['cancelled', [6, 'exception', 'returning'], 'exception/returning'],
  ['destroyed', [6, 'delivered', 'delivered'], 'exception/destroyed'],
  ['returned_to_sender', [6, 'delivered', 'delivered'], 'exception/returned_to_sender'],
])('a parcel that was %s and then %j is %s', (sub, later, expected) => {
  expect(shown(state([HUB, [5, 'exception', sub], later]))).toBe(expected)
})

describe('events before the ship date', () => {
  test('do not count, with a day of slack', () => {
    const old = state([[-3, 'delivered', 'delivered'], HUB], { shipDate: '20260301' })
    expect(shown(old)).toBe('transit/arrived_hub')
    expect(old.firstEventAt).toBe(START + DAY)
    expect(why(old)).toEqual(['decides newest_event', 'ignored before_ship_date'])
    expect(shown(state([[-1, 'transit', 'accepted']], { shipDate: '20260301' }))).toBe('transit/accepted')
  })

  test('leave a parcel not found when there are no others', () => {
    const none = state([[-3, 'delivered', 'delivered']], { shipDate: '20260301' })
    expect(none).toMatchObject({ status: 'notfound', endedAt: null, lastEvent: null })
    expect(why(none)).toEqual(['decides no_events', 'ignored before_ship_date'])
  })

  test.each(['', '2026-3-1', '99999999', '20261301'])('are not told from others by %j', (shipDate) => {
    expect(shown(state([[-3, 'delivered', 'delivered']], { shipDate }))).toBe('delivered/delivered')
  })
})

describe('events of an earlier parcel with the same number', () => {
  const EARLIER: Sketch[] = [
    [-200, 'transit', 'accepted'],
    [-195, 'delivered', 'delivered'],
    [-194, 'keep'],
  ]

  test('do not count after a gap of 120 days', () => {
    const second = state([...EARLIER, ACCEPTED, HUB])
    expect(shown(second)).toBe('transit/arrived_hub')
    expect(second).toMatchObject({ firstEventAt: START, milestones: { ItemReceived: '2026-03-01 00:00' } })
    expect(why(second)).toEqual(['decides newest_event', ...Array<string>(3).fill('ignored previous_parcel')])
  })

  test('are told by the first scan of a new one when the earlier never ended', () => {
    expect(state([[-200, 'transit', 'arrived_hub'], ACCEPTED]).firstEventAt).toBe(START)
    expect(state([[-200, 'transit', 'arrived_hub'], HUB]).firstEventAt).toBe(START - 200 * DAY)
  })

  test('do not count when it was over 120 days before registration and newer events exist', () => {
    const reused = state([
      [-130, 'delivered', 'delivered'],
      [-20, 'transit', 'accepted'],
    ])
    expect(shown(reused)).toBe('transit/accepted')
    expect(why(reused)).toEqual(['decides newest_event', 'ignored previous_parcel'])
  })

  test.each<[string, Sketch[]]>([
    ['nothing newer exists', [[-130, 'delivered', 'delivered']]],
    [
      'the newer is an aftermath of the delivery',
      [
        [-125, 'delivered', 'delivered'],
        [-110, 'transit', 'departed_hub'],
      ],
    ],
    ['it ended after registration', [DELIVERED, [50, 'transit', 'accepted']]],
  ])('count while %s', (_, sketches) => expect(shown(state(sketches))).toBe('delivered/delivered'))

  test('withdrawn ones and those before the ship date keep their own reason', () => {
    const second = state(
      [[-300, 'transit', 'accepted'], [-200, 'transit', 'arrived_hub'], [-199, 'void'], [-195, 'delivered', 'delivered'], ACCEPTED],
      {
        shipDate: '20250701',
      },
    )
    expect(why(second)).toEqual([
      'decides newest_event',
      'ignored previous_parcel',
      'withdrawn withdrawn_by_carrier',
      'ignored before_ship_date',
    ])
  })
})

function isExpired(sketches: Sketch[], days: number, change: Partial<DecideInput> = {}): boolean {
  return state(sketches, { now: START + days * DAY, ...change }).status === 'expired'
}

describe('silence', () => {
  test.each([
    ['express', 30],
    ['globalpost', 60],
  ] as const)('of a parcel of type %s expires it after %i days', (carrierType, days) => {
    expect(isExpired([ACCEPTED], days - 0.001, { carrierType })).toBe(false)
    expect(isExpired([ACCEPTED], days, { carrierType })).toBe(true)
  })

  test('counts from the last event, from registration without one, and can be set', () => {
    expect(isExpired([ACCEPTED, HUB], 30.5)).toBe(false)
    expect(isExpired([], 30, { found: false })).toBe(true)
    expect(isExpired([ACCEPTED], 10, { expireAfterDays: { express: 10, globalpost: 99 } })).toBe(true)
  })

  test('tells why, and what it was before', () => {
    const silent = state([ACCEPTED], { now: START + 30 * DAY })
    expect(shown(silent)).toBe('expired/null')
    expect(why(silent)).toEqual(['decides silence', 'information newest_event'])
    expect(silent).toMatchObject({ endedAt: null, lastEventAt: START })
  })

  test('never expires what has ended, was delivered in part, or nobody asked about', () => {
    expect(isExpired([DELIVERED], 400)).toBe(false)
    expect(isExpired([[5, 'exception', 'returned_to_sender']], 400)).toBe(false)
    expect(isExpired([[5, 'delivered', 'partially_delivered']], 400)).toBe(false)
    expect(isExpired([], 400, { found: false, checked: false })).toBe(false)
  })

  test('ends with the next event', () => {
    expect(shown(state([ACCEPTED, [40, 'pickup', 'out_for_delivery']]))).toBe('pickup/out_for_delivery')
  })
})

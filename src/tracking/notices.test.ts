import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import type { Subject } from './events.ts'
import { makeCheckpoint } from './fingerprint.ts'
import { noticesOf } from './notices.ts'
import type { EventStatus, Substatus } from './status.ts'
import { unlooked } from './tracking.ts'

const NOW = Date.UTC(2026, 0, 15, 12)
const HOUR = 3_600_000

type Step = [status: EventStatus, sub: Substatus, hoursAgo: number]

function scan([status, sub, hoursAgo]: Step): ReturnType<typeof makeCheckpoint> {
  const utc = new Date(NOW - hoursAgo * HOUR).toISOString().slice(0, 19)
  const time = { raw: '', local: utc, offset: '+00:00', utc: `${utc}Z`, basis: 'offset' as const }
  return makeCheckpoint({ carrier: 'ups', number: '1Z999', code: sub, text: sub, time, status, sub, source: 'ups' })
}

function subject(steps: Step[], courier: string | null = null): Subject {
  const state = decide(steps.map(scan), {
    facts: {},
    shipDate: null,
    registeredAt: NOW,
    carrierType: 'express',
    now: NOW,
    found: steps.length > 0,
    checked: true,
  })
  return {
    tracking: { shownNumber: '1z999', carrier: 'ups', state, override: null, archived: false },
    freshness: { ...unlooked(NOW, 'ups'), courier },
  }
}

function told(before: Step[], news: Step[]): string[] {
  const due = noticesOf(subject(before), subject([...before, ...news]), { checkpoints: news.map(scan), now: NOW })
  return due.map(({ kind, occurrence }) => `${kind}${occurrence === '' ? '' : ` ${occurrence}`}`)
}

const LABEL: Step = ['inforeceived', 'label_created', 50]
const MOVED: Step = ['transit', 'accepted', 40]
const OUT: Step = ['pickup', 'out_for_delivery', 3]

describe('notices of a change', () => {
  test.each<[string, Step[], Step[], string[]]>([
    ['the first scan', [LABEL], [MOVED], ['shipped']],
    ['a further scan', [MOVED], [['transit', 'arrived_hub', 2]], []],
    ['a label', [], [LABEL], []],
    ['out for delivery', [MOVED], [OUT], ['out_for_delivery']],
    ['back in transit after that', [MOVED, OUT], [['transit', 'arrived_hub', 1]], []],
    ['a pickup point', [MOVED], [['pickup', 'ready_for_pickup', 1]], ['ready_for_pickup']],
    ['a reminder of it', [MOVED, ['pickup', 'ready_for_pickup', 9]], [['pickup', 'pickup_expiring', 1]], []],
    ['an attempt', [OUT], [['undelivered', 'failed_attempt', 1]], ['failed_attempt 2026-01-15']],
    ['a second one', [['undelivered', 'failed_attempt', 30]], [['undelivered', 'failed_attempt', 1]], ['failed_attempt 2026-01-15']],
    ['a refusal', [OUT], [['undelivered', 'refused', 1]], []],
    ['customs', [MOVED], [['exception', 'customs_held', 1]], ['exception']],
    ['a part', [OUT], [['delivered', 'partially_delivered', 1]], []],
    ['all of it', [OUT], [['delivered', 'delivered', 1]], ['delivered']],
    ['a signature after it', [OUT, ['delivered', 'delivered', 2]], [['delivered', 'delivered_signed', 1]], []],
    ['a whole history at once', [], [LABEL, MOVED, OUT], ['out_for_delivery']],
    ['a history that ended long ago', [], [MOVED, ['delivered', 'delivered', 73]], []],
    [
      'one that ended three days ago',
      [],
      [
        ['transit', 'accepted', 99],
        ['delivered', 'delivered', 71],
      ],
      ['delivered'],
    ],
    ['nothing new', [MOVED, OUT], [], []],
  ])('%s', (_, before, news, expected) => {
    expect(told(before, news)).toEqual(expected)
  })

  test('another courier is a correction', () => {
    expect(noticesOf(subject([MOVED]), subject([MOVED], 'fedex'), { now: NOW })).toEqual([
      { kind: 'correction', occurrence: 'courier:fedex' },
    ])
  })
})

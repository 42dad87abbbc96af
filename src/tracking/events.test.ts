import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import { eventOf, eventsOf, type Subject } from './events.ts'
import { makeCheckpoint } from './fingerprint.ts'
import { unlooked } from './tracking.ts'

const NOW = Date.UTC(2026, 0, 15)
const time = { raw: '', local: '2026-01-14T10:00:00', offset: '+00:00', utc: '2026-01-14T10:00:00Z', basis: 'offset' as const }
const arrival = makeCheckpoint({
  carrier: 'ups',
  number: '1Z999',
  code: 'IN',
  text: 'Accepted',
  time,
  status: 'transit',
  sub: 'accepted',
  source: 'ups',
})

function subject(checkpoints: (typeof arrival)[], change: { tracking?: object; freshness?: object } = {}): Subject {
  const state = decide(checkpoints, {
    facts: {},
    shipDate: null,
    registeredAt: NOW,
    carrierType: 'express',
    now: NOW,
    found: checkpoints.length > 0,
    checked: true,
  })
  return {
    tracking: { shownNumber: '1z999', carrier: 'ups', state, override: null, archived: false, ...change.tracking },
    freshness: { ...unlooked(NOW, 'ups'), ...change.freshness },
  }
}

const types = (before: Subject, after: Subject): string[] => eventsOf(before, after).map(({ type }) => type)

describe('events of a change', () => {
  test('a first scan is told as the checkpoint and as the change of the status, with what was before', () => {
    const events = eventsOf(subject([]), subject([arrival]), { checkpoints: [arrival] })
    expect(events.map(({ type }) => type)).toEqual(['tracking.checkpoint_added', 'tracking.status_changed'])
    expect(events[1]?.doc.previous).toEqual({ status: 'notfound', sub: null })
    expect(events[1]?.doc.facts).toMatchObject({ number: '1z999', status: 'transit', sub: 'accepted' })
  })

  test('nothing of interest is no event', () => {
    const looked = subject([arrival], { freshness: { lastCheckedAt: NOW, quietChecks: 3 } })
    expect(eventsOf(subject([arrival]), looked)).toEqual([])
  })

  test('an answer is stale with the third failure, or at once when that will last, and is told once until it is fresh', () => {
    const failed = (staleBecause: string, failedChecks: number): Subject =>
      subject([arrival], { freshness: { staleBecause, failedChecks } })
    const fresh = subject([arrival])
    expect(types(failed('carrier_down', 1), failed('carrier_down', 2))).toEqual([])
    expect(types(failed('carrier_down', 2), failed('carrier_down', 3))).toEqual(['tracking.stale'])
    expect(types(failed('carrier_down', 3), failed('carrier_down', 4))).toEqual([])
    expect(types(fresh, failed('no_credentials', 1))).toEqual(['tracking.stale'])
    expect(types(failed('carrier_down', 4), fresh)).toEqual(['tracking.fresh'])
    expect(types(failed('carrier_down', 1), fresh)).toEqual([])
  })

  test('each change has its own name', () => {
    const still = subject([arrival])
    expect(types(still, subject([arrival], { freshness: { staleBecause: 'needs_input', needs: 'postalCode', failedChecks: 1 } }))).toEqual([
      'tracking.needs_input',
    ])
    expect(types(still, subject([arrival], { freshness: { courier: 'usps' } }))).toEqual(['tracking.courier_changed'])
    expect(types(still, subject([arrival], { tracking: { archived: true } }))).toEqual(['tracking.archived'])
    expect(types(still, subject([arrival], { tracking: { override: { status: 'delivered', at: NOW } } }))).toEqual([
      'tracking.overridden',
      'tracking.status_changed',
    ])
    const eta = { ...still.tracking.state, facts: { eta: { to: '2026-01-20' } } }
    expect(types(still, subject([arrival], { tracking: { state: eta } }))).toEqual(['tracking.eta_changed'])
  })

  test('creation and deletion tell what there is', () => {
    expect(eventOf('tracking.deleted', subject([arrival]))).toMatchObject({
      type: 'tracking.deleted',
      doc: { facts: { status: 'transit' } },
    })
  })
})

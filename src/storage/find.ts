import { LRUCache } from 'lru-cache'
import { bucketOf, key16 } from '../base/index.ts'
import type { TrackingKey, TrackingView } from './port.ts'
import { type FreshnessRow, toFreshness, toView, type ViewRow } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'

/** In checkpoints, each about 1 kB of memory: some 30 MB. A tracking itself counts as 4. */
const MOST_HELD = 30_000

interface Asked {
  key: TrackingKey
  name: string
  /** What was read before, by whatever call. */
  held: TrackingView | undefined
  view: TrackingView | null
}

/** Which of the asked it answers, counted from 1. */
type Numbered<Row> = Row & { nr: number }

/** Bucket of a tracking by its number. */
export function bucketOfKey({ account, number }: TrackingKey): number {
  return bucketOf(account, key16(number))
}

/**
 * Finds trackings by their keys; one answer each, in order. The database is asked every time, so no answer is old: what was read lately is held
 * in memory, and read again when its version, which every write raises, is another one. What is unchanged is the same object again: it must
 * not be changed by those who get it.
 */
export function createFind(pool: Pool, sql: Catalogue): (keys: TrackingKey[]) => Promise<(TrackingView | null)[]> {
  const findTrackings = sql.statement('find_trackings')
  const findUnchanged = sql.statement('find_unchanged')
  const memory = new LRUCache<string, TrackingView>({ maxSize: MOST_HELD, sizeCalculation: ({ checkpoints }) => checkpoints.length + 4 })

  async function readWhole(asked: Asked[]): Promise<void> {
    if (asked.length === 0) return
    const rows = await pool.query<Numbered<ViewRow>>(findTrackings, [
      asked.map(({ key }) => bucketOfKey(key)),
      asked.map(({ key }) => key.account.id),
      asked.map(({ key }) => key.number),
      asked.map(({ key }) => key.carrier),
    ])
    for (const row of rows) {
      const one = asked[row.nr - 1]
      if (!one) continue
      one.view = toView(row)
      memory.set(one.name, one.view)
    }
  }

  async function readFreshness(asked: Asked[]): Promise<void> {
    if (asked.length === 0) return
    const rows = await pool.query<Numbered<FreshnessRow>>(findUnchanged, [
      asked.map(({ held }) => held?.tracking.bucket),
      asked.map(({ held }) => held?.tracking.id),
      asked.map(({ held }) => held?.tracking.version),
    ])
    for (const row of rows) {
      const one = asked[row.nr - 1]
      if (one?.held) one.view = { ...one.held, freshness: toFreshness(row) }
    }
  }

  return async (keys) => {
    const asked = new Map<string, Asked>()
    const names = keys.map((key) => {
      const name = nameOf(key)
      if (!asked.has(name)) asked.set(name, { key, name, held: memory.get(name), view: null })
      return name
    })
    const held = [...asked.values()].filter((one) => one.held)
    await Promise.all([readFreshness(held), readWhole([...asked.values()].filter((one) => !one.held))])
    await readWhole(held.filter(({ view }) => view === null))
    return names.map((name) => asked.get(name)?.view ?? null)
  }
}

function nameOf({ account, carrier, number }: TrackingKey): string {
  return `${account.id}/${carrier}/${number}`
}

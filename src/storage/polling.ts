import { bucketsOf, type Instant, newId } from '../base/index.ts'
import type { Checkpoint } from '../tracking/index.ts'
import { bucketOfKey } from './find.ts'
import type { Claimed, Finish, Storage } from './port.ts'
import type { Groups } from './groups.ts'
import { createNewsWriter } from './news.ts'
import { type ClaimedRow, laneOf, toClaimed } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { isRowError } from './sql/transient.ts'
import { instant, plain } from './sql/types.ts'
import { createCountUnknownCodes } from './unknown-codes.ts'

export function createPolling(pool: Pool, sql: Catalogue, groups: Groups): Storage['polling'] {
  const read = sql.statement('read_checkpoints')
  const wake = sql.statement('wake')
  const hasten = sql.statement('hasten')
  return {
    ...createClaims(pool, sql, groups),
    finish: createFinish(pool, sql, groups),
    countUnknownCodes: createCountUnknownCodes(pool, sql),
    checkpoints: async (claimed) => {
      const rows = await pool.query<{ tracking_id: string; checkpoints: Checkpoint[] }>(read, [
        claimed.map(({ tracking }) => tracking.bucket),
        claimed.map(({ tracking }) => tracking.id),
      ])
      return new Map(rows.map((row) => [row.tracking_id, row.checkpoints]))
    },
    wake: async (account, { source, reasons, couriers = [] }, now) => {
      const buckets = bucketsOf(account)
      return (await pool.query(wake, [buckets, account.id, source, reasons, instant(now), couriers])).length
    },
    hasten: async (account, lane, numbers, now) => {
      const params = [bucketsOf(account), account.id, lane, instant(now), numbers.map((number) => plain(number))]
      return (await pool.query(hasten, params)).length
    },
  }
}

function createClaims(pool: Pool, sql: Catalogue, groups: Groups): Pick<Storage['polling'], 'claimDue' | 'claimOne' | 'dueLanes'> {
  const claimDue = sql.statement('claim_due')
  const claimOwn = sql.statement('claim_own')
  const claimOne = sql.statement('claim_one')
  const dueLanes = sql.statement('due_lanes')
  const newToken = (now: Instant): string => newId(now, pool.random)

  return {
    claimDue: (lane, limit, now, leaseUntil, account) =>
      groups.with(async (all) => {
        const leaseToken = newToken(now)
        const claimed: Claimed[] = []
        const parts = account ? await groups.split(bucketsOf(account), (bucket) => bucket) : all
        // From a random group on, or every worker would drain the first one.
        const first = Math.floor(pool.random.fraction() * parts.length)
        for (let i = 0; i < parts.length && claimed.length < limit; i += 1) {
          const part = parts[(first + i) % parts.length] ?? null
          const params = [part, lane, instant(now), leaseToken, instant(leaseUntil), limit - claimed.length]
          const rows = account
            ? await pool.query<ClaimedRow>(claimOwn, [...params, account.id])
            : await pool.query<ClaimedRow>(claimDue, params)
          claimed.push(...rows.map((row) => toClaimed(row, leaseToken)))
        }
        return claimed
      }),
    claimOne: async (key, now, leaseUntil) => {
      const leaseToken = newToken(now)
      const params = [bucketOfKey(key), key.account.id, key.number, key.carrier, leaseToken, instant(now), instant(leaseUntil)]
      const [row] = await pool.query<ClaimedRow>(claimOne, params)
      return row ? toClaimed(row, leaseToken) : null
    },
    dueLanes: async (now) => {
      const rows = await groups.with((all) =>
        Promise.all(all.map((group) => pool.query<{ lane: string }>(dueLanes, [group, instant(now)]))),
      )
      return [...new Set(rows.flat().map(({ lane }) => lane))]
    },
  }
}

function createFinish(pool: Pool, sql: Catalogue, groups: Groups): Storage['polling']['finish'] {
  const finishLooks = sql.statement('finish_looks')
  const news = createNewsWriter(pool, sql)

  async function fence(session: Session, batch: Finish[]): Promise<Set<string>> {
    const column = <T>(of: (finish: Finish) => T): T[] => batch.map(of)
    const rows = await session.query<{ tracking_id: string }>(finishLooks, [
      column(({ bucket }) => bucket),
      column(({ trackingId }) => trackingId),
      column(({ leaseToken }) => leaseToken),
      column(({ freshness }) => instant(freshness.nextCheckAt)),
      column(({ freshness }) => instant(freshness.lastCheckedAt)),
      column(({ outcome }) => plain(outcome)),
      column(({ freshness }) => freshness.checkReason),
      column(({ freshness }) => freshness.staleBecause),
      column(({ freshness }) => freshness.quietChecks),
      column(({ freshness }) => freshness.failedChecks),
      column(({ freshness }) => plain(freshness.ticket?.text ?? null)),
      column(({ freshness }) => instant(freshness.ticket?.until ?? null)),
      column(({ freshness }) => freshness.needs),
      column(({ freshness }) => laneOf(freshness)),
      column(({ freshness }) => freshness.courier),
    ])
    return new Set(rows.map((row) => row.tracking_id))
  }

  const write = async (batch: Finish[]): Promise<Set<string>> => {
    if (!batch.some(({ change, told }) => change ?? told)) return fence(pool, batch)
    return pool.tx(async (session) => {
      const ours = await fence(session, batch)
      const mine = batch.filter(({ trackingId }) => ours.has(trackingId))
      const changed = mine.flatMap((finish) => (finish.change ? [{ ...finish, change: finish.change }] : []))
      const told = mine.flatMap((finish) => (finish.told ? [{ ...finish, told: finish.told }] : []))
      await news.tell(session, told, await news.write(session, changed))
      return ours
    })
  }

  /** One tracking whose data the database refuses must not hold back a hundred others. */
  const writeOrSplit = async (batch: Finish[]): Promise<Set<string>> => {
    try {
      return await write(batch)
    } catch (error) {
      if (!isRowError(error)) throw error
      if (batch.length > 1) return union(await Promise.all(batch.map((finish) => writeOrSplit([finish]))))
      pool.log.error(
        { err: error, trackingId: batch[0]?.trackingId },
        'the database refused what a carrier said; the tracking is looked at again later',
      )
      return new Set()
    }
  }

  return async (batch) => {
    if (batch.length === 0) return new Set()
    return union(await Promise.all((await groups.split(batch, ({ bucket }) => bucket)).map(writeOrSplit)))
  }
}

function union<T>(sets: Set<T>[]): Set<T> {
  return new Set(sets.flatMap((set) => [...set]))
}

import type { Instant } from '../base/index.ts'
import type { NoticeChannel } from '../tracking/index.ts'
import type { Counter, NoticeStorage } from './notices-port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

/** Ends a transaction whose writes are not to stay. */
class LimitReached extends Error {
  readonly key: string
  constructor(key: string) {
    super(key)
    this.key = key
  }
}

interface AlarmRow {
  channel: NoticeChannel
  reason: string
  first_at: Instant
  told_at: Instant | null
}

/** Counters of what is sent, and what owners were told of channels that do not work. */
export function createNoticeLimits(
  pool: Pool,
  sql: Catalogue,
): Pick<NoticeStorage, 'take' | 'used' | 'sweepCounters' | 'raiseAlarm' | 'forgetAlarm' | 'alarms'> {
  const take = sql.statement('take_counter')
  const read = sql.statement('read_counters')
  const sweep = sql.statement('sweep_counters')
  const raise = sql.statement('raise_alarm')
  const forget = sql.statement('forget_alarm')
  const alarms = sql.statement('list_alarms')

  async function takeAll(account: { base: number; id: number }, counters: Counter[]): Promise<void> {
    await pool.tx(async (session) => {
      // In one order everywhere, so that nobody waits in a ring.
      for (const { key, since, add, most } of counters.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
        if (add > most) throw new LimitReached(key)
        const counted = await session.query(take, [account.base, account.id, key, instant(since), add, most])
        if (counted.length === 0) throw new LimitReached(key)
      }
    })
  }

  return {
    take: async (account, counters) => {
      try {
        await takeAll(account, counters)
        return null
      } catch (error) {
        if (error instanceof LimitReached) return error.key
        throw error
      }
    },
    used: async (account, counters) => {
      const rows = await pool.query<{ nr: number; used: number }>(read, [
        account.base,
        account.id,
        counters.map(({ key }) => key),
        counters.map(({ since }) => instant(since)),
      ])
      const found = new Map(rows.map(({ nr, used }) => [nr, used]))
      return counters.map((_, i) => found.get(i + 1) ?? 0)
    },
    sweepCounters: async (account, before) => {
      await pool.query(sweep, [account.base, account.id, instant(before)])
    },
    raiseAlarm: async (account, channel, reason, now, before) =>
      (await pool.query(raise, [account.base, account.id, channel, reason, instant(now), instant(before)])).length > 0,
    forgetAlarm: async (account, channel, reason) => {
      await pool.query(forget, [account.base, account.id, channel, reason])
    },
    alarms: async (account) =>
      (await pool.query<AlarmRow>(alarms, [account.base, account.id])).map((row) => ({
        channel: row.channel,
        reason: row.reason,
        firstAt: row.first_at,
        toldAt: row.told_at,
      })),
  }
}

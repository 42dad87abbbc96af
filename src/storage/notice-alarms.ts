import type { Instant } from '../base/index.ts'
import type { NoticeChannel } from '../tracking/index.ts'
import type { NoticeStorage } from './notices-port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

interface AlarmRow {
  channel: NoticeChannel
  reason: string
  first_at: Instant
  told_at: Instant | null
}

/** What owners were told of channels that do not work. */
export function createNoticeAlarms(pool: Pool, sql: Catalogue): Pick<NoticeStorage, 'raiseAlarm' | 'forgetAlarm' | 'alarms'> {
  const raise = sql.statement('raise_alarm')
  const forget = sql.statement('forget_alarm')
  const alarms = sql.statement('list_alarms')
  return {
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

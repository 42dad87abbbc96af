import type { Instant } from '../base/index.ts'
import type { Account } from './port.ts'
import type { SmsBooking, SmsCounts, SmsLimit, SmsLimits } from './sms-port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant } from './sql/types.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

interface AccountRow {
  day: string
  spent: number
  refusals: number
  refusals_since: Instant
  paused_until: Instant | null
  told: string[]
}

interface Counted {
  of_phone: number
  of_tracking: number
  of_prefix: number
}

interface AccountRows {
  /** As it is now, without a lock. */
  peek(account: Account): Promise<AccountRow | undefined>
  lock(session: Session, account: Account): Promise<AccountRow | undefined>
  /** Locked; made when there is none. */
  open(session: Session, account: Account, day: string, now: Instant): Promise<AccountRow>
  save(session: Session, account: Account, row: AccountRow): Promise<void>
}

function createAccountRows(pool: Pool, sql: Catalogue): AccountRows {
  const open = sql.statement('open_sms_account')
  const lock = sql.statement('lock_sms_account')
  const peek = sql.statement('read_sms_account')
  const write = sql.statement('write_sms_account')
  const lockRow: AccountRows['lock'] = async (session, account) => (await session.query<AccountRow>(lock, placeOf(account)))[0]
  return {
    peek: async (account) => (await pool.query<AccountRow>(peek, placeOf(account)))[0],
    lock: lockRow,
    open: async (session, account, day, now) => {
      const known = await lockRow(session, account)
      if (known) return known
      await session.query(open, [...placeOf(account), day, instant(now)])
      const row = await lockRow(session, account)
      if (!row) throw new Error('the account of SMS counts vanished under its lock')
      return row
    },
    save: async (session, account, { day, spent, refusals, refusals_since, paused_until, told }) => {
      await session.query(write, [...placeOf(account), day, spent, refusals, instant(refusals_since), instant(paused_until), told])
    },
  }
}

export function createSmsCounts(pool: Pool, sql: Catalogue): SmsCounts {
  const accounts = createAccountRows(pool, sql)
  const find = sql.statement('find_sms_count')
  const count = sql.statement('count_sms')
  const insert = sql.rows('insert_sms_count')
  const setCost = sql.statement('set_sms_cost')
  const remove = sql.statement('remove_sms_count')
  const sweep = sql.statement('sweep_sms_counts')
  const sum = sql.statement('sum_sms_counts')

  async function change(session: Session, account: Account, id: string, cost: number | null): Promise<void> {
    const place = placeOf(account)
    const row = await accounts.lock(session, account)
    const [booked] = await session.query<{ day: string; cost: number }>(find, [...place, id])
    if (!row || !booked) return
    if (cost === null) await session.query(remove, [...place, id])
    else await session.query(setCost, [...place, id, cost])
    if (row.day !== booked.day) return
    await accounts.save(session, account, { ...row, spent: Math.max(0, row.spent + (cost ?? 0) - booked.cost) })
  }

  return {
    reserve: async (account, booking, limits, now) => {
      const place = placeOf(account)
      // A paused account is under attack: it takes no lock for each of thousands, and its owner knows.
      const seen = await accounts.peek(account)
      if (seen && isPaused(seen, now)) return { ok: false, refused: 'paused', tell: null }
      return pool.tx(async (session) => {
        const before = today(await accounts.open(session, account, booking.day, now), booking.day, now)
        const [booked] = await session.query(find, [...place, booking.id])
        if (booked) return { ok: true }
        const [counted] = await session.query<Counted>(count, [
          ...place,
          booking.phoneHash,
          booking.trackingId,
          booking.prefix,
          instant(now - DAY_MS),
          instant(now - HOUR_MS),
        ])
        const refused = refusalOf(before, counted, booking, limits, now)
        if (refused !== null) {
          const { after, tell } = refuse(before, refused, limits, now)
          await accounts.save(session, account, after)
          return { ok: false, refused, tell }
        }
        const { statement, params } = insert.exact([
          [...place, booking.id, booking.trackingId, booking.phoneHash, booking.prefix, instant(now), booking.day, booking.cost],
        ])
        await session.query(statement, params)
        await accounts.save(session, account, { ...before, spent: before.spent + booking.cost })
        return { ok: true }
      })
    },
    settle: (account, id, cost) => pool.tx((session) => change(session, account, id, cost)),
    release: (account, id) => pool.tx((session) => change(session, account, id, null)),
    resume: (account, now) =>
      pool.tx(async (session) => {
        const row = await accounts.lock(session, account)
        if (row) await accounts.save(session, account, { ...row, refusals: 0, refusals_since: now, paused_until: null, told: [] })
      }),
    read: async (account, day, now) => {
      const row = await accounts.peek(account)
      const [lastDay] = await pool.query<{ sent: number; cost: number }>(sum, [...placeOf(account), instant(now - DAY_MS)])
      const current = row ? today(row, day, now) : null
      return {
        spentToday: current?.spent ?? 0,
        sentLastDay: lastDay?.sent ?? 0,
        pausedUntil: current?.paused_until ?? null,
        refusals: current?.refusals ?? 0,
      }
    },
    sweep: async (account, before) => {
      await pool.query(sweep, [...placeOf(account), instant(before)])
    },
  }
}

function placeOf({ base, id }: Account): [number, number] {
  return [base, id]
}

/** The row as it counts now: what belongs to another day, an hour that is over or a pause that has ended is forgotten. */
function today(row: AccountRow, day: string, now: Instant): AccountRow {
  // A process whose clock is behind must not open yesterday once more.
  const fresh = day > row.day ? { ...row, day, spent: 0, told: [] } : row
  const paused = isPaused(fresh, now)
  const hourOver = fresh.refusals_since <= now - HOUR_MS
  return {
    ...fresh,
    paused_until: paused ? fresh.paused_until : null,
    ...(hourOver && !paused ? { refusals: 0, refusals_since: now } : {}),
  }
}

function isPaused({ paused_until }: AccountRow, now: Instant): boolean {
  return paused_until !== null && paused_until > now
}

function refusalOf(row: AccountRow, counted: Counted | undefined, booking: SmsBooking, limits: SmsLimits, now: Instant): SmsLimit | null {
  if (isPaused(row, now)) return 'paused'
  if ((counted?.of_prefix ?? 0) >= limits.perPrefixHour) return 'prefix_hour'
  if ((counted?.of_tracking ?? 0) >= limits.perTrackingDay) return 'tracking_day'
  if ((counted?.of_phone ?? 0) >= limits.perPhoneDay) return 'phone_day'
  return limits.spendPerDay !== null && row.spent + booking.cost > limits.spendPerDay ? 'spend_day' : null
}

/** Many refusals for numbers that resemble each other are an attack: the account stops. The owner is told once a day of each kind. */
function refuse(row: AccountRow, refused: SmsLimit, limits: SmsLimits, now: Instant): { after: AccountRow; tell: SmsLimit | null } {
  const refusals = row.refusals + (refused === 'prefix_hour' ? 1 : 0)
  const pauses = refused === 'prefix_hour' && refusals >= limits.pauseAfterRefusals
  const kind = pauses ? 'paused' : refused
  const worthTelling = kind === 'spend_day' || kind === 'prefix_hour' || kind === 'paused'
  const tell = worthTelling && !row.told.includes(kind) ? kind : null
  return {
    after: {
      ...row,
      refusals,
      paused_until: pauses ? now + limits.pauseMs : row.paused_until,
      told: tell === null ? row.told : [...row.told, tell],
    },
    tell,
  }
}

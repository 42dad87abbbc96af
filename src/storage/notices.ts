import { bucketOf, bucketsOf, type Instant, keyOfId, newId, newTrackingId } from '../base/index.ts'
import type { NoticeChannel, NoticeKind } from '../tracking/index.ts'
import type { Groups } from './groups.ts'
import { createNoticeAlarms } from './notice-alarms.ts'
import { createNoticeSettings } from './notice-settings.ts'
import type {
  BareView,
  Notice,
  NoticeChange,
  NoticePlan,
  NoticeQueue,
  NoticeStatus,
  NoticeStep,
  NoticeStorage,
  NoticeWish,
} from './notices-port.ts'
import type { Account } from './port.ts'
import { type FreshnessRow, toFreshness, toOwnAccount, toTracking, type TrackingRow, type WithAccountRow } from './rows.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

/** Parcels of one order that one notice tells of. */
const MOST_OF_ORDER = 50

interface NoticeRow {
  bucket: number
  id: string
  account_id: number
  tracking_id: string
  order_id: string | null
  event_sequence: number
  kind: NoticeKind
  occurrence: string
  channel: NoticeChannel
  recipient: string
  language: string | null
  status: NoticeStatus
  reason: string | null
  due_at: Instant | null
  lease_token: string | null
  attempts: number
  number: string
  provider_id: string | null
  message_id: string | null
  parts: number | null
  cost: number | null
  currency: string | null
  merged_into: string | null
  history: NoticeStep[]
  created_at: Instant
  updated_at: Instant
}

type BareRow = TrackingRow & FreshnessRow

interface QueueRow {
  channel: NoticeChannel
  account_id: number
}

interface Told {
  tracking_id: string
  channel: NoticeChannel
  recipient: string
}

/** Writes notices inside the transaction of the change that calls for them. */
export function createNoticeWriter(pool: Pool, sql: Catalogue): (session: Session, plans: readonly NoticePlan[]) => Promise<void> {
  const insert = sql.rows('insert_notices')
  const toldRecipients = sql.statement('told_recipients')

  async function toldOf(session: Session, plans: readonly NoticePlan[]): Promise<Set<string>> {
    const asking = plans.filter(({ notices }) => notices.some(({ onlyIfTold }) => onlyIfTold))
    if (asking.length === 0) return new Set()
    const rows = await session.query<Told>(toldRecipients, [asking.map(({ bucket }) => bucket), asking.map(({ trackingId }) => trackingId)])
    return new Set(rows.map(({ tracking_id: id, channel, recipient }) => `${id}/${channel}/${recipient}`))
  }

  return async (session, plans) => {
    const told = await toldOf(session, plans)
    const rows = plans.flatMap((plan) =>
      plan.notices
        .filter(({ onlyIfTold, channel, recipient }) => !onlyIfTold || told.has(`${plan.trackingId}/${channel}/${recipient}`))
        .map((notice) => [
          plan.bucket,
          newTrackingId(plan.at, pool.random, keyOfId(plan.trackingId)),
          plan.accountId,
          plan.trackingId,
          plain(plan.orderId),
          plan.sequence,
          notice.kind,
          notice.occurrence,
          notice.channel,
          notice.recipient,
          notice.status,
          notice.reason,
          instant(notice.dueAt),
          plain(plan.number),
          JSON.stringify([{ at: plan.at, status: notice.status, reason: notice.reason } satisfies NoticeStep]),
          instant(plan.at),
        ]),
    )
    for (let i = 0; i < rows.length; i += MOST_ROWS) {
      const { statement, params } = insert.padded(rows.slice(i, i + MOST_ROWS))
      await session.query(statement, params)
    }
  }
}

export function createNotices(pool: Pool, sql: Catalogue, groups: Groups): NoticeStorage {
  return {
    ...createNoticeClaims(pool, sql, groups),
    ...createNoticeEnds(pool, sql),
    ...createNoticeReads(pool, sql),
    ...createNoticeSettings(pool, sql),
    ...createNoticeAlarms(pool, sql),
  }
}

/** Whose order, kind, channel and person a notice shares. */
function groupOf(account: Account, of: Notice): unknown[] {
  return [bucketsOf(account), account.id, of.orderId, of.kind, of.channel, of.recipient, of.occurrence, of.id]
}

/** What other buckets are still asked for. */
function leftOf(wishes: readonly NoticeWish[], rows: readonly NoticeRow[]): NoticeWish[] {
  return wishes
    .map(({ accountId, most }) => ({ accountId, most: most - rows.filter((row) => row.account_id === accountId).length }))
    .filter(({ most }) => most > 0)
}

function createNoticeClaims(
  pool: Pool,
  sql: Catalogue,
  groups: Groups,
): Pick<NoticeStorage, 'due' | 'claimDue' | 'claimMates' | 'mates' | 'begin'> {
  const due = sql.statement('due_notice_accounts')
  const begin = sql.statement('begin_notices')
  const claim = sql.statement('claim_notices')
  const mates = sql.statement('mate_notices')
  const claimMates = sql.statement('claim_mates')
  return {
    due: async (now) => {
      const rows = await groups.with((all) => Promise.all(all.map((group) => pool.query<QueueRow>(due, [group, instant(now)]))))
      const queues = rows.flat().map((row): NoticeQueue => ({ channel: row.channel, accountId: row.account_id }))
      return [...new Map(queues.map((queue) => [`${queue.channel}/${queue.accountId}`, queue])).values()]
    },
    claimDue: (channel, wishes, now, leaseUntil) =>
      groups.with(async (all) => {
        const leaseToken = newId(now, pool.random)
        const rows: (NoticeRow & WithAccountRow)[] = []
        const first = Math.floor(pool.random.fraction() * all.length)
        for (let i = 0; i < all.length; i += 1) {
          const left = leftOf(wishes, rows)
          if (left.length === 0) break
          const group = all[(first + i) % all.length] ?? null
          const params = [group, channel, instant(now), leaseToken, instant(leaseUntil)]
          const whose = [left.map(({ accountId }) => accountId), left.map(({ most }) => most)]
          rows.push(...(await pool.query<NoticeRow & WithAccountRow>(claim, [...params, ...whose])))
        }
        return rows.map((row) => ({ account: toOwnAccount(row), notice: toNotice(row), leaseToken }))
      }),
    begin: async (claimed, reason, now) => {
      const rows = await pool.query<{ id: string }>(begin, [
        claimed.map(({ bucket }) => bucket),
        claimed.map(({ id }) => id),
        claimed.map(({ leaseToken }) => leaseToken),
        reason,
        instant(now),
      ])
      return new Set(rows.map(({ id }) => id))
    },
    mates: async (account, of) => (await pool.query<NoticeRow>(mates, groupOf(account, of))).map(toNotice),
    claimMates: async (account, of, leaseToken, now, leaseUntil) => {
      const params = [...groupOf(account, of), leaseToken, instant(now), instant(leaseUntil)]
      return (await pool.query<NoticeRow>(claimMates, params)).map(toNotice).toSorted((a, b) => a.createdAt - b.createdAt)
    },
  }
}

function createNoticeEnds(pool: Pool, sql: Catalogue): Pick<NoticeStorage, 'finish' | 'plan' | 'report' | 'sweep'> {
  const finish = sql.statement('finish_notices')
  const report = sql.statement('report_notice')
  const sweep = sql.statement('sweep_notices')
  const write = createNoticeWriter(pool, sql)

  const finishAll = async (session: Session, changes: NoticeChange[], now: Instant): Promise<Set<string>> => {
    const column = <T>(of: (change: NoticeChange) => T): T[] => changes.map(of)
    const rows = await session.query<{ id: string }>(finish, [
      column(({ bucket }) => bucket),
      column(({ id }) => id),
      column(({ leaseToken }) => leaseToken),
      column(({ status }) => status),
      column(({ reason }) => plain(reason)),
      column(({ dueAt }) => instant(dueAt)),
      column(({ attempts }) => attempts),
      column(({ language }) => language),
      column(({ providerId }) => plain(providerId)),
      column(({ messageId }) => messageId),
      column(({ parts }) => parts),
      column(({ cost }) => cost?.amount ?? null),
      column(({ cost }) => cost?.currency ?? null),
      column(({ mergedInto }) => mergedInto),
      column(({ history }) => JSON.stringify(history)),
      instant(now),
    ])
    return new Set(rows.map(({ id }) => id))
  }

  return {
    finish: (changes, now, plans = []) =>
      plans.length === 0
        ? finishAll(pool, changes, now)
        : pool.tx(async (session) => {
            const ours = await finishAll(session, changes, now)
            if (ours.size > 0) await write(session, plans)
            return ours
          }),
    plan: (plans) => pool.tx((session) => write(session, plans)),
    report: (notice, from, change, now, plans = []) =>
      pool.tx(async (session) => {
        const rows = await session.query(report, [
          notice.bucket,
          notice.id,
          from,
          change.status,
          plain(change.reason),
          instant(change.dueAt),
          change.attempts,
          change.language,
          plain(change.providerId),
          change.messageId,
          change.parts,
          change.cost?.amount ?? null,
          change.cost?.currency ?? null,
          change.mergedInto,
          JSON.stringify(change.history),
          instant(now),
        ])
        if (rows.length > 0) await write(session, plans)
        return rows.length > 0
      }),
    sweep: async (account, before, limit) => {
      const counts = await Promise.all(
        bucketsOf(account).map(async (bucket) => (await pool.query(sweep, [bucket, account.id, instant(before), limit])).length),
      )
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

function createNoticeReads(
  pool: Pool,
  sql: Catalogue,
): Pick<NoticeStorage, 'ofTracking' | 'find' | 'findByProviderId' | 'list' | 'tracking' | 'trackingsOfOrder'> {
  const ofTracking = sql.statement('notices_of_tracking')
  const find = sql.statement('find_notice')
  const byProviderId = sql.statement('find_notice_by_provider_id')
  const list = sql.statement('list_notices')
  const tracking = sql.statement('tracking_by_id')
  const ofOrder = sql.statement('trackings_of_order')
  return {
    ofTracking: async (bucket, trackingId) => (await pool.query<NoticeRow>(ofTracking, [bucket, trackingId])).map(toNotice),
    find: async (account, id) => {
      const bucket = bucketOf(account, Number.parseInt(id.slice(-4), 16))
      const [row] = await pool.query<NoticeRow>(find, [bucket, id, account.id])
      return row ? toNotice(row) : null
    },
    findByProviderId: async (account, providerId) => {
      const [row] = await pool.query<NoticeRow>(byProviderId, [bucketsOf(account), account.id, plain(providerId)])
      return row ? toNotice(row) : null
    },
    list: async (account, filter, after, limit) => {
      const rows = await pool.query<NoticeRow>(list, [
        bucketsOf(account),
        account.id,
        filter.trackingId ?? null,
        plain(filter.orderId ?? null),
        filter.channel ?? null,
        filter.statuses ?? null,
        filter.kind ?? null,
        instant(after?.createdAt ?? null),
        after?.id ?? null,
        limit,
      ])
      return rows.map(toNotice)
    },
    tracking: async (bucket, trackingId) => {
      const [row] = await pool.query<BareRow>(tracking, [bucket, trackingId])
      return row ? toBareView(row) : null
    },
    trackingsOfOrder: async (account, orderId) =>
      (await pool.query<BareRow>(ofOrder, [bucketsOf(account), account.id, plain(orderId), MOST_OF_ORDER])).map(toBareView),
  }
}

function toBareView(row: BareRow): BareView {
  return { tracking: toTracking(row), freshness: toFreshness(row) }
}

function toNotice(row: NoticeRow): Notice {
  return {
    bucket: row.bucket,
    id: row.id,
    accountId: row.account_id,
    trackingId: row.tracking_id,
    orderId: row.order_id,
    number: row.number,
    eventSequence: row.event_sequence,
    kind: row.kind,
    occurrence: row.occurrence,
    channel: row.channel,
    recipient: row.recipient,
    language: row.language,
    status: row.status,
    reason: row.reason,
    dueAt: row.due_at,
    leaseToken: row.lease_token,
    attempts: row.attempts,
    providerId: row.provider_id,
    messageId: row.message_id,
    parts: row.parts,
    cost: row.cost === null || row.currency === null ? null : { amount: row.cost, currency: row.currency },
    mergedInto: row.merged_into,
    history: row.history,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

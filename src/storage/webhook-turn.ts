import { type Instant, newId } from '../base/index.ts'
import { type EventRow, toEvent } from './event-row.ts'
import type { Groups } from './groups.ts'
import type { TrackingView } from './port.ts'
import { toView, type ViewRow } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool, Session, Transaction } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'
import type { ClaimedDelivery, ClaimWish, EndedAttempt, RenderBody, WebhookStorage } from './webhook-port.ts'
import { type ClaimedRow, toDelivery, toEndpoint } from './webhook-rows.ts'

type Turn = Parameters<WebhookStorage['deliveries']['turn']>[0]
type Turned = Awaited<ReturnType<WebhookStorage['deliveries']['turn']>>
type Numbered<Row> = Row & { nr: number }

/** A claimed row and what it is sent as; without a body there is a reason. */
interface Prepared {
  row: ClaimedRow
  body: string | null
  status: 'held' | 'cancelled' | 'failed'
  reason: string
}

/** The one transaction of the delivery loop: what ended is written, what comes next is claimed, its attempts stand before they begin. */
export function createTurn(pool: Pool, sql: Catalogue, groups: Groups): (turn: Turn) => Promise<Turned> {
  const endAttempts = sql.statement('end_attempts')
  const claims = createClaims(sql)
  const lease = createLease(pool, sql)

  async function end(session: Session, ended: EndedAttempt[]): Promise<string[]> {
    if (ended.length === 0) return []
    const column = <T>(of: (attempt: EndedAttempt) => T): T[] => ended.map(of)
    const rows = await session.query<{ event_id: string; endpoint_id: string }>(endAttempts, [
      column(({ bucket }) => bucket),
      column(({ endpointId }) => endpointId),
      column(({ eventId }) => eventId),
      column(({ leaseToken }) => leaseToken),
      column(({ attemptId }) => attemptId),
      column(({ status }) => status),
      column(({ reason }) => reason),
      column(({ nextAttemptAt }) => instant(nextAttemptAt)),
      column(({ status, endedAt }) => (status === 'pending' ? null : instant(endedAt))),
      column(({ endedAt }) => instant(endedAt)),
      column(({ outcome }) => outcome),
      column(({ httpStatus }) => httpStatus),
      column(({ answer }) => plain(answer)),
    ])
    return rows.map((row) => `${row.event_id}/${row.endpoint_id}`)
  }

  /** On one group of buckets. */
  const work = async (group: number[] | null, { ended, wishes, now, leaseUntil, render }: Turn): Promise<Turned> =>
    pool.tx(async (session) => {
      // What does not wait for each other's rows travels together: three round trips in place of eight.
      const [ours, rows] = await Promise.all([end(session, ended), claims.take(session, group, wishes, now)])
      if (rows.length === 0) return { ours: new Set(ours), claimed: [] }
      const prepared = await claims.prepare(session, rows, render)
      return { ours: new Set(ours), claimed: lease(session, prepared, now, leaseUntil) }
    })

  return async (turn) => {
    const all = await groups.all()
    if (all.length <= 1) return work(all[0] ?? null, turn)
    return groups.with((known) => turnOver(known, turn, work))
  }
}

/** On a cluster a transaction each for the buckets that lie together; what one claims is no longer wished of the next. */
async function turnOver(
  groups: (number[] | null)[],
  turn: Turn,
  work: (group: number[] | null, turn: Turn) => Promise<Turned>,
): Promise<Turned> {
  const whole: Turned = { ours: new Set(), claimed: [] }
  for (const group of groups) {
    const wishes = turn.wishes.flatMap((wish) => {
      const got = whole.claimed.filter(({ endpointId }) => endpointId === wish.endpointId).length
      return got < wish.most ? [{ ...wish, most: wish.most - got }] : []
    })
    const ended = turn.ended.filter(({ bucket }) => group?.includes(bucket) ?? true)
    if (ended.length === 0 && wishes.length === 0) continue
    const part = await work(group, { ...turn, ended, wishes })
    for (const key of part.ours) whole.ours.add(key)
    whole.claimed.push(...part.claimed)
  }
  return whole
}

function createClaims(sql: Catalogue): {
  take(session: Session, group: number[] | null, wishes: ClaimWish[], now: Instant): Promise<ClaimedRow[]>
  prepare(session: Session, rows: ClaimedRow[], render: RenderBody): Promise<Prepared[]>
} {
  const claim = sql.statement('claim_deliveries')
  const claimInOrder = sql.statement('claim_next_in_order')
  const readSubjects = sql.statement('read_subjects')
  const readViews = sql.statement('read_subject_views')

  async function subjects(session: Session, rows: ClaimedRow[]): Promise<(Omit<Parameters<RenderBody>[0], 'endpoint'> | null)[]> {
    if (rows.length === 0) return []
    const keys = [rows.map(({ bucket }) => bucket), rows.map((row) => row.event_id)]
    const [found, views] = await Promise.all([
      session.query<Numbered<EventRow>>(readSubjects, keys),
      session.query<Numbered<ViewRow>>(readViews, keys),
    ])
    const events = new Map(found.map((row) => [row.nr - 1, toEvent(row)]))
    const viewOf = new Map<number, TrackingView>(views.map((row) => [row.nr - 1, toView(row)]))
    return rows.map((_, i) => {
      const event = events.get(i)
      return event ? { event, view: viewOf.get(i) ?? null } : null
    })
  }

  return {
    take: async (session, group, wishes, now) => {
      const free = wishes.filter(({ inOrder }) => !inOrder)
      const rows: ClaimedRow[] = []
      if (free.length > 0) {
        const params = [group, free.map(({ endpointId }) => endpointId), free.map(({ most }) => most), instant(now)]
        rows.push(...(await session.query<ClaimedRow>(claim, params)))
      }
      for (const { endpointId } of wishes.filter(({ inOrder }) => inOrder))
        rows.push(...(await session.query<ClaimedRow>(claimInOrder, [group, endpointId, instant(now)])))
      return rows
    },
    prepare: async (session, rows, render) => {
      const bare = rows.filter((row) => row.body === null && isOpen(row))
      const found = await subjects(session, bare)
      return rows.map((row) => {
        if (row.deleted_at !== null) return { row, body: null, status: 'cancelled', reason: 'endpoint_deleted' }
        if (row.disabled_at !== null) return { row, body: null, status: 'held', reason: 'endpoint_disabled' }
        const subject = found[bare.indexOf(row)]
        return { row, body: row.body ?? bodyOf(row, subject ?? null, render), status: 'failed', reason: 'not_presentable' }
      })
    },
  }
}

function isOpen({ disabled_at, deleted_at }: ClaimedRow): boolean {
  return disabled_at === null && deleted_at === null
}

/** One event that cannot be put into words must not hold back the others. */
function bodyOf(row: ClaimedRow, subject: Omit<Parameters<RenderBody>[0], 'endpoint'> | null, render: RenderBody): string | null {
  if (subject === null) return null
  try {
    return render({ ...subject, endpoint: endpointOf(row) })
  } catch {
    return null
  }
}

function endpointOf(row: ClaimedRow): ReturnType<typeof toEndpoint> {
  return toEndpoint({ ...row, id: row.endpoint_id, created_at: row.endpoint_created_at })
}

function createLease(
  pool: Pool,
  sql: Catalogue,
): (session: Transaction, prepared: Prepared[], now: Instant, until: Instant) => ClaimedDelivery[] {
  const lease = sql.statement('lease_deliveries')
  const insertAttempts = sql.rows('insert_attempts')
  const settle = sql.statement('settle_deliveries')

  return (session, prepared, now, until) => {
    const leaseToken = newId(now, pool.random)
    const closed = prepared.filter(({ body }) => body === null)
    const claimed = prepared.flatMap(({ row, body }): ClaimedDelivery[] =>
      body === null
        ? []
        : [{ ...toDelivery(row), endpoint: endpointOf(row), body, leaseToken, attemptId: newId(now, pool.random), inOrder: row.in_order }],
    )
    if (closed.length > 0) {
      session.last(settle, [
        closed.map(({ row }) => row.bucket),
        closed.map(({ row }) => row.endpoint_id),
        closed.map(({ row }) => row.event_id),
        closed.map(({ status }) => status),
        closed.map(({ reason }) => reason),
        instant(now),
      ])
    }
    if (claimed.length === 0) return []
    const known = new Set(prepared.filter(({ row }) => row.body !== null).map(({ row }) => row))
    session.last(lease, [
      claimed.map(({ bucket }) => bucket),
      claimed.map(({ endpointId }) => endpointId),
      claimed.map(({ eventId }) => eventId),
      prepared.filter(({ body }) => body !== null).map(({ row, body }) => (known.has(row) ? null : body)),
      leaseToken,
      instant(until),
    ])
    const rows = claimed.map((one) => [one.bucket, one.endpointId, one.eventId, one.attemptId, instant(now)])
    const { statement, params } = insertAttempts.padded(rows)
    session.last(statement, params)
    return claimed
  }
}

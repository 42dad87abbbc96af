import { bucketOf, bucketsOf, type Instant, keyOfId } from '../base/index.ts'
import type { NewEvent, Tracking } from '../tracking/index.ts'
import type { DetailsChange, NewTracking, Storage, TrackingKey, TrackingView } from './port.ts'
import { createEventWriter, eventIdOf, type Happening } from './events.ts'
import { bucketOfKey, createFind } from './find.ts'
import type { Groups } from './groups.ts'
import { createNoticeWriter } from './notices.ts'
import type { NewNotice, NoticePlan } from './notices-port.ts'
import { createList, createPage } from './list.ts'
import { detailsJson, toRow, toView, type ViewRow } from './rows.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import { coalesce } from './sql/coalesce.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

/** With one, a lone row that came first makes all others wait for its commit; with four, batches are small and commits many. */
const INSERTS_IN_FLIGHT = 2
/** 3 flushes read 5.6k and 7.6k trackings a second with 32 and 64 callers, one read 3.2k and 3.8k (busy machine). */
const FINDS_IN_FLIGHT = 3

export function createTrackings(pool: Pool, sql: Catalogue, groups: Groups): Storage['trackings'] {
  const insertRows = createInsert(pool, sql, groups)
  const findKeys = createFind(pool, sql)
  const change = createChange(pool, sql)
  const findById = sql.statement('find_by_id')
  const recentCarriers = sql.statement('recent_carriers')
  return {
    insert: coalesce<NewTracking, boolean>({ flush: insertRows, most: MOST_ROWS, inFlight: INSERTS_IN_FLIGHT }),
    insertMany: async (rows) => (await inChunks(rows, MOST_ROWS, insertRows)).flat(),
    find: coalesce({ flush: findKeys, most: MOST_ROWS, inFlight: FINDS_IN_FLIGHT }),
    findMany: async (keys) => (await inChunks(keys, MOST_ROWS, findKeys)).flat(),
    findById: async (account, id) => {
      const [row] = await pool.query<ViewRow>(findById, [bucketOf(account, keyOfId(id)), id, account.id])
      return row ? toView(row) : null
    },
    page: createPage(pool, sql),
    list: createList(pool, sql),
    recentCarriers: async (account, newest) =>
      (await pool.query<{ carrier: string }>(recentCarriers, [bucketsOf(account), account.id, newest])).map(({ carrier }) => carrier),
    ...change,
  }
}

function createInsert(pool: Pool, sql: Catalogue, groups: Groups): (rows: NewTracking[]) => Promise<boolean[]> {
  const insert = sql.rows('insert_trackings')
  const whichExist = sql.statement('which_exist')

  /** Ids of the rows that are new. After a lost answer, rows that exist with our own ids were written by the attempt before. */
  const write = (rows: NewTracking[]): Promise<string[]> =>
    pool.persist(async (attempt) => {
      const { statement, params } = insert.padded(
        rows.map((row) => toRow(row, eventIdOf(pool, row.tracking.createdAt, row.tracking.id, 1))),
      )
      const added = (await pool.once<{ tracking_id: string }>(statement, params)).map((row) => row.tracking_id)
      if (attempt === 1 || added.length === rows.length) return added
      const ids = rows.map(({ tracking }) => tracking.id)
      return (await pool.once<{ id: string }>(whichExist, [rows.map(({ tracking }) => tracking.bucket), ids])).map((row) => row.id)
    })

  return async (rows) => {
    const first = new Map(rows.toReversed().map((row) => [nameOf(row.tracking), row]))
    const distinct = rows.filter((row) => first.get(nameOf(row.tracking)) === row)
    const parts = await groups.split(distinct, ({ tracking }) => tracking.bucket)
    const added = new Set((await Promise.all(parts.map(write))).flat())
    return rows.map((row) => first.get(nameOf(row.tracking)) === row && added.has(row.tracking.id))
  }
}

function createChange(pool: Pool, sql: Catalogue): Pick<Storage['trackings'], 'update' | 'remove'> {
  const lock = sql.statement('lock_tracking')
  const read = sql.statement('read_tracking')
  const updateTracking = sql.statement('update_tracking')
  const reschedule = sql.statement('reschedule')
  const removeTracking = sql.statement('remove_tracking')
  const countEvents = sql.statement('count_events')
  const tell = createEventWriter(pool, sql)
  const plan = createNoticeWriter(pool, sql)

  async function lockRow(session: Session, key: TrackingKey): Promise<[number, string] | null> {
    const bucket = bucketOfKey(key)
    const [row] = await session.query<{ id: string }>(lock, [bucket, key.account.id, key.number, key.carrier])
    return row ? [bucket, row.id] : null
  }

  async function readRow(session: Session, place: [number, string]): Promise<TrackingView | null> {
    const [row] = await session.query<ViewRow>(read, place)
    return row ? toView(row) : null
  }

  async function write(
    session: Session,
    place: [number, string],
    { tracking }: TrackingView,
    wanted: DetailsChange,
    now: number,
  ): Promise<void> {
    const details = { ...tracking.details, ...wanted.details }
    const events = wanted.events ?? []
    const override = wanted.override === undefined ? tracking.override : wanted.override
    const [row] = await session.query<{ event_count: number }>(updateTracking, [
      ...place,
      detailsJson(details),
      plain(details.orderId),
      instant(details.orderCreatedAt),
      wanted.archived ?? tracking.archived,
      override?.status ?? null,
      instant(override?.at ?? null),
      wanted.status ?? override?.status ?? tracking.state.status,
      instant(now),
      events.length,
    ])
    const last = row?.event_count ?? 0
    await tell(session, [happening(tracking, events, now, last)])
    if (wanted.nextCheckAt !== undefined) await session.query(reschedule, [...place, instant(wanted.nextCheckAt)])
  }

  return {
    update: (key, changeOf, now) =>
      pool.tx(async (session) => {
        const place = await lockRow(session, key)
        const current = place && (await readRow(session, place))
        if (!place || !current) return null
        const wanted = changeOf(current)
        if (wanted === null) return current
        await write(session, place, current, wanted, now)
        return readRow(session, place)
      }),
    remove: (key, lastEvent, now) => {
      // A commit whose answer was lost leaves nothing to find for the next attempt.
      let reached = false
      return pool.tx(async (session) => {
        const place = await lockRow(session, key)
        const current = place && (await readRow(session, place))
        if (!place || !current) return reached
        const [row] = await session.query<{ event_count: number }>(countEvents, [[place[0]], [place[1]], [1]])
        const { notices = [], ...event } = lastEvent(current)
        const last = row?.event_count ?? 0
        await tell(session, [happening(current.tracking, [event], now, last)])
        if (notices.length > 0) await plan(session, [planOf(current.tracking, notices, now, last)])
        await session.query(removeTracking, place)
        reached = true
        return reached
      })
    },
  }
}

function happening({ bucket, id, accountId }: Tracking, events: NewEvent[], at: Instant, last: number): Happening {
  return { bucket, trackingId: id, accountId, events, at, last }
}

function planOf(
  { bucket, id, accountId, details, shownNumber }: Tracking,
  notices: NewNotice[],
  at: Instant,
  sequence: number,
): NoticePlan {
  return { bucket, trackingId: id, accountId, orderId: details.orderId, number: shownNumber, sequence, at, notices }
}

/** Chunks one after the other: a chunk is one statement. */
async function inChunks<In, Out>(items: In[], size: number, work: (chunk: In[]) => Promise<Out[]>): Promise<Out[][]> {
  const answers: Out[][] = []
  for (let i = 0; i < items.length; i += size) answers.push(await work(items.slice(i, i + size)))
  return answers
}

function nameOf(row: { accountId: number; carrier: string; number: string }): string {
  return `${row.accountId}/${row.carrier}/${row.number}`
}

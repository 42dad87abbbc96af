import type { Instant } from '../base/index.ts'
import type { Checkpoint } from '../tracking/index.ts'
import { createEventWriter } from './events.ts'
import { createNoticeWriter } from './notices.ts'
import type { Finish } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

type Changed = Finish & Required<Pick<Finish, 'change'>>
type Told = Finish & Required<Pick<Finish, 'told'>>

interface EventCount {
  id: string
  event_count: number
}

function toCheckpointRow({ bucket, id, changedAt }: { bucket: number; id: string; changedAt: Instant }, checkpoint: Checkpoint): unknown[] {
  return [bucket, id, plain(checkpoint.fingerprint), instant(checkpoint.at), JSON.stringify(checkpoint), instant(changedAt)]
}

/** What finished looks brought, written inside their transaction: checkpoints, states, events. */
export interface NewsWriter {
  /** Answers how many events each tracking has then. */
  write(session: Session, changed: Changed[]): Promise<EventCount[]>
  tell(session: Session, told: Told[], counted: EventCount[]): Promise<void>
}

export function createNewsWriter(pool: Pool, sql: Catalogue): NewsWriter {
  const updateStates = sql.statement('update_states')
  const insertCheckpoints = sql.rows('insert_checkpoints')
  const countEvents = sql.statement('count_events')
  const tell = createEventWriter(pool, sql)
  const plan = createNoticeWriter(pool, sql)

  async function write(session: Session, changed: Changed[]): Promise<EventCount[]> {
    if (changed.length === 0) return []
    const rows = changed.flatMap(({ change: { tracking, newCheckpoints } }) =>
      newCheckpoints.map((checkpoint) => toCheckpointRow(tracking, checkpoint)),
    )
    for (let i = 0; i < rows.length; i += MOST_ROWS) {
      const { statement, params } = insertCheckpoints.padded(rows.slice(i, i + MOST_ROWS))
      await session.query(statement, params)
    }
    return session.query<EventCount>(updateStates, [
      changed.map(({ bucket }) => bucket),
      changed.map(({ trackingId }) => trackingId),
      changed.map(({ change }) => JSON.stringify(change.tracking.state)),
      changed.map(({ change }) => plain(change.tracking.pin)),
      changed.map(({ change }) => change.tracking.state.status),
      changed.map(({ change }) => instant(change.tracking.changedAt)),
      changed.map(({ told }) => told?.events.length ?? 0),
    ])
  }

  async function tellOf(session: Session, told: Told[], counted: EventCount[]): Promise<void> {
    const others = told.filter(({ change }) => !change)
    const more =
      others.length === 0
        ? []
        : await session.query<EventCount>(countEvents, [
            others.map(({ bucket }) => bucket),
            others.map(({ trackingId }) => trackingId),
            others.map((finish) => finish.told.events.length),
          ])
    const last = new Map([...counted, ...more].map((row) => [row.id, row.event_count]))
    await tell(
      session,
      told.map(({ bucket, trackingId, told: news }) => ({ bucket, trackingId, ...news, last: last.get(trackingId) ?? 0 })),
    )
    await plan(
      session,
      told.flatMap(({ bucket, trackingId, told: { accountId, at, notices } }) =>
        notices ? [{ bucket, trackingId, accountId, at, sequence: last.get(trackingId) ?? 0, ...notices }] : [],
      ),
    )
  }

  return { write, tell: tellOf }
}

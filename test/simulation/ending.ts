import { Client, type ClientConfig } from 'pg'
import type { Instant } from '../../src/base/index.ts'
import type { Member } from './carriers.ts'
import { BATCH_MS, type Ledger } from './ledger.ts'
import type { Parcel } from './journeys.ts'

/** What stands in the database when the month is over. */
export interface Ending {
  /** Status → parcels. */
  statuses: ReadonlyMap<string, number>
  /** Parcels that are not as their journey says: lost, with another status, forgotten or without their next look. */
  wrong: string[]
}

export interface EndingOptions {
  target: string | ClientConfig
  parcels: readonly Parcel[]
  ledger: Ledger
  fleet: readonly Member[]
  now: Instant
  roundMs: number
}

interface Row {
  number: string
  carrier: string
  status: string
  sub: string | null
  next: string | null
  events: number
}

export async function readEnding({ target, parcels, ledger, fleet, now, roundMs }: EndingOptions): Promise<Ending> {
  const rows = new Map((await readRows(target)).map((row) => [row.number, row]))
  const statuses = new Map<string, number>()
  const wrong: string[] = []
  for (const { status } of rows.values()) statuses.set(status, (statuses.get(status) ?? 0) + 1)
  for (const parcel of parcels) {
    const row = rows.get(parcel.number)
    const problem = row === undefined ? 'is lost' : problemOf(row, parcel, fleet[parcel.carrier]?.carrier.code ?? '')
    if (problem !== null) wrong.push(`${parcel.number} ${problem}`)
    const { dueAt, isExcused } = ledger.promise(parcel.index)
    if (dueAt < now - roundMs - BATCH_MS && !isExcused) wrong.push(`${parcel.number} waits since ${new Date(dueAt).toISOString()}`)
  }
  if (rows.size !== parcels.length) wrong.push(`${rows.size} rows of ${parcels.length} parcels`)
  return { statuses, wrong }
}

function problemOf({ carrier, status, sub, next, events }: Row, parcel: Parcel, code: string): string | null {
  if (carrier !== code) return `is with ${carrier}, not ${code}`
  if (status !== parcel.status || sub !== parcel.sub)
    return `(${parcel.fate}) is ${status}/${sub ?? '-'}, not ${parcel.status}/${parcel.sub ?? '-'}`
  if (events !== parcel.events.length) return `has ${events} events of ${parcel.events.length}`
  const isOver = parcel.fate === 'delivered' || parcel.fate === 'returned' || parcel.fate === 'silent'
  if (isOver !== (next === null)) return isOver ? 'is over, yet looked at' : 'is not looked at any more'
  return null
}

async function readRows(target: EndingOptions['target']): Promise<Row[]> {
  const client = new Client(target)
  await client.connect()
  try {
    const { rows } = await client.query<Row>(
      `select t.number, t.carrier, t.status, t.state->>'sub' as sub, s.next_check_at::text as next,
              (select count(*)::int from checkpoints c where c.bucket = t.bucket and c.tracking_id = t.id) as events
         from trackings t join schedule s on s.bucket = t.bucket and s.tracking_id = t.id`,
    )
    return rows
  } finally {
    await client.end()
  }
}

import { bucketsOf } from '../base/index.ts'
import type { Account, ListFilter, ListPlace, Storage, TrackingView } from './port.ts'
import { toView, type ViewRow } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

/** Views that are in memory at once, whatever the page. */
const CHUNK = 200

export function createList(pool: Pool, sql: Catalogue): Storage['trackings']['list'] {
  const count = sql.statement('count_trackings')
  const page = sql.statement('list_trackings')

  /** The first chunk is found by its offset, the others go on after the last row: rows that come or go meanwhile shift nothing. */
  async function* chunks(conditions: unknown[], offset: number, limit: number): AsyncGenerator<TrackingView[]> {
    let after: ListPlace | null = null
    for (let left = limit, skip = offset; left > 0; skip = 0) {
      const size = Math.min(left, CHUNK)
      const views: TrackingView[] = (await pool.query<ViewRow>(page, [...conditions, ...placeOf(after), size, skip])).map(toView)
      if (views.length > 0) yield views
      const last = views.at(-1)?.tracking
      if (views.length < size || !last) return
      left -= size
      after = last
    }
  }

  return async (account, filter, { offset, limit }) => {
    const conditions = conditionsOf(account, filter)
    const [row] = await pool.query<{ total: number }>(count, conditions)
    const total = row?.total ?? 0
    return { total, views: chunks(conditions, offset, offset < total ? limit : 0) }
  }
}

/** One chunk after a place; nothing is counted. */
export function createPage(pool: Pool, sql: Catalogue): Storage['trackings']['page'] {
  const page = sql.statement('list_trackings')
  return async (account, filter, after, limit) => {
    const conditions = conditionsOf(account, filter)
    return (await pool.query<ViewRow>(page, [...conditions, ...placeOf(after), Math.min(limit, CHUNK), 0])).map(toView)
  }
}

function placeOf(place: ListPlace | null): [string | null, string | null] {
  return place === null ? [null, null] : [instant(place.createdAt), place.id]
}

/** Parameters $1 to $12 of the statements; null where the filter is silent. */
function conditionsOf(account: Account, filter: ListFilter): unknown[] {
  return [
    bucketsOf(account),
    account.id,
    filter.statuses ?? null,
    instant(filter.createdFrom ?? null),
    instant(filter.createdTo ?? null),
    instant(filter.checkedFrom ?? null),
    instant(filter.checkedTo ?? null),
    instant(filter.orderCreatedFrom ?? null),
    instant(filter.orderCreatedTo ?? null),
    filter.numbers?.map((text) => plain(text)) ?? null,
    filter.orders?.map((text) => plain(text)) ?? null,
    filter.archived ?? null,
  ]
}

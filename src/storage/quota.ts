import type { Storage } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'

export function createQuota(pool: Pool, sql: Catalogue): Storage['quota'] {
  const open = sql.statement('open_period')
  const lock = sql.statement('lock_period')
  const bookedBefore = sql.statement('booked_before')
  const charge = sql.rows('charge')
  const count = sql.statement('count_charges')

  return {
    book: (account, keys, period, limit) =>
      pool.tx(async (session) => {
        const place = [account.base, account.id, period]
        await session.query(open, place)
        const [row] = await session.query<{ used: number }>(lock, place)
        const before = await session.query<{ carrier: string; number: string }>(bookedBefore, [
          ...place,
          keys.map(({ carrier }) => carrier),
          keys.map(({ number }) => number),
        ])
        const booked = new Set(before.map(nameOf))
        const fresh = [...new Map(keys.map((key) => [nameOf(key), key])).values()].filter((key) => !booked.has(nameOf(key)))
        const affordable = fresh.slice(0, Math.max(0, limit - (row?.used ?? 0)))
        for (let i = 0; i < affordable.length; i += MOST_ROWS) {
          const { statement, params } = charge.padded(
            affordable.slice(i, i + MOST_ROWS).map(({ carrier, number }) => [...place, carrier, number]),
          )
          await session.query(statement, params)
        }
        if (affordable.length > 0) await session.query(count, [...place, affordable.length])
        for (const key of affordable) booked.add(nameOf(key))
        return keys.map((key) => booked.has(nameOf(key)))
      }),
  }
}

function nameOf({ carrier, number }: { carrier: string; number: string }): string {
  return `${carrier}/${number}`
}

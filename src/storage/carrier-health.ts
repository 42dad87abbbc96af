import type { Instant } from '../base/index.ts'
import type { Account, HealthCounts, Storage } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

export function createCarrierHealth(pool: Pool, sql: Catalogue): Storage['carrierHealth'] {
  const add = sql.rows('add_carrier_health')
  const read = sql.statement('read_carrier_health')
  const sweep = sql.statement('sweep_carrier_health')

  return {
    add: async (rows) => {
      // In one order for all processes, or two of them wait for each other's rows.
      const ordered = rows.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      for (let i = 0; i < ordered.length; i += MOST_ROWS) {
        const values = ordered
          .slice(i, i + MOST_ROWS)
          .map(({ account, carrier, hour, counts }) => [...place(account), plain(carrier), instant(hour), ...figures(counts)])
        const { statement, params } = add.exact(values)
        // Once: after a lost answer the counts may have been written, and nobody needs them to the unit.
        await pool.once(statement, params)
      }
    },
    read: async (account, from, to) => {
      const rows = await pool.query<HealthCounts & { carrier: string }>(read, [...place(account), instant(from), instant(to)])
      return new Map(rows.map(({ carrier, ...counts }) => [carrier, counts]))
    },
    sweep: async (account, before) => {
      await pool.query(sweep, [...place(account), instant(before)])
    },
  }
}

function nameOf({ account, carrier, hour }: { account: Account; carrier: string; hour: Instant }): string {
  return `${account.id} ${carrier} ${hour}`
}

function place({ base, id }: Account): unknown[] {
  return [base, id]
}

/** In the order of the statement's columns. */
function figures({ looks, answered, empty, failed, drifted, throttled, refused, lags, units }: HealthCounts): number[] {
  return [looks, answered, empty, failed, drifted, throttled, refused, ...lags, units]
}

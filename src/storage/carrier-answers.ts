import { bucketsOf, type Instant } from '../base/index.ts'
import type { Storage } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

interface AnswerRow {
  tracking_id: string
  carrier: string
  number: string
  at: Instant
  outcome: string
  status: number
  sealed: string
}

export function createCarrierAnswers(pool: Pool, sql: Catalogue): Storage['carrierAnswers'] {
  const insert = sql.rows('insert_carrier_answers')
  const list = sql.statement('list_carrier_answers')
  const sweep = sql.statement('sweep_carrier_answers')
  return {
    keep: async (answers) => {
      for (let i = 0; i < answers.length; i += MOST_ROWS) {
        const rows = answers
          .slice(i, i + MOST_ROWS)
          .map((one) => [one.bucket, one.trackingId, instant(one.at), one.source, plain(one.outcome), one.status, one.sealed])
        const { statement, params } = insert.padded(rows)
        await pool.query(statement, params)
      }
    },
    list: async (account, { source, since, after, limit }) => {
      const rows = await pool.query<AnswerRow>(list, [bucketsOf(account), account.id, source, instant(since), after, limit])
      return rows.map(({ tracking_id: trackingId, ...row }) => ({ trackingId, ...row }))
    },
    sweep: async (account, before) => {
      await pool.query(sweep, [bucketsOf(account), instant(before)])
    },
  }
}

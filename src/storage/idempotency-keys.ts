import type { Instant } from '../base/index.ts'
import type { Storage } from './port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

interface KeyRow {
  request: string
  creation_id: string
  attempts: number
  lease_token: string
  lease_until: Instant
  result: string | null
}

export function createIdempotencyKeys(pool: Pool, sql: Catalogue): Storage['idempotencyKeys'] {
  const claim = sql.statement('claim_idempotency_key')
  const read = sql.statement('read_idempotency_key')
  const extend = sql.statement('extend_idempotency_key')
  const finish = sql.statement('finish_idempotency_key')
  const sweep = sql.statement('sweep_idempotency_keys')

  return {
    claim: async (account, { key, request, creationId, leaseToken, leaseUntil }, now) => {
      const place = [account.base, account.id, plain(key)]
      await pool.query(claim, [...place, plain(request), creationId, leaseToken, instant(leaseUntil), instant(now)])
      // Read in any case: of a claim whose answer was lost nobody else knows whose it is.
      const [row] = await pool.query<KeyRow>(read, place)
      if (!row) return null
      return {
        request: row.request,
        creationId: row.creation_id,
        attempts: row.attempts,
        isOurs: row.lease_token === leaseToken && row.result === null,
        result: row.result,
      }
    },
    extend: async (account, { key, leaseToken }, leaseUntil) => {
      await pool.query(extend, [account.base, account.id, plain(key), leaseToken, instant(leaseUntil)])
    },
    finish: async (account, { key, leaseToken }, result) => {
      const place = [account.base, account.id, plain(key)]
      await pool.query(finish, [...place, leaseToken, result])
      const [row] = await pool.query<KeyRow>(read, place)
      return row?.result ?? null
    },
    sweep: async (account, before) => {
      await pool.query(sweep, [account.base, account.id, instant(before)])
    },
  }
}

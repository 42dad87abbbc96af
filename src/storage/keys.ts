import type { Instant } from '../base/index.ts'
import type { ApiKey, Storage } from './port.ts'
import { toOwnAccount, type WithAccountRow } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

const TOUCH_MS = 60_000

interface KeyRow {
  id: string
  account_id: number
  label: string
  prefix: string
  scopes: string[]
  created_at: Instant
  revoked_at: Instant | null
}

export function createKeys(pool: Pool, sql: Catalogue): Storage['keys'] {
  const insert = sql.statement('insert_key')
  const find = sql.statement('find_key')
  const list = sql.statement('list_keys')
  const usage = sql.statement('key_usage')
  const revoke = sql.statement('revoke_key')
  const touch = sql.statement('touch_key')

  return {
    insert: async ({ hash, ...key }) => {
      await pool.query(insert, [
        hash,
        key.id,
        key.accountId,
        plain(key.label),
        key.prefix,
        key.scopes,
        instant(key.createdAt),
        instant(key.revokedAt),
      ])
    },
    findByHash: async (hash) => {
      const [row] = await pool.query<KeyRow & WithAccountRow>(find, [hash])
      return row ? { key: toKey(row, null), account: toOwnAccount(row) } : null
    },
    list: async (accountId) => {
      const rows = await pool.query<KeyRow & { base: number }>(list, [accountId ?? null])
      const buckets = [...new Set(rows.map(({ base }) => base))]
      const used = await pool.query<{ key_id: string; last_used_at: Instant }>(usage, [buckets, rows.map(({ id }) => id)])
      const lastUsed = new Map(used.map((row) => [row.key_id, row.last_used_at]))
      return rows.map((row) => toKey(row, lastUsed.get(row.id) ?? null))
    },
    revoke: async (idOrPrefix, now) => (await pool.query(revoke, [plain(idOrPrefix), instant(now)])).length > 0,
    touch: async ({ id, account }, now) => {
      await pool.query(touch, [account.base, id, instant(now), instant(now - TOUCH_MS)])
    },
  }
}

function toKey(row: KeyRow, lastUsedAt: Instant | null): ApiKey {
  return {
    id: row.id,
    accountId: row.account_id,
    label: row.label,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastUsedAt,
  }
}

import type { Storage } from './port.ts'
import { type AccountRow, toAccount } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

export function createCredentials(pool: Pool, sql: Catalogue): Storage['credentials'] {
  const put = sql.statement('put_credential')
  const get = sql.statement('get_credential')
  const list = sql.statement('list_credentials')
  const remove = sql.statement('remove_credential')
  const accountsWith = sql.statement('accounts_with_credential')
  return {
    put: async (accountId, carrier, sealed, now) => {
      await pool.query(put, [accountId, carrier, sealed, instant(now)])
    },
    get: async (accountId, carrier) => (await pool.query<{ sealed: string }>(get, [accountId, carrier]))[0]?.sealed ?? null,
    listCarriers: async (accountId) => (await pool.query<{ carrier: string }>(list, [accountId])).map(({ carrier }) => carrier),
    accountsWith: async (carrier) => (await pool.query<AccountRow>(accountsWith, [carrier])).map(toAccount),
    remove: async (accountId, carrier) => (await pool.query(remove, [accountId, carrier])).length > 0,
  }
}

import { createHash } from 'node:crypto'
import { BUCKETS } from '../base/index.ts'
import type { Storage } from './port.ts'
import { type AccountRow, toAccount } from './rows.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

export function createAccounts(pool: Pool, sql: Catalogue): Storage['accounts'] {
  const ensure = sql.statement('ensure_account')
  const find = sql.statement('find_account')
  const byId = sql.statement('find_account_by_id')
  const list = sql.statement('list_accounts')
  const lock = sql.statement('lock_account')
  const setSettings = sql.statement('set_account_settings')
  return {
    ensure: async (name, mode, now) => {
      const [known] = await pool.query<AccountRow>(find, [name, mode])
      if (known) return toAccount(known)
      const { id, base } = place(name, mode)
      await pool.query(ensure, [id, name, mode, base, instant(now)])
      const [row] = await pool.query<AccountRow>(find, [name, mode])
      if (!row) throw new Error(`account ${name} (${mode}) was not made`)
      return toAccount(row)
    },
    find: async (id) => {
      const [row] = await pool.query<AccountRow>(byId, [id])
      return row ? toAccount(row) : null
    },
    list: async () => (await pool.query<AccountRow>(list)).map(toAccount),
    changeSettings: (id, change) =>
      pool.tx(async (session) => {
        const [row] = await session.query<AccountRow>(lock, [id])
        if (!row) return null
        const account = toAccount(row)
        const settings = await change(account)
        await session.query(setSettings, [id, JSON.stringify(settings)])
        return { ...account, settings }
      }),
  }
}

/** Id (52 bits, exact as a JavaScript number) and first bucket come from the name: no sequence, and the same in every process. */
function place(name: string, mode: string): { id: number; base: number } {
  const hash = createHash('sha256').update(`${mode}/${name}`).digest()
  return { id: Number(hash.readBigUInt64BE(0) >> 12n) + 1, base: hash.readUInt16BE(8) % BUCKETS }
}

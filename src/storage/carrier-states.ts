import type { Instant } from '../base/index.ts'
import type { ExchangeChange, Storage } from './port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

const SWEEP_AFTER_MS = 3_600_000

/** The key's row is locked while `change` decides, so processes decide one after the other. `change` may run again: see the port. */
export function createCarrierStates(pool: Pool, sql: Catalogue): Storage['carrierStates'] {
  const ensure = sql.statement('ensure_carrier_state')
  const lock = sql.statement('lock_carrier_state')
  const readShares = sql.statement('read_carrier_shares')
  const writeState = sql.statement('write_carrier_state')
  const writeShare = sql.statement('write_carrier_share')
  const removeShare = sql.statement('remove_carrier_share')
  const sweep = sql.statement('sweep_carrier_shares')

  const exchange: Storage['carrierStates']['exchange'] = <T, State extends object, Share extends object>(
    key: string,
    holder: string,
    change: ExchangeChange<T, State, Share>,
  ) =>
    pool.tx(async (session) => {
      let [row] = await session.query<{ state: State | null }>(lock, [key])
      if (!row) {
        await session.query(ensure, [key])
        ;[row] = await session.query<{ state: State | null }>(lock, [key])
      }
      const rows = await session.query<{ holder: string; share: Share; until: Instant }>(readShares, [key])
      const { state, share, result } = change({ state: row?.state ?? null, others: rows.filter((one) => one.holder !== holder) })
      const isNew = state !== undefined && JSON.stringify(state) !== JSON.stringify(row?.state)
      if (isNew) await session.query(writeState, [key, JSON.stringify(state)])
      if (share === null) await session.query(removeShare, [key, holder])
      else if (share) await session.query(writeShare, [key, holder, JSON.stringify(share.share), instant(share.until)])
      const old = pool.clock.now() - SWEEP_AFTER_MS
      if (rows.some(({ until }) => until < old)) await session.query(sweep, [key, instant(old)])
      return result
    })
  return { exchange }
}

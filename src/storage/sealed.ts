import { BUCKETS } from '../base/index.ts'
import type { Sealed, SealedPlace, ServerSecrets } from './sealed-port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool, Statement } from './sql/pool.ts'
import { instant } from './sql/types.ts'

interface SealedRow {
  key: string[]
  sealed: string
}

/** Tables with sealed texts. Those of tenants are read bucket by bucket, so that one reading is never large. */
const PLACES: readonly { place: SealedPlace; byBucket: boolean }[] = [
  { place: 'carrier_credentials', byBucket: false },
  { place: 'channel_credentials', byBucket: false },
  { place: 'webhook_endpoints', byBucket: false },
  { place: 'carrier_answers', byBucket: true },
  { place: 'idempotency_keys', byBucket: true },
  // Last: it tells which key the data was sealed with, so a run that was cut off is seen to be unfinished.
  { place: 'server_secrets', byBucket: false },
]

export function createSealed(pool: Pool, sql: Catalogue): { sealed: Sealed; serverSecrets: ServerSecrets } {
  const get = sql.statement('get_server_secret')
  const put = sql.statement('put_server_secret')
  const find = async (name: string): Promise<string | null> => (await pool.query<{ sealed: string }>(get, [name]))[0]?.sealed ?? null
  const statements = PLACES.map(({ place, byBucket }) => ({
    place,
    byBucket,
    list: sql.statement(`sealed_${place}`),
    reseal: sql.statement(`reseal_${place}`),
    forget: place === 'webhook_endpoints' ? null : sql.statement(`forget_${place}`),
  }))

  async function changeOne(
    { reseal, forget }: { reseal: Statement; forget: Statement | null },
    key: unknown[],
    change: { to: string } | 'forget',
  ): Promise<void> {
    if (change !== 'forget') await pool.query(reseal, [...key, change.to])
    else if (forget) await pool.query(forget, key)
  }

  return {
    serverSecrets: {
      ensure: async (name, sealed, now) => {
        const known = await find(name)
        if (known !== null) return known
        await pool.query(put, [name, sealed, instant(now)])
        return (await find(name)) ?? sealed
      },
    },
    sealed: {
      change: async (decide) => {
        const counts = []
        for (const { place, byBucket, list, ...ways } of statements) {
          const count = { place, seen: 0, changed: 0 }
          for (let bucket = 0; bucket < (byBucket ? BUCKETS : 1); bucket += 1) {
            const pin = byBucket ? [bucket] : []
            for (const { key, sealed } of await pool.query<SealedRow>(list, pin)) {
              const change = decide(place, sealed)
              count.seen += 1
              if (change === 'keep') continue
              await changeOne(ways, [...pin, ...key, sealed], change)
              count.changed += 1
            }
          }
          counts.push(count)
        }
        return counts
      },
    },
  }
}

import { BUCKETS } from '../base/index.ts'
import type { Pool, Session } from './sql/pool.ts'

const REFERENCE_TABLES = [
  'accounts',
  'api_keys',
  'carrier_credentials',
  'webhook_endpoints',
  'channel_credentials',
  'notice_templates',
  'server_secrets',
]
const SINGLE_SHARD_TABLES = ['unknown_codes', 'carrier_states', 'carrier_shares']
/** Tables whose rows belong to a tenant. The first is the family's head; the others lie with it. */
export const FAMILY = [
  'trackings',
  'schedule',
  'checkpoints',
  'quota_charges',
  'quota_periods',
  'key_usage',
  'carrier_health',
  'carrier_answers',
  'events',
  'event_positions',
  'webhook_endpoint_states',
  'webhook_deliveries',
  'webhook_attempts',
  'suppressions',
  'notices',
  'notice_alarms',
  'idempotency_keys',
  'sms_accounts',
  'sms_counts',
]
const DISTRIBUTE_LOCK = 7_285_010_003

/** Whether the database is a Citus cluster. */
async function hasCitus(session: Session): Promise<boolean> {
  const rows = await session.query({ name: '', text: "select 1 from pg_extension where extname = 'citus'" })
  return rows.length > 0
}

/** Spreads the tables over a Citus cluster, each once; nothing to do on plain PostgreSQL. Needs the coordinator. */
export async function distribute(pool: Pool): Promise<void> {
  if (!(await hasCitus(pool))) return
  await pool.tx(async (session) => {
    await session.query({ name: '', text: 'select pg_advisory_xact_lock($1)' }, [DISTRIBUTE_LOCK])
    const done = new Set(
      (await session.query<{ name: string }>({ name: '', text: 'select logicalrel::text as name from pg_dist_partition' })).map(
        ({ name }) => name,
      ),
    )
    const todo = (tables: string[]): string[] => tables.filter((name) => !done.has(name))
    for (const name of todo(REFERENCE_TABLES)) await session.query({ name: '', text: `select create_reference_table('${name}')` })
    for (const name of todo(SINGLE_SHARD_TABLES))
      await session.query({ name: '', text: `select create_distributed_table('${name}', null, colocate_with => 'none')` })
    for (const name of todo(FAMILY)) {
      const beside = name === FAMILY[0] ? '' : `, colocate_with => '${FAMILY[0]}'`
      await session.query({ name: '', text: `select create_distributed_table('${name}', 'bucket'${beside})` })
    }
  })
}

/** Buckets that lie together: work over all accounts is done a group at a time. `null` stands for every bucket of a plain PostgreSQL. */
export async function readGroups(session: Session): Promise<(number[] | null)[]> {
  if (!(await hasCitus(session))) return [null]
  const rows = await session.query<{ buckets: number[] }>(
    {
      name: '',
      text: "select array_agg(b) as buckets from generate_series(0, $1::int) b group by get_shard_id_for_distribution_column('trackings', b)",
    },
    [BUCKETS - 1],
  )
  return rows.map(({ buckets }) => buckets)
}

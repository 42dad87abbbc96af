import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Clock, Logger } from '../base/index.ts'
import { distribute } from './distribute.ts'
import { createPool, type Session, type Target } from './sql/pool.ts'
import { splitStatements } from './sql/split.ts'
import { instant } from './sql/types.ts'

/** Held inside each migration's transaction: of several starting processes one migrates and the others find it done. */
const MIGRATE_LOCK = 7_285_010_002
const FOLDER = new URL('migrations/', import.meta.url)

/** One numbered file. An older program refuses a schema that holds a newer breaking one. */
export interface Migration {
  id: number
  name: string
  /** Declared by a first line `-- breaking`. */
  breaking: boolean
  statements: string[]
}

/** The migrations of this program, in order. `0001_initial.sql` is number 1. */
export function readMigrations(folder: string | URL = FOLDER): Migration[] {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder
  return readdirSync(path)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .toSorted()
    .map((file) => {
      const text = readFileSync(`${path}/${file}`, 'utf8')
      return {
        id: Number(file.slice(0, 4)),
        name: file.slice(5, -4),
        breaking: text.startsWith('-- breaking'),
        statements: splitStatements(text),
      }
    })
}

/** An index over many rows takes its time. */
const STATEMENT_MS = 3_600_000

/**
 * Brings the schema up to this program: each migration in a transaction of its own, one statement a call, so that a process killed at
 * any point leaves the schema before or after a migration. Answers the names of those applied. The user of `target` must own the tables.
 * @throws Error when the database holds a newer breaking schema
 */
export async function migrate(
  target: Target,
  { clock, log, migrations = readMigrations() }: { clock: Clock; log: Logger; migrations?: Migration[] },
): Promise<string[]> {
  const pool = createPool(target, { clock, log, max: 1, queryTimeoutMs: STATEMENT_MS })
  try {
    const applied: string[] = []
    for (const migration of migrations) {
      if (!(await pool.tx((session) => apply(session, migration, migrations, clock)))) continue
      applied.push(migration.name)
      log.info({ id: migration.id, name: migration.name }, 'schema migrated')
    }
    await distribute(pool)
    return applied
  } finally {
    await pool.end()
  }
}

async function apply(session: Session, migration: Migration, known: Migration[], clock: Clock): Promise<boolean> {
  await session.query({ name: '', text: 'select pg_advisory_xact_lock($1)' }, [MIGRATE_LOCK])
  await session.query({
    name: '',
    text: `create table if not exists migrations (id int not null, name text not null, breaking boolean not null, applied_at timestamptz not null,
           constraint migrations_pk primary key (id))`,
  })
  const rows = await session.query<{ id: number; name: string; breaking: boolean }>({
    name: '',
    text: 'select id, name, breaking from migrations order by id',
  })
  const newest = Math.max(...known.map(({ id }) => id))
  const newer = rows.find(({ id, breaking }) => breaking && id > newest)
  if (newer) {
    throw new Error(
      `The database was migrated by a newer release (${String(newer.id).padStart(4, '0')}_${newer.name}), which this one cannot work with. Start the newer release, or restore the backup made before it.`,
    )
  }
  if (rows.some(({ id }) => id === migration.id)) return false
  for (const text of migration.statements) await session.query({ name: '', text })
  await session.query({ name: '', text: 'insert into migrations (id, name, breaking, applied_at) values ($1, $2, $3, $4)' }, [
    migration.id,
    migration.name,
    migration.breaking,
    instant(clock.now()),
  ])
  return true
}

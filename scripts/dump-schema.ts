// The schema as a migrated database has it, as stable text: `node --import tsx scripts/dump-schema.ts` writes docs/reference/schema.sql.
// Asked from the catalogue, since the embedded PostgreSQL brings no pg_dump. A change of schema shows in the diff of that file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Logger, systemClock } from '../src/base/index.ts'
import { createPool, migrate, openEmbedded, type Pool } from '../src/storage/index.ts'

const HEADER = '-- Made from the migrations by scripts/dump-schema.ts; a test compares. Do not edit.\n'

const COLUMNS = `
  select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
         array_to_string(c.reloptions, ', ') as options
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
   order by c.relname, a.attnum`

/** PostgreSQL 18 lists NOT NULL as constraints of type n; here they stand with their columns. */
const CONSTRAINTS = `
  select r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class r on r.oid = c.conrelid
   where r.relnamespace = 'public'::regnamespace and c.contype <> 'n'
   order by r.relname, c.contype, c.conname`

const INDEXES = `
  select i.tablename as table, i.indexdef as definition
    from pg_indexes i
   where i.schemaname = 'public' and not exists (select 1 from pg_constraint c where c.conname = i.indexname)
   order by i.tablename, i.indexname`

interface ColumnRow {
  table: string
  column: string
  type: string
  required: boolean
  options: string | null
}

/** Tables in alphabetical order, each with columns in their order, constraints and indexes by name. */
export async function dumpSchema(pool: Pool): Promise<string> {
  const columns = await pool.query<ColumnRow>({ name: '', text: COLUMNS })
  const constraints = await pool.query<{ table: string; name: string; definition: string }>({ name: '', text: CONSTRAINTS })
  const indexes = await pool.query<{ table: string; definition: string }>({ name: '', text: INDEXES })
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const own = columns.filter((row) => row.table === table)
    const options = own[0]?.options
    const lines = [
      ...own.map(({ column, type, required }) => `  ${column} ${type}${required ? ' not null' : ''}`),
      ...constraints.filter((row) => row.table === table).map(({ name, definition }) => `  constraint ${name} ${definition}`),
    ]
    const after = indexes.filter((row) => row.table === table).map(({ definition }) => `${definition};\n`)
    return `create table ${table} (\n${lines.join(',\n')}\n)${options ? ` with (${options})` : ''};\n${after.join('')}`
  })
  return `${HEADER}\n${tables.join('\n')}`
}

async function main(): Promise<void> {
  const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-schema-'))
  const server = await openEmbedded({ dataDir, log, clock: systemClock })
  const pool = createPool(server.connection, { clock: systemClock, log })
  await migrate(server.connection, { clock: systemClock, log })
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'reference', 'schema.sql'), await dumpSchema(pool))
  await pool.end()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()

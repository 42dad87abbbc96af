import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAMILY } from '../../src/storage/distribute.ts'
import { readMigrations } from '../../src/storage/migrate.ts'
import { type Entry, loadCatalogue, readEntries, withRows } from '../../src/storage/sql/catalogue.ts'
import { splitStatements } from '../../src/storage/sql/split.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const migrations = readMigrations()
const entries = readEntries()

/** What a line of SQL must not hold, and why. */
type Rule = [pattern: RegExp, fault: string]

function broken(text: string, rules: Rule[]): string[] {
  return rules.filter(([pattern]) => pattern.test(text)).map(([, fault]) => fault)
}

const TABLE_RULES: Rule[] = [
  [
    /\b(?:serial|bigserial|generated|nextval)\b|create (?:trigger|sequence|function|materialized)/i,
    'ids come from the program; no sequences, triggers or functions',
  ],
  [/^create index (?:concurrently )?on/, 'an index without a name'],
  [/;/, 'more than one statement'],
]

const LINE_RULES: Rule[] = [
  [/^(?!.*constraint \w+).*\b(?:primary key|unique|foreign key|check)\s*\(/, 'a constraint without a name'],
  [/^(?!.*constraint \w+ foreign key).*\breferences\b/, 'a foreign key without a name'],
]

/** Rules for tables: tenant data is keyed by bucket first; every constraint has a name; what a cluster cannot do is not there. */
function faultsOfMigration(statement: string): string[] {
  return [
    ...broken(statement, TABLE_RULES),
    ...statement.split('\n').flatMap((line) => broken(line, LINE_RULES)),
    ...keysWithoutBucket(statement),
  ]
}

function keysWithoutBucket(statement: string): string[] {
  const table = /^create table (?:if not exists )?(\w+) \(/.exec(statement)?.[1] ?? ''
  if (!FAMILY.includes(table)) return []
  const keys = [...statement.matchAll(/(?:primary key|unique|foreign key|references \w+) \(([^)]*)\)/g)].map(([, columns = '']) => columns)
  return [
    ...(/^\s*bucket int not null/m.test(statement) ? [] : [`${table}: no bucket column`]),
    ...keys.filter((columns) => !columns.startsWith('bucket')).map((columns) => `${table}: a key (${columns}) does not begin with bucket`),
  ]
}

const STATEMENT_RULES: Rule[] = [
  [/\b(?:now|random|clock_timestamp|gen_random_uuid|current_timestamp)\b\s*\(?/i, 'time and ids are parameters'],
  [/\b(?:merge into|ctid|listen|notify|copy)\b/i, 'MERGE, ctid, NOTIFY and COPY do not work everywhere'],
  [/\bset\b[^;]*\binterval\b/i, 'time arithmetic in SET belongs to the program'],
  [/insert into \w+ \([^)]*\) select (?!r\.)|insert into[^;]*\bunnest\(/i, 'inserts are multi-row VALUES'],
  [new RegExp(`delete from (?:${FAMILY.join('|')})\\b(?!.*bucket = )`), 'a delete that names no bucket'],
]

/** Rules for statements: only immutable expressions are written, inserts are VALUES, and every tenant table is pinned to buckets. */
function faultsOfStatement({ text }: Pick<Entry, 'text'>): string[] {
  const flat = text.replaceAll(/\s+/g, ' ')
  const pinned = pinnedAliases(flat)
  const loose = familyAliases(flat).filter(([alias, table]) => !pinned.has(alias) && !(alias === table && pinned.has('')))
  return [...broken(flat, STATEMENT_RULES), ...loose.map(([alias, table]) => `${alias} (${table}) names no bucket`)]
}

function familyAliases(flat: string): [alias: string, table: string][] {
  const notAnAlias = 'set|where|on|join|order|for|limit|using|group|values'
  const named = flat.matchAll(new RegExp(`(?:from|join|update|,)\\s+(\\w+)(?:\\s+(?:as )?(?!(?:${notAnAlias})\\b)(\\w+))?`, 'gi'))
  return [...named].filter(([, table = '']) => FAMILY.includes(table)).map(([, table = '', alias]) => [alias ?? table, table])
}

/** Aliases whose bucket is a parameter, or equal to the bucket of one whose is. */
function pinnedAliases(flat: string): Set<string> {
  const pinned = new Set([...flat.matchAll(/(?:(\w+)\.)?bucket = (?:\$\d|any\(\$\d)/g)].map(([, alias]) => alias ?? ''))
  const equal = [...flat.matchAll(/(\w+)\.bucket = (\w+)\.bucket/g)].map(([, left = '', right = '']) => [left, right] as const)
  for (let before = -1; pinned.size > before;) {
    before = pinned.size
    for (const [left, right] of [...equal, ...equal.map(([a, b]) => [b, a] as const)]) if (pinned.has(left)) pinned.add(right)
  }
  return pinned
}

describe('migrations', () => {
  test('are numbered without gaps and keep the rules', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, i) => i + 1))
    expect(migrations[0]?.statements.length).toBeGreaterThan(10)
    expect(migrations.flatMap(({ statements }) => statements.flatMap(faultsOfMigration))).toEqual([])
  })

  test.each([
    ['create table trackings (\n  id uuid not null\n)', 'no bucket column'],
    [
      'create table trackings (\n  bucket int not null,\n  id uuid,\n  constraint a primary key (id, bucket)\n)',
      'does not begin with bucket',
    ],
    [
      'create table schedule (\n  bucket int not null,\n  constraint a foreign key (bucket, t) references trackings (id, bucket)\n)',
      'does not begin with bucket',
    ],
    ['create table a (\n  id int not null,\n  primary key (id)\n)', 'without a name'],
    ['create table a (\n  id int references b (id)\n)', 'without a name'],
    ['create table a (\n  id bigserial\n)', 'ids come from the program'],
    ['create index on a (b)', 'without a name'],
    ['create table a (b int); create table c (d int)', 'more than one'],
  ])('the check bites: %s', (statement, fault) => {
    expect(faultsOfMigration(statement).join()).toContain(fault)
  })

  test('comments and semicolons are cut as written', () => {
    expect(splitStatements("-- first; really\ncreate table a (\n  b text -- not; here\n);\n\ninsert into a values ('x;y');\n")).toEqual([
      'create table a (\n  b text -- not; here\n)',
      "insert into a values ('x;y')",
    ])
  })
})

describe('statements', () => {
  test('keep the rules', () => {
    expect(entries.length).toBeGreaterThan(30)
    expect(entries.flatMap((entry) => faultsOfStatement(entry).map((fault) => `${entry.name}: ${fault}`))).toEqual([])
  })

  test.each([
    ['update schedule set next_check_at = now() where bucket = $1', 'time and ids'],
    ["update schedule set next_check_at = $2 + interval '1 min' * attempts where bucket = $1", 'time arithmetic'],
    ['insert into checkpoints (bucket, id) select * from unnest($1::int[], $2::uuid[])', 'VALUES'],
    ['select 1 from trackings where id = $1', 'trackings (trackings) names no bucket'],
    ['select 1 from trackings t join schedule s on s.tracking_id = t.id where t.bucket = $1', 's (schedule) names no bucket'],
    ['select 1 from trackings t, schedule s where s.bucket = t.bucket', 'names no bucket'],
    ['update trackings t set pin = r.pin from unnest($1::int[]) r (bucket) where t.bucket = r.bucket', 't (trackings) names no bucket'],
    ['delete from checkpoints where tracking_id = $1', 'names no bucket'],
  ])('the check bites: %s', (text, fault) => {
    expect(faultsOfStatement({ text }).join()).toContain(fault)
  })

  test('rows are written out with the same parameters wherever a row appears', () => {
    const entry = {
      name: 'x',
      file: 'x.sql',
      text: 'a :rows(p, q) b :rows(q)',
      columns: [
        { name: 'p', type: 'int' },
        { name: 'q', type: 'text' },
      ],
      unnamed: false,
      timeoutMs: undefined,
    }
    expect(withRows(entry, 2)).toBe('a ($1::int, $2::text), ($3::int, $4::text) b ($2::text), ($4::text)')
    const padded = loadCatalogue()
      .rows('charge')
      .padded(Array.from({ length: 5 }, (_, i) => [i, 1, 'p', 'c', 'n']))
    expect(padded.statement.name).toBe('charge_6')
    expect(padded.params).toHaveLength(30)
    expect(padded.params.slice(25)).toEqual([4, 1, 'p', 'c', 'n'])
  })

  describe('on a real server', () => {
    let database: FreshDatabase
    beforeAll(async () => {
      database = await freshDatabase()
    })
    afterAll(() => database.drop())

    test.each(entries.map((entry) => [entry.name, entry] as const))('%s can be prepared', async (name, entry) => {
      await database.pool.tx(async (session) => {
        await session.query({ name: '', text: `prepare check_${name} as ${withRows(entry, 2)}` })
      })
    })
  })

  test('every file of statements is used', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/storage/queries')).toSorted()
    expect(files).toEqual([...new Set(entries.map(({ file }) => file))].toSorted())
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dumpSchema } from '../../scripts/dump-schema.ts'
import { systemClock } from '../../src/base/index.ts'
import { migrate } from '../../src/storage/index.ts'
import { type Migration, readMigrations } from '../../src/storage/migrate.ts'
import { freshDatabase, silentLog } from '../support/database.ts'

const tools = { clock: systemClock, log: silentLog }
const next = (statements: string[], breaking = false): Migration => ({
  id: readMigrations().length + 1,
  name: 'next',
  breaking,
  statements,
})

describe('migrate', () => {
  test('several processes at once apply each migration once; again changes nothing', async () => {
    const database = await freshDatabase({ migrated: false })
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, tools)))
    expect(applied.flat().toSorted()).toEqual(
      readMigrations()
        .map(({ name }) => name)
        .toSorted(),
    )
    expect(await migrate(database.url, tools)).toEqual([])
    await database.drop()
  })

  test('a migration that fails leaves nothing of itself, and the version before works on', async () => {
    const database = await freshDatabase()
    const broken = [...readMigrations(), next(['create table half (id int)', 'select 1 / 0'])]
    await expect(migrate(database.url, { ...tools, migrations: broken })).rejects.toThrow('division by zero')
    expect(await database.pool.query({ name: '', text: "select to_regclass('half')::text as half" })).toEqual([{ half: null }])
    const repaired = [...readMigrations(), next(['create table half (id int)'])]
    expect(await migrate(database.url, { ...tools, migrations: repaired })).toEqual(['next'])
    await database.drop()
  })

  test.each([
    [false, 'goes on with'],
    [true, 'refuses'],
  ])('a newer schema (breaking: %s): this release %s it', async (breaking) => {
    const database = await freshDatabase()
    await migrate(database.url, { ...tools, migrations: [...readMigrations(), next(['create table later (id int)'], breaking)] })
    if (breaking) await expect(migrate(database.url, tools)).rejects.toThrow(/newer release \(\d{4}_next\)/)
    else expect(await migrate(database.url, tools)).toEqual([])
    await database.drop()
  })
})

test('docs/reference/schema.sql is what the migrations make', async () => {
  const database = await freshDatabase()
  const dump = await dumpSchema(database.pool)
  await database.drop()
  expect(dump).toBe(readFileSync(join(import.meta.dirname, '../../docs/reference/schema.sql'), 'utf8'))
})

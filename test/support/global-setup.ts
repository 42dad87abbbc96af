import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { systemClock, type Logger } from '../../src/base/index.ts'
import { migrate, openEmbedded } from '../../src/storage/index.ts'
import { ADMIN_URL, socketUrl, TEMPLATE, TEMPLATE_NAME, withDatabase } from './database.ts'

const log: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
}

/**
 * Runs once before all test files: one PostgreSQL for the whole run (embedded, or the server of TEST_DATABASE_URL) with a migrated
 * template database, which `freshDatabase` clones. Works as root and as an ordinary user.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const { url, stop } = given ? { url: given, stop: () => Promise.resolve() } : await startEmbedded()
  const template = `${TEMPLATE_NAME}_${process.pid}`
  await admin(url, `create database ${template}`)
  await migrate(withDatabase(url, template), { clock: systemClock, log })
  process.env[ADMIN_URL] = url
  process.env[TEMPLATE] = template
  return async () => {
    await admin(url, `drop database if exists ${template} with (force)`)
    await stop()
  }
}

async function startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-test-'))
  const server = await openEmbedded({ dataDir, log, clock: systemClock })
  return {
    url: socketUrl(server.connection),
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { type Clock, type Logger, systemClock } from '../../src/base/index.ts'
import { createPool, createStorage, type EmbeddedConnection, type Pool, type Storage } from '../../src/storage/index.ts'

/** Variables by which the global set-up tells the test files where the server is. */
export const ADMIN_URL = 'TRACKRU_TEST_ADMIN_URL'
export const TEMPLATE = 'TRACKRU_TEST_TEMPLATE'
export const TEMPLATE_NAME = 'trackru_template'

export const silentLog: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export interface FreshDatabase {
  /** For `DATABASE_URL` and `createPool`. */
  url: string
  pool: Pool
  storage: Storage
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>
}

/** A migrated empty database of one's own, cloned from the template in about 50 ms. */
export async function freshDatabase(
  options: { clock?: Clock; log?: Logger; migrated?: boolean; connections?: number } = {},
): Promise<FreshDatabase> {
  const adminUrl = process.env[ADMIN_URL]
  const template = process.env[TEMPLATE]
  if (adminUrl === undefined || template === undefined) throw new Error('the global set-up of the tests has not run')
  const name = `trackru_test_${randomBytes(6).toString('hex')}`
  await admin(adminUrl, `create database ${name} template ${options.migrated === false ? 'template0' : template}`)
  const url = withDatabase(adminUrl, name)
  const pool = createPool(url, {
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    ...(options.connections === undefined ? {} : { max: options.connections }),
  })
  const storage = createStorage(pool)
  return {
    url,
    pool,
    storage,
    drop: async () => {
      await storage.close()
      await admin(adminUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/** The URL of a server on a unix socket. */
export function socketUrl({ host, port, user, database }: EmbeddedConnection): string {
  return `postgres://${user}@${encodeURIComponent(host)}:${port}/${database}`
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

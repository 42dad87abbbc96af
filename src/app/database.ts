import { AppError, type Clock, type Logger } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import { attachEmbedded, createPool, createStorage, migrate, openEmbedded, type Storage } from '../storage/index.ts'

export interface OpenDatabase {
  storage: Storage
  /** Which PostgreSQL this is, for a person. */
  description: string
  /** Closes the pool, and the embedded server where this process owns it. */
  close(): Promise<void>
}

export interface Tools {
  clock: Clock
  log: Logger
}

/**
 * Opens the database that serves: DATABASE_URL, else the embedded one, which this process then owns. Migrates it.
 * @throws DataInUseError when another process owns DATA_DIR, Error naming the setting when its server does not answer within 15 s
 */
export async function openDatabase(config: Config, tools: Tools): Promise<OpenDatabase> {
  if (config.DATABASE_URL !== null) {
    await migrate({ connectionString: config.MIGRATE_URL ?? config.DATABASE_URL }, tools).catch((error: unknown) => {
      throw unreachable(error, config.MIGRATE_URL === null ? 'DATABASE_URL' : 'MIGRATE_URL')
    })
    return connect({ connectionString: config.DATABASE_URL }, 'PostgreSQL at DATABASE_URL', tools)
  }
  const server = await openEmbedded({ dataDir: config.DATA_DIR, ...tools })
  try {
    await migrate(server.connection, tools)
    const database = await connect(server.connection, `embedded PostgreSQL in ${config.DATA_DIR}`, tools)
    return {
      ...database,
      close: async () => {
        await database.close()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** As `openDatabase`, but beside a running server where there is one. */
export async function joinDatabase(config: Config, tools: Tools): Promise<OpenDatabase> {
  const running = config.DATABASE_URL === null ? await attachEmbedded({ dataDir: config.DATA_DIR }) : null
  return running
    ? connect(running, `embedded PostgreSQL in ${config.DATA_DIR}, owned by a running server`, tools)
    : openDatabase(config, tools)
}

async function connect(connection: Parameters<typeof createPool>[0], description: string, tools: Tools): Promise<OpenDatabase> {
  const pool = createPool(connection, tools)
  const storage = createStorage(pool)
  return { storage, description, close: () => storage.close() }
}

/** The domain's own word for it is meant for callers of the API; the operator needs the setting and the driver's reason. */
function unreachable(error: unknown, setting: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'unavailable') return error
  const { cause } = error
  const reason = cause instanceof Error ? [cause.message, 'code' in cause ? String(cause.code) : ''].find((text) => text !== '') : undefined
  return new Error(`The PostgreSQL of ${setting} does not answer (${reason ?? 'unknown reason'}).`, { cause: error })
}

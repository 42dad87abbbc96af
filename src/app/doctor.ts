import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import { joinDatabase } from './database.ts'
import { createLogger } from './logger.ts'
import { secretKey } from './secret-key.ts'

export interface Finding {
  check: string
  ok: boolean
  detail: string
  /** What to do, when not ok. */
  fix?: string
}

/** Less free space than this makes PostgreSQL stop sooner or later. */
const LEAST_FREE_BYTES = 1e9

/** Looks at everything that commonly goes wrong. Never throws: what fails is a finding. */
export async function diagnose(config: Config): Promise<Finding[]> {
  return [
    finding('node', true, `Node.js ${process.versions.node}`),
    check('secret key', () => {
      secretKey(config)
      return config.SECRET_KEY === null ? `in ${config.DATA_DIR}` : 'from SECRET_KEY'
    }),
    await checkDisk(config),
    await checkDatabase(config),
  ]
}

async function checkDisk(config: Config): Promise<Finding> {
  let folder = resolve(config.DATA_DIR)
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  return finding('disk', free >= LEAST_FREE_BYTES, `${(free / 1e9).toFixed(1)} GB free for DATA_DIR`, 'Free space, or move DATA_DIR.')
}

async function checkDatabase(config: Config): Promise<Finding> {
  try {
    const database = await joinDatabase(config, { clock: systemClock, log: createLogger({ ...config, LOG_LEVEL: 'silent' }) })
    try {
      await database.storage.ping()
      return finding('database', true, database.description)
    } finally {
      await database.close()
    }
  } catch (error) {
    return finding('database', false, messageOf(error), 'Check DATABASE_URL, or the folder DATA_DIR and who owns it.')
  }
}

function check(name: string, run: () => string): Finding {
  try {
    return finding(name, true, run())
  } catch (error) {
    return finding(name, false, messageOf(error), 'See the settings reference.')
  }
}

function finding(name: string, ok: boolean, detail: string, fix?: string): Finding {
  return { check: name, ok, detail, ...(ok || fix === undefined ? {} : { fix }) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import type { Vault } from '../services/index.ts'
import type { Storage } from '../storage/index.ts'
import { joinDatabase } from './database.ts'
import { createLogger } from './logger.ts'
import { createMail } from './mail.ts'
import { openVault } from './vault.ts'

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
    await checkDisk(config).catch((error: unknown) =>
      finding('disk', false, messageOf(error), 'Set DATA_DIR to a folder that can be read.'),
    ),
    ...(await checkDatabase(config)),
    await checkMail(config),
  ]
}

async function checkDisk(config: Config): Promise<Finding> {
  let folder = resolve(config.DATA_DIR)
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  return finding('disk', free >= LEAST_FREE_BYTES, `${(free / 1e9).toFixed(1)} GB free for DATA_DIR`, 'Free space, or move DATA_DIR.')
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  try {
    const database = await joinDatabase(config, { clock: systemClock, log: createLogger({ ...config, LOG_LEVEL: 'silent' }) })
    try {
      await database.storage.ping()
      return [finding('database', true, database.description), ...(await checkSecrets(config, database.storage))]
    } finally {
      await database.close()
    }
  } catch (error) {
    return [finding('database', false, messageOf(error), 'Check DATABASE_URL, or the folder DATA_DIR and who owns it.')]
  }
}

async function checkSecrets(config: Config, storage: Storage): Promise<Finding[]> {
  try {
    const vault = await openVault(config, storage)
    const where = config.SECRET_KEY === null ? `in ${config.DATA_DIR}` : 'from SECRET_KEY'
    return [finding('secret key', true, where), await checkCredentials(storage, vault)]
  } catch (error) {
    return [finding('secret key', false, messageOf(error), 'Restore secret.key from a backup, or set SECRET_KEY.')]
  }
}

/** Signs in without sending. That nothing is set up is a choice, not a fault. */
async function checkMail(config: Config): Promise<Finding> {
  const channel = createMail(config)
  if (channel === null || config.MAIL_FROM === null)
    return finding('e-mail', true, 'not set up: SMTP_URL is absent, so buyers get no e-mail')
  const host = new URL(config.SMTP_URL ?? '').host
  const problem = await channel.verify()
  await channel.close()
  return problem === null
    ? finding('e-mail', true, `${host} takes mail from ${config.MAIL_FROM.address}; \`trackru mail test --to …\` sends one`)
    : finding(
        'e-mail',
        false,
        `${host}: ${problem}`,
        'Check SMTP_URL: host, port, user and password (percent-encoded); smtps:// for port 465.',
      )
}

/** Credentials outlive their key when a backup was restored without secret.key: then carriers look as if nobody had an account. */
async function checkCredentials(storage: Storage, vault: Vault): Promise<Finding> {
  const broken: string[] = []
  let whole = 0
  for (const account of await storage.accounts.list()) {
    for (const carrier of await storage.credentials.listCarriers(account.id)) {
      const sealed = await storage.credentials.get(account.id, carrier)
      if (sealed === null || opens(vault, sealed)) whole++
      else broken.push(`${carrier} of ${account.name}`)
    }
  }
  const detail = broken.length === 0 ? `${whole} stored` : `the secret key does not open ${broken.slice(0, 10).join(', ')}`
  return finding('credentials', broken.length === 0, detail, 'Use the secret key they were stored with, or store them anew.')
}

function opens(vault: Vault, sealed: string): boolean {
  try {
    vault.open(sealed)
    return true
  } catch {
    return false
  }
}

function finding(name: string, ok: boolean, detail: string, fix?: string): Finding {
  return { check: name, ok, detail, ...(ok || fix === undefined ? {} : { fix }) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

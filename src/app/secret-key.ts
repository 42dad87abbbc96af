import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config/index.ts'

const HEX = /^[0-9a-f]{64}$/i

/**
 * The 32 bytes that encrypt stored credentials: SECRET_KEY, else the file `secret.key` of DATA_DIR, made at the first start.
 * Processes that share a database must share the key.
 * @throws ConfigError when the key is not 64 hex digits or the file cannot be made
 */
export function secretKey(config: Config): Uint8Array {
  if (config.SECRET_KEY !== null) return decode(config.SECRET_KEY, 'SECRET_KEY')
  const path = join(config.DATA_DIR, 'secret.key')
  const known = readIfThere(path)
  if (known !== null) return decode(known.trim(), path)
  const made = randomBytes(32).toString('hex')
  try {
    mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 })
    // wx: of two first starts at once, one makes the file and the other reads it.
    writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
    return decode(made, path)
  } catch (error) {
    const other = readIfThere(path)
    if (other !== null) return decode(other.trim(), path)
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new ConfigError(`${path} cannot be written (${code}): set SECRET_KEY or a writable DATA_DIR.`)
  }
}

/** The key before, while what it sealed is sealed anew; null: there is none. @throws ConfigError */
export function oldSecretKey({ SECRET_KEY_OLD: old }: Config): Uint8Array | null {
  return old === null ? null : decode(old, 'SECRET_KEY_OLD')
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function decode(hex: string, source: string): Uint8Array {
  if (!HEX.test(hex)) throw new ConfigError(`${source} must hold 64 hex digits (make them with: openssl rand -hex 32).`)
  return Buffer.from(hex, 'hex')
}

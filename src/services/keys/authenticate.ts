import { AppError } from '../../base/index.ts'
import type { Account, ApiKey } from '../../storage/index.ts'
import type { Caller } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { hashKey, plausibleKey } from './format.ts'

/** A revoked key is refused everywhere within two seconds: what a process remembers of a key is never older than this. */
const REMEMBER_MS = 1_000
/** A key is marked as used at most this often. */
const TOUCH_MS = 60_000
const MOST_REMEMBERED = 10_000

interface Remembered {
  found: Promise<{ key: ApiKey; account: Account; scopes: ReadonlySet<string> } | null>
  readAt: number
}

/**
 * Makes the verb that turns a presented key into a caller. One lookup a second and key, however many requests come.
 * @throws invalid_key, key_revoked, unavailable
 */
export function createAuthenticate({ storage, clock, log }: ServiceDeps): (presentedKey: string | undefined) => Promise<Caller> {
  const remembered = new Map<string, Remembered>()
  const touched = new Map<string, number>()
  let sweptAt = clock.now()

  // By the key itself: hashing it for each request was a thirtieth of a read. What is no longer good goes with the next look-up.
  function lookUp(presentedKey: string, now: number): Remembered {
    const entry = remembered.get(presentedKey)
    if (entry && now - entry.readAt < REMEMBER_MS) return entry
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    if (now - sweptAt >= REMEMBER_MS) {
      for (const [key, { readAt }] of remembered) if (now - readAt >= REMEMBER_MS) remembered.delete(key)
      sweptAt = now
    }
    const hash = hashKey(presentedKey)
    const found = storage.keys.findByHash(hash).then((pair) => pair && { ...pair, scopes: new Set(pair.key.scopes) })
    const fresh: Remembered = { found, readAt: now }
    remembered.set(presentedKey, fresh)
    fresh.found.catch(() => remembered.delete(presentedKey))
    return fresh
  }

  function touch(key: ApiKey, account: Account, now: number): void {
    if (now - (touched.get(key.id) ?? 0) < TOUCH_MS) return
    touched.set(key.id, now)
    storage.keys
      .touch({ id: key.id, account }, now)
      .catch((error: unknown) => log.warn({ err: error, keyId: key.id }, 'the last use of a key was not written'))
  }

  return async (presentedKey) => {
    if (presentedKey === undefined || !plausibleKey(presentedKey)) throw new AppError('invalid_key')
    const now = clock.now()
    const found = await lookUp(presentedKey, now).found
    if (!found) throw new AppError('invalid_key')
    if (found.key.revokedAt !== null) throw new AppError('key_revoked')
    touch(found.key, found.account, now)
    return { account: found.account, scopes: found.scopes }
  }
}

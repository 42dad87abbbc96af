import { ConfigError, type Config } from '../config/index.ts'
import { newWebhookSecret } from '../delivery/index.ts'
import { createVault, macKeyOf, sealSecrets, type Vault } from '../services/index.ts'
import type { SealedPlace, Storage } from '../storage/index.ts'
import { type Clock, systemClock } from '../base/index.ts'
import { joinDatabase } from './database.ts'
import { createLogger } from './logger.ts'
import { systemRandom } from './random.ts'
import { oldSecretKey, secretKey } from './secret-key.ts'

/** Name of the row that holds the key of `Vault.mac`: addresses and hashes made with it outlive a change of the secret key. */
const MAC_KEY = 'mac key'

const WRONG_KEY = `The secret key is not the one that this database's secrets were sealed with.
Use that one: SECRET_KEY, or the file secret.key of DATA_DIR, which belongs with every backup. To change it, see \`trackru secret-key rotate --help\`.
When it is lost, \`trackru secret-key reset\` forgets what it sealed.`

/** The vault of a database. @throws ConfigError when the secret key is another than the one its secrets were sealed with */
export async function openVault(config: Config, storage: Storage, clock: Clock = systemClock): Promise<Vault> {
  const [key, oldKey] = [secretKey(config), oldSecretKey(config)]
  const bare = createVault(key, systemRandom, { oldKey })
  const first = bare.seal(Buffer.from(macKeyOf(oldKey ?? key)).toString('base64url'))
  const sealed = await storage.serverSecrets.ensure(MAC_KEY, first, clock.now())
  try {
    return createVault(key, systemRandom, { oldKey, macKey: Buffer.from(bare.open(sealed), 'base64url') })
  } catch {
    throw new ConfigError(WRONG_KEY)
  }
}

/** What a change of the secret key did, by table. */
export interface Resealed {
  place: SealedPlace
  seen: number
  changed: number
  /** Left as they are, since no key that is there opens them. */
  unreadable: number
}

/** Seals everything anew that the old key sealed. Safe beside running servers that know both keys, and again. @throws ConfigError */
export async function rotateSecretKey(config: Config): Promise<Resealed[]> {
  if (config.SECRET_KEY_OLD === null) throw new ConfigError('Set SECRET_KEY to the new key and SECRET_KEY_OLD to the one before.')
  return withStorage(config, async (storage) => {
    const vault = await openVault(config, storage)
    const unreadable = new Map<SealedPlace, number>()
    const counts = await storage.sealed.change((place, sealed) => {
      try {
        const to = vault.reseal(sealed)
        return to === null ? 'keep' : { to }
      } catch {
        // Sealed with a key from before: one such row must not keep all others from the new key.
        unreadable.set(place, (unreadable.get(place) ?? 0) + 1)
        return 'keep'
      }
    })
    return counts.map((count) => ({ ...count, unreadable: unreadable.get(count.place) ?? 0 }))
  })
}

/**
 * For a lost key: forgets what cannot be opened. Credentials have to be stored again, webhook endpoints have new secrets, addresses that carriers
 * and buyers were given lead nowhere, and nobody is remembered as not to be written to.
 */
export async function resetSecretKey(config: Config): Promise<Resealed[]> {
  return withStorage(config, async (storage) => {
    const [key, oldKey] = [secretKey(config), oldSecretKey(config)]
    const vault = createVault(key, systemRandom, { oldKey })
    const opens = (sealed: string): boolean => {
      try {
        vault.open(sealed)
        return true
      } catch {
        return false
      }
    }
    const counts = await storage.sealed.change((place, sealed) => {
      if (opens(sealed)) return 'keep'
      if (place === 'webhook_endpoints') return { to: sealSecrets(vault, { current: newWebhookSecret(systemRandom), old: [] }) }
      return place === 'server_secrets' ? { to: vault.seal(Buffer.from(macKeyOf(key)).toString('base64url')) } : 'forget'
    })
    return counts.map((count) => ({ ...count, unreadable: 0 }))
  })
}

async function withStorage<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  const database = await joinDatabase(config, { clock: systemClock, log: createLogger({ ...config, LOG_LEVEL: 'error' }) })
  try {
    return await work(database.storage)
  } finally {
    await database.close()
  }
}

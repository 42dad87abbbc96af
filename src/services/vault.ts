import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from '../base/index.ts'

/** Encrypts what must come back, such as carrier credentials. */
export interface Vault {
  seal(plain: string): string
  /** The same text under the key that seals now; null: it is already. @throws Error as `open` */
  reseal(sealed: string): string | null
  /** @throws Error when the text was sealed with another key or was changed. */
  open(sealed: string): string
  /** A word of 22 characters that only who has the key can make from the text. */
  mac(text: string): string
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
// 128 bits: as many as a UUID, and a URL stays short.
const MAC_BYTES = 16

export interface VaultOptions {
  /** Opens what the key before sealed. Default: none. */
  oldKey?: Uint8Array | null
  /** Makes the words of `mac`. Default: derived from the key. */
  macKey?: Uint8Array
}

/** AES-256-GCM with a fresh nonce each time: `v1.` and base64url of nonce, tag, ciphertext. `key` is 32 bytes. */
export function createVault(key: Uint8Array, random: Random, { oldKey = null, macKey = macKeyOf(key) }: VaultOptions = {}): Vault {
  const seal = (plain: string): string => {
    const nonce = random.bytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
  }
  return {
    seal,
    open: (sealed) => {
      try {
        return openWith(key, sealed)
      } catch (error) {
        if (oldKey === null) throw error
        return openWith(oldKey, sealed)
      }
    },
    reseal: (sealed) => {
      try {
        openWith(key, sealed)
        return null
      } catch (error) {
        if (oldKey === null) throw error
        return seal(openWith(oldKey, sealed))
      }
    },
    mac: (text) => createHmac('sha256', macKey).update(text).digest().subarray(0, MAC_BYTES).toString('base64url'),
  }
}

/** A key of its own, so that no word of one use is good for another. */
export function macKeyOf(key: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', 'trackru mac', 32))
}

/** @throws Error when another key sealed it, or it was changed */
function openWith(key: Uint8Array, sealed: string): string {
  const [version, data = ''] = sealed.split('.')
  if (version !== VERSION) throw new Error('sealed with an unknown version')
  const bytes = Buffer.from(data, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
}

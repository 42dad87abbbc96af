import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from '../base/index.ts'

/** Encrypts what must come back, such as carrier credentials. */
export interface Vault {
  seal(plain: string): string
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

/** AES-256-GCM with a fresh nonce each time: `v1.` and base64url of nonce, tag, ciphertext. `key` is 32 bytes. */
export function createVault(key: Uint8Array, random: Random): Vault {
  // A key of its own, so that no word of one use is good for another.
  const macKey = new Uint8Array(hkdfSync('sha256', key, '', 'trackru mac', 32))
  return {
    seal: (plain) => {
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open: (sealed) => {
      const [version, data = ''] = sealed.split('.')
      if (version !== VERSION) throw new Error('sealed with an unknown version')
      const bytes = Buffer.from(data, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
    },
    mac: (text) => createHmac('sha256', macKey).update(text).digest().subarray(0, MAC_BYTES).toString('base64url'),
  }
}

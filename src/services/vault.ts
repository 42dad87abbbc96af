import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../base/index.ts'

/** Encrypts what must come back, such as carrier credentials. */
export interface Vault {
  seal(plain: string): string
  /** @throws Error when the text was sealed with another key or was changed. */
  open(sealed: string): string
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM with a fresh nonce each time: `v1.` and base64url of nonce, tag, ciphertext. `key` is 32 bytes. */
export function createVault(key: Uint8Array, random: Random): Vault {
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
  }
}

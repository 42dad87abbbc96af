import { createCipheriv } from 'node:crypto'
import type { Instant } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

const KEY_BYTES = 16
/** Says that the text behind it is under SM4. */
const SM4_MARK = '|$4|'
// Beijing has had no summer time since 1991.
const BEIJING_MS = 8 * 3_600_000

/**
 * POST /amp-prod-api/f/amp/api/open, a form. `logitcsInterface` (their spelling) is the mark and Base64(SM4-ECB(JSON + key as Base64)), padded by
 * PKCS#7; the cipher takes the key's 16 bytes.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => ctx.credential[name] ?? ''
  const message = JSON.stringify({ waybillNo: items[0]?.number ?? '', direction: '0' })
  const form = new URLSearchParams({
    apiCode: '040001',
    senderNo: field('senderNo'),
    authorization: field('authorization'),
    msgType: '0',
    timeStamp: beijing(ctx.now),
    version: 'V1.0.0',
    logitcsInterface: SM4_MARK + encrypt(message, field('key').trim()),
  })
  return {
    method: 'POST',
    path: '/amp-prod-api/f/amp/api/open',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form.toString(),
  }
}

function encrypt(message: string, key: string): string {
  // A key of another length cannot be right: it is cut or filled up, and refused by EMS.
  const bytes = Buffer.alloc(KEY_BYTES)
  Buffer.from(key, 'base64').copy(bytes)
  const cipher = createCipheriv('sm4-ecb', bytes, null)
  return Buffer.concat([cipher.update(message + key, 'utf8'), cipher.final()]).toString('base64')
}

/** `2026-01-14 10:00:00` in Beijing. */
function beijing(now: Instant): string {
  return new Date(now + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ')
}

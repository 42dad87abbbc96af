import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'

/** POST /Track.php with the whole history of one number; without `Test` a new account is answered with samples. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { username = '', password = '', clientId = '' } = ctx.credential
  const content = [
    `<Login>${leaf('Username', username)}${leaf('Password', password)}</Login>`,
    leaf('Test', 'false'),
    leaf('ClientID', clientId),
    leaf('TrackingNumber', items[0]?.number ?? ''),
    leaf('RetrievalType', 'Historical'),
  ]
  return {
    method: 'POST',
    path: '/Track.php',
    headers: { accept: 'application/xml', 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?><TrackRequest>${content.join('')}</TrackRequest>`,
  }
}

function leaf(name: string, text: string): string {
  return `<${name}>${xmlEscape(text)}</${name}>`
}

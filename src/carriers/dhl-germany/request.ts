import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'

/** The number as DHL takes it: letters and digits only. A semicolon would make two of it. */
export function pieceCodeOf(number: string): string {
  return normaliseNumber(number).replaceAll(/[^A-Z0-9]/g, '')
}

/**
 * GET /shipments?xml=: the question is an XML element in a query parameter. The gateway wants the application's key and secret (Basic), the
 * service behind it the login of the business customer portal, inside the XML.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => ctx.credential[name] ?? ''
  const attributes = {
    appname: field('appName'),
    'language-code': ctx.language === 'de' ? 'de' : 'en',
    password: field('appPassword'),
    'piece-code': pieceCodeOf(items[0]?.number ?? ''),
    request: 'd-get-piece-detail',
  }
  const data = Object.entries(attributes).map(([name, value]) => ` ${name}="${xmlEscape(value)}"`)
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><data${data.join('')}/>`
  return {
    method: 'GET',
    path: `/shipments?xml=${encodeURIComponent(xml)}`,
    headers: {
      accept: 'application/xml',
      authorization: `Basic ${Buffer.from(`${field('apiKey')}:${field('apiSecret')}`).toString('base64')}`,
    },
  }
}

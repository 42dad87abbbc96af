import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'

/** getStatesByDPDOrder of one order. A number is unique within a year only: the year of the chosen parcel goes along. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { number = '', pin } = items[0] ?? {}
  const year = pin !== undefined && /^\d{4}$/.test(pin) ? `<pickupYear>${pin}</pickupYear>` : ''
  return soap('tracing1-1', '2012-06-25', 'getStatesByDPDOrder', `<dpdOrderNr>${xmlEscape(number)}</dpdOrderNr>${year}`, ctx)
}

/** A call of one of DPD's services: `request` with `auth` and the rest, without a namespace of their own. */
export function soap(service: string, version: string, operation: string, content: string, ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => `<${name}>${xmlEscape(ctx.credential[name] ?? '')}</${name}>`
  const body = [
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"',
    ` xmlns:tns="http://dpd.ru/ws/tracing/${version}"><soap:Body><tns:${operation}><request>`,
    `<auth>${field('clientNumber')}${field('clientKey')}</auth>${content}`,
    `</request></tns:${operation}></soap:Body></soap:Envelope>`,
  ]
  return {
    method: 'POST',
    path: `/services/${service}`,
    headers: { 'content-type': 'text/xml;charset=UTF-8', soapaction: '""' },
    body: body.join(''),
  }
}

import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'

const TYPES = 'http://purolator.com/pws/datatypes/v1'

/** TrackPackagesByPin of service version 1.2, with Basic. The context names nothing: group and reference come back as they were sent. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { key = '', password = '', userToken } = ctx.credential
  const token = userToken === undefined ? '' : leaf('UserToken', userToken)
  const context = leaf('Version', '1.2') + leaf('Language', 'en') + leaf('GroupID', 'trackru') + leaf('RequestReference', 'track') + token
  const pins = items.map(({ number }) => `<v1:PIN>${leaf('Value', number)}</v1:PIN>`)
  const body = [
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="${TYPES}">`,
    `<soap:Header><v1:RequestContext>${context}</v1:RequestContext></soap:Header>`,
    `<soap:Body><v1:TrackPackagesByPinRequest><v1:PINs>${pins.join('')}</v1:PINs></v1:TrackPackagesByPinRequest></soap:Body>`,
    '</soap:Envelope>',
  ]
  return {
    method: 'POST',
    path: '/PWS/V1/Tracking/TrackingService.asmx',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`,
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://purolator.com/pws/service/v1/TrackPackagesByPin"',
    },
    body: body.join(''),
  }
}

function leaf(name: string, text: string): string {
  return `<v1:${name}>${xmlEscape(text)}</v1:${name}>`
}

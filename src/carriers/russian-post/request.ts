import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'
import { buildBatchRequest } from './batch.ts'

/** SOAP 1.2 is told by this type alone; the service refuses `text/xml`. */
const CONTENT_TYPE = 'application/soap+xml;charset=UTF-8'

/** getOperationHistory of one barcode; MessageType 0 is the item itself (1 would be its delivery notice). */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  if (ctx.credential['service'] === 'batch') return buildBatchRequest(items, ctx)
  const field = (name: string): string => xmlEscape(ctx.credential[name] ?? '')
  const body = [
    '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:oper="http://russianpost.org/operationhistory"',
    ' xmlns:data="http://russianpost.org/operationhistory/data" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">',
    '<soap:Header/><soap:Body><oper:getOperationHistory><data:OperationHistoryRequest>',
    `<data:Barcode>${xmlEscape(items[0]?.number ?? '')}</data:Barcode><data:MessageType>0</data:MessageType>`,
    `<data:Language>${ctx.language === 'ru' ? 'RUS' : 'ENG'}</data:Language></data:OperationHistoryRequest>`,
    `<data:AuthorizationHeader soapenv:mustUnderstand="1"><data:login>${field('login')}</data:login>`,
    `<data:password>${field('password')}</data:password></data:AuthorizationHeader>`,
    '</oper:getOperationHistory></soap:Body></soap:Envelope>',
  ]
  return { method: 'POST', path: '/rtm34', headers: { 'content-type': CONTENT_TYPE }, body: body.join('') }
}

import { createHash } from 'node:crypto'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { appKey: 'lab', appSecret: 'lab' }
const METHOD = 'tr.order.tracking.get'
/** Neither signed nor part of the signature. */
const UNSIGNED = new Set(['sign', 'language', 'access_token'])

/**
 * 4PX, open platform: POST /router/api/service?method=tr.order.tracking.get, parameters and body signed; refusals are `result` "0" in HTTP 200.
 * Their codes are not published for this method: those of the lab are its own. Source: open.4px.com.
 */
export const x4px: Speaker = {
  ...COMMON_REFUSALS,
  code: '4px',
  credential: CREDENTIAL,
  token: null,
  keyField: 'trackingList',
  respond: (ask, desk) => {
    if (ask.path !== '/router/api/service') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    if (ask.query.get('method') !== METHOD) return { status: 500, contentType: 'text/plain', body: 'ApiException: API接口不存在' }
    return refusal(ask, desk) ?? trackings(ask, desk)
  },
  okWithFault: () => refuse('SYS.000001', 'System error'),
}

function refuse(errorCode: string, errorMsg: string): Reply {
  return json(200, { result: '0', msg: 'System processing failed', errors: [{ errorCode, errorMsg, reference: '' }], data: null })
}

function refusal(ask: Ask, desk: Desk): Reply | null {
  const { query, body } = ask
  if (query.get('format') !== 'json' || query.get('v') !== '1.0.0' || !/^\d{13}$/.test(query.get('timestamp') ?? '')) {
    return refuse('SYS.000002', 'A common parameter is missing')
  }
  let text = ''
  for (const [name, value] of [...query].filter(([key]) => !UNSIGNED.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    text += name + value
  const expected = createHash('md5').update(text, 'utf8').update(body, 'utf8').update(CREDENTIAL.appSecret).digest('hex')
  if (desk.refused || query.get('app_key') !== CREDENTIAL.appKey || query.get('sign') !== expected)
    return refuse('SYS.000003', 'Invalid sign')
  return null
}

function trackings(ask: Ask, desk: Desk): Reply {
  const number = textOf(field(readJson(ask.body), 'deliveryOrderNo'))
  const seen = desk.look(number)
  const parcel = seen?.forbidden === true ? undefined : seen?.parcels[0]
  if (!parcel) return { ...refuse('DSCM.000001', 'Order not exist'), numbers: [number] }
  const language = ask.query.get('language') === 'cn' ? 'zh' : 'en'
  const trackingList = newestFirst(parcel.steps).map((step) => entry(parcel, step, language))
  const data = { deliveryOrderNo: number.toUpperCase(), trackingList }
  return { ...json(200, { result: '1', msg: 'System processing succeeded', errors: [], data }), numbers: [number] }
}

function entry(parcel: SeenParcel, step: SeenStep, language: string): object {
  return {
    businessLinkCode: step.code,
    occurDatetime: wallClock(step.time).replace('T', ' '),
    timeZone: `UTC${offsetText(step.time)}`,
    occurLocation: [step.place?.postalCode, step.place?.city].filter((part) => part !== undefined).join(' '),
    country: step.place?.country ?? '',
    trackingContent: words(step, language, 'en'),
    destinationCountry: parcel.to?.country ?? '',
  }
}

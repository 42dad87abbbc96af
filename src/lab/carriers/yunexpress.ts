import { basic } from '../oauth2.ts'
import { wallClock } from '../time.ts'
import { type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { customerCode: 'lab', apiSecret: 'lab' }
/** `PackageState`: delivered, failed, returned, and in transit for all others. */
const STATES: Record<string, number> = { DELIVERED: 3, DELIVERY_FAILURE: 6, RETURNED: 7, RETURNED_TO_SENDER: 7, ORDER_CREATION: 1 }
/** `TrackingStatus` of the nodes of the built-in world; 20, in transit, for all others. */
const STATUSES: Record<string, number> = {
  ORDER_CREATION: 10,
  DELIVERY_FAILURE: 40,
  DELIVERED: 50,
  CUSTOMS_HOLD: 60,
  RETURNED: 90,
  '30': 30,
}

/**
 * YunExpress, order system 1.4: GET /api/Tracking/GetTrackInfo?OrderNumber=, Basic over code&secret. HTTP is 200, `Code` tells what happened.
 * Source: YunExpress OMS API document 1.4.5.
 */
export const yunexpress: Speaker = {
  ...COMMON_REFUSALS,
  code: 'yunexpress',
  credential: CREDENTIAL,
  token: null,
  keyField: 'OrderTrackingDetails',
  respond: (ask, desk) => {
    if (ask.path !== '/api/Tracking/GetTrackInfo') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'GET') return html(405, '405 Method Not Allowed', 'nginx')
    return isAllowed(ask, desk) ? track(ask, desk) : envelope(desk, '1002', '客户编号或API密钥错误', null)
  },
  throttled: (desk) => envelope(desk, '10000', '请求次数超过限制', null),
  okWithFault: (desk) => envelope(desk, '9999', '平台异常', null),
}

function envelope(desk: Desk, code: string, message: string, item: object | null): Reply {
  const timestamp = new Date(desk.now()).toISOString().slice(0, 19)
  return json(200, { Item: item, Code: code, Message: message, RequestId: desk.nextId(), TimeStamp: timestamp })
}

function isAllowed(ask: Ask, desk: Desk): boolean {
  const [user, rest] = basic(ask.headers['authorization'])
  // There is no colon in it: all stands before.
  return !desk.refused && rest === '' && user === `${CREDENTIAL.customerCode}&${CREDENTIAL.apiSecret}`
}

function track(ask: Ask, desk: Desk): Reply {
  const number = ask.query.get('OrderNumber') ?? ''
  if (number === '') return envelope(desk, '1004', '参数错误', null)
  const language = (ask.headers['accept-language'] ?? 'en').startsWith('zh') ? 'zh' : 'en'
  const seen = desk.look(number)
  const found = seen && !seen.forbidden ? envelope(desk, '0000', '提交成功!', order(number, seen, language)) : null
  return { ...(found ?? envelope(desk, '1006', '未找到数据', null)), numbers: [number] }
}

function order(number: string, { parcels }: Seen, language: string): object {
  const [parcel] = parcels
  const steps = parcel?.steps ?? []
  return {
    CountryCode: parcel?.to?.country ?? '',
    OriginCountryCode: parcel?.from?.country ?? '',
    WaybillNumber: number.toUpperCase(),
    TrackingNumber: '',
    CreatedBy: 'EXAMPLE',
    PackageState: STATES[steps.at(-1)?.code ?? ''] ?? 2,
    IntervalDays: 0,
    OrderTrackingDetails: steps.map((step) => detail(step, language)),
  }
}

/** A step whose code is a number has a status and no node. */
function detail(step: SeenStep, language: string): object {
  const said = words(step, language, 'en')
  return {
    ProcessDate: wallClock(step.time),
    ProcessContent: said,
    ProcessLocation: step.place?.city ?? '',
    ProcessCountry: step.place?.country ?? '',
    ProcessProvince: step.place?.region ?? '',
    ProcessCity: step.place?.city ?? '',
    TrackingStatus: STATUSES[step.code] ?? 20,
    TrackNodeCode: /^\d+$/.test(step.code) ? '' : step.code,
    TrackCodeDescription: step.code === 'DELIVERED' ? 'Delivered' : said,
  }
}

import { createHash } from 'node:crypto'
import { wallClock } from '../time.ts'
import { type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

// EXP_RECE_SEARCH_ROUTES: at most ten waybills a call.
const MAX_NUMBERS = 10
const SERVICE = 'EXP_RECE_SEARCH_ROUTES'
const CREDENTIAL = { partnerId: 'lab', checkword: 'lab' }
const FIELDS = ['partnerID', 'requestID', 'serviceCode', 'timestamp', 'msgDigest', 'msgData']
/** Requests older or newer than this have expired. The platform names no figure; this one is the lab's. */
const MAX_AGE_MS = 10 * 60_000

/**
 * SF Express, Fengqiao platform: POST /std/service with a signed form. The platform's own refusals stand in `apiResultCode`, the service's
 * answer is JSON inside the string `apiResultData`; both are HTTP 200. Without a phone, or with a wrong one, routes are empty. Source: open.sf-express.com.
 */
export const sfExpress: Speaker = {
  ...COMMON_REFUSALS,
  code: 'sf-express',
  credential: CREDENTIAL,
  token: null,
  keyField: 'apiResultData',
  respond: (ask, desk) => {
    if (ask.path !== '/std/service') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    const form = new URLSearchParams(ask.body)
    return platformRefusal(ask, form, desk) ?? routes(form, desk)
  },
  throttled: (desk) => platform(desk, 'A1005', '流量受控'),
  okWithFault: (desk) => platform(desk, 'A1009', '目标服务异常或不可达'),
}

function platform(desk: Desk, apiResultCode: string, apiErrorMsg: string, apiResultData: string | null = null): Reply {
  return json(200, { apiErrorMsg, apiResponseID: desk.nextId().replaceAll('-', '').toUpperCase(), apiResultCode, apiResultData })
}

function platformRefusal(ask: Ask, form: URLSearchParams, desk: Desk): Reply | null {
  const isForm = (ask.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (!isForm || FIELDS.some((name) => !form.get(name))) return platform(desk, 'A1001', '必传参数不可为空')
  const timestamp = form.get('timestamp') ?? ''
  if (Math.abs(Number(timestamp) - desk.now()) > MAX_AGE_MS) return platform(desk, 'A1002', '请求时效已过期')
  const { partnerId, checkword } = CREDENTIAL
  const signed = sign(`${form.get('msgData') ?? ''}${timestamp}${checkword}`)
  if (desk.refused || form.get('partnerID') !== partnerId || form.get('msgDigest') !== signed)
    return platform(desk, 'A1006', '数字签名无效')
  return form.get('serviceCode') === SERVICE ? null : platform(desk, 'A1004', '无对应服务权限')
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** As Java writes it: URLEncoder, MD5, Base64. */
function sign(text: string): string {
  const encoded = encodeURIComponent(text)
    .replaceAll(/[!'()~]/g, hex)
    .replaceAll('%20', '+')
  return createHash('md5').update(Buffer.from(encoded, 'ascii')).digest().toString('base64')
}

function routes(form: URLSearchParams, desk: Desk): Reply {
  const asked = readJson(form.get('msgData') ?? '')
  const given = field(asked, 'trackingNumber')
  const numbers = (Array.isArray(given) ? given : [given]).map(textOf)
  if (numbers.length > MAX_NUMBERS) return service(desk, '8003', '一次查询单号不能超过10个', null)
  const phones = textOf(field(asked, 'checkPhoneNo')).split(',')
  const language = textOf(field(asked, 'language')) === '1' ? 'en' : 'zh'
  const routeResps = numbers.map((mailNo, index) => ({ mailNo, routes: routesOf(mailNo, phones[index] ?? '', language, desk) }))
  return { ...service(desk, 'S0000', null, { routeResps }), numbers }
}

function service(desk: Desk, errorCode: string, errorMsg: string | null, msgData: object | null): Reply {
  return platform(desk, 'A1000', '', JSON.stringify({ success: errorCode === 'S0000', errorCode, errorMsg, msgData }))
}

function routesOf(number: string, phone: string, language: string, desk: Desk): object[] {
  const seen = desk.look(number)
  if (!seen || seen.forbidden || (seen.secret !== undefined && seen.secret.slice(-4) !== phone)) return []
  return (seen.parcels[0]?.steps ?? []).map((step) => route(step, language))
}

function route(step: SeenStep, language: string): object {
  return {
    acceptTime: wallClock(step.time).replace('T', ' '),
    acceptAddress: step.place?.city ?? '',
    remark: words(step, language, 'zh'),
    opCode: step.code,
    ...(step.attr === undefined ? {} : { reasonCode: step.attr }),
  }
}

import { createHash } from 'node:crypto'
import { wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { appKey: 'lab', fromCode: 'lab', secretKey: 'lab' }
const BEIJING_MINUTES = 480

/**
 * STO link gateway: POST /gateway/link.do, a form with content, data_digest = Base64(MD5(content + secret)) and STO_TRACE_QUERY_COMMON. Refusals of
 * the gateway itself are XML. Numbers that are not known have an empty list. Source: open.sto.cn.
 */
export const sto: Speaker = {
  ...COMMON_REFUSALS,
  code: 'sto',
  credential: CREDENTIAL,
  token: null,
  keyField: 'opTime',
  respond: (ask, desk) => {
    if (ask.path !== '/gateway/link.do') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    return trace(ask, desk)
  },
  okWithFault: () => json(200, { success: 'false', errorCode: 'S07', errorMsg: '系统异常，请重试', needRetry: 'true', data: null }),
}

function gatewayRefusal(code: string, message: string): Reply {
  const body = `<response><success>false</success><errorCode>${code}</errorCode><errorMsg>${message}</errorMsg><needRetry>false</needRetry></response>`
  return { status: 200, contentType: 'application/xml;charset=UTF-8', body }
}

function trace(ask: Ask, desk: Desk): Reply {
  const form = new URLSearchParams(ask.body)
  const content = form.get('content') ?? ''
  const digest = createHash('md5').update(`${content}${CREDENTIAL.secretKey}`, 'utf8').digest('base64')
  const isKnown = form.get('from_appkey') === CREDENTIAL.appKey && form.get('from_code') === CREDENTIAL.fromCode
  if (desk.refused || !isKnown || form.get('data_digest') !== digest) return gatewayRefusal('S02', '数据签名验证失败')
  const isToTrace = form.get('to_appkey') === 'sto_trace_query' && form.get('to_code') === 'sto_trace_query'
  if (form.get('api_name') !== 'STO_TRACE_QUERY_COMMON' || !isToTrace) return gatewayRefusal('S04', '非法的通知类型')

  const list = field(readJson(content), 'waybillNoList')
  const numbers = Array.isArray(list) ? list.map(textOf) : []
  if (numbers.length === 0)
    return json(200, { success: 'false', errorCode: 'B001', errorMsg: '参数不能为空', needRetry: 'false', data: null })
  const data = Object.fromEntries(numbers.map((number) => [number, scans(number, desk)]))
  return { ...json(200, { success: 'true', errorCode: null, errorMsg: null, needRetry: 'false', requestId: null, data }), numbers }
}

function scans(number: string, desk: Desk): object[] {
  const [parcel] = desk.look(number)?.parcels ?? []
  return parcel ? parcel.steps.map((step) => scan(number, step, parcel)) : []
}

function scan(waybillNo: string, step: SeenStep, parcel: SeenParcel): object {
  const place = step.place ?? parcel.from
  return {
    waybillNo,
    opOrgName: `${place?.city ?? ''}公司`,
    opOrgCode: '000000',
    opOrgCityName: place?.city ?? '',
    opOrgProvinceName: place?.region ?? '',
    opOrgTel: '95543',
    opTime: beijing(step),
    scanType: step.code,
    opEmpName: '操作员',
    memo: step.text['zh'] ?? step.code,
    bizEmpName: '快递员',
    bizEmpPhone: '13000000000',
    ...(step.exception ? { issueName: step.exception.text } : {}),
    weight: parcel.weightGrams === undefined ? '' : (parcel.weightGrams / 1000).toFixed(2),
  }
}

/** STO writes Beijing time, wherever the scan is. */
function beijing({ time }: SeenStep): string {
  return wallClock({ ...time, offsetMinutes: BEIJING_MINUTES }).replace('T', ' ')
}

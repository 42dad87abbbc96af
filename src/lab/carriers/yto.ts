import { createHash } from 'node:crypto'
import { wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { userId: 'lab', customerCode: 'lab', secret: 'lab' }

/**
 * YTO, open platform: POST /open/track_query_adapter/v1/{user}/{customer code}, JSON with a signed `param`. Found is a bare array, oldest first;
 * nothing found and refusals are objects. Its codes for refusals are not published: S02 is that of YTO's older interfaces. Source: open.yto.net.cn.
 */
export const yto: Speaker = {
  ...COMMON_REFUSALS,
  code: 'yto',
  credential: CREDENTIAL,
  token: null,
  keyField: 'upload_Time',
  respond: (ask, desk) => {
    const [, open, method, version, ...own] = ask.path.split('/')
    if (open !== 'open' || method !== 'track_query_adapter' || version !== 'v1') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    return trace(ask, own, desk)
  },
  okWithFault: () => refuse('S07', '系统异常，请稍后重试~~'),
}

function refuse(code: string, reason: string): Reply {
  return json(200, { success: false, code, reason })
}

function trace(ask: Ask, own: string[], desk: Desk): Reply {
  const request = readJson(ask.body)
  const param = textOf(field(request, 'param'))
  if (!/^\d{13}$/.test(textOf(field(request, 'timestamp'))) || field(request, 'format') !== 'JSON') return refuse('S12', '非法的请求参数')
  const { userId, customerCode, secret } = CREDENTIAL
  const digest = createHash('md5').update(`${param}track_query_adapterv1${secret}`, 'utf8').digest()
  const isOwn = own.length === 2 && own[0] === userId && own[1] === customerCode
  if (desk.refused || !isOwn || field(request, 'sign') !== digest.toString('base64')) return refuse('S02', '非法的数字签名')

  const number = textOf(field(readJson(param), 'NUMBER'))
  const seen = desk.look(number)
  const parcel = seen?.forbidden === true ? undefined : seen?.parcels[0]
  if (!parcel)
    return { ...json(200, { map: { [number]: [] }, code: '1001', success: 'true', message: '查询结果为空。' }), numbers: [number] }
  return {
    ...json(
      200,
      parcel.steps.map((step) => entry(number, parcel, step)),
    ),
    numbers: [number],
  }
}

function entry(number: string, parcel: SeenParcel, step: SeenStep): object {
  return {
    waybill_No: number,
    upload_Time: wallClock(step.time).replace('T', ' '),
    infoContent: step.code,
    processInfo: words(step, 'zh'),
    city: step.place?.city ?? '',
    district: step.place?.region ?? '',
    weight: (parcel.weightGrams ?? 0) / 1000,
  }
}

import { createHash } from 'node:crypto'
import { newestFirst, type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { appKey: 'lab', appSecret: 'lab' }

/**
 * ZTO: POST /zto.merchant.waybill.track.query, headers x-appKey and x-datadigest = Base64(MD5(body + secret)), one waybill a call. Refusals are
 * HTTP 200 with `status: false`; a number that is not known, and a wrong phone, are an empty result. Source: open.zto.com, track query.
 */
export const zto: Speaker = {
  ...COMMON_REFUSALS,
  code: 'zto',
  credential: CREDENTIAL,
  token: null,
  keyField: 'scanDate',
  respond: (ask, desk) => {
    if (ask.path !== '/zto.merchant.waybill.track.query') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    return track(ask, desk)
  },
  okWithFault: () => refused('SYS500', '系统异常'),
}

function refused(statusCode: string, message: string): Reply {
  return json(200, { status: false, statusCode, message, result: null })
}

function track(ask: Ask, desk: Desk): Reply {
  const digest = createHash('md5').update(Buffer.from(ask.body, 'utf8')).update(CREDENTIAL.appSecret).digest('base64')
  if (desk.refused || ask.headers['x-appkey'] !== CREDENTIAL.appKey) return refused('S201', 'appKey不存在')
  if (ask.headers['x-datadigest'] !== digest) return refused('S210', '签名校验失败')
  if (!(ask.headers['content-type'] ?? '').startsWith('application/json')) return refused('S300', '请求格式错误')
  const body = readJson(ask.body)
  const number = textOf(field(body, 'billCode'))
  if (!/^[0-9A-Za-z]{10,20}$/.test(number)) return { ...refused('T002', '运单号格式错误'), numbers: [number] }
  const seen = desk.look(number)
  const isHidden = seen?.secret !== undefined && textOf(field(body, 'mobilePhone')) !== seen.secret.slice(-4)
  const [parcel] = isHidden ? [] : (seen?.parcels ?? [])
  const result = parcel ? newestFirst(parcel.steps).map((step) => scan(number, step, parcel)) : []
  return { ...json(200, { status: true, statusCode: 'SYS000', message: '操作成功', result }), numbers: [number] }
}

function scan(billCode: string, step: SeenStep, parcel: SeenParcel): object {
  const place = step.place ?? parcel.from
  return {
    billCode,
    scanType: step.code,
    ...(step.attr === undefined ? {} : { returnType: step.attr }),
    scanDate: step.time.utc,
    country: 'China',
    scanSite: {
      name: `${place?.city ?? ''}网点`,
      code: '00000',
      phone: '95311',
      city: place?.city ?? '',
      prov: place?.region ?? '',
      isCenter: 'F',
    },
    preOrNextSite: null,
    operateUser: '快递员',
    operateUserPhone: '13000000000',
    signMan: step.code === '签收' ? '收件人' : '',
    desc: step.text['zh'] ?? step.code,
  }
}

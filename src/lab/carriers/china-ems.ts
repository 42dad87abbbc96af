import { createDecipheriv } from 'node:crypto'
import { wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { senderNo: 'lab', authorization: 'lab', key: 'TGFiRXhhbXBsZUtleTE2Qg==' }
const BEIJING_MINUTES = 480
const MARK = '|$4|'

/**
 * China Post and EMS, platform for contract customers: POST /amp-prod-api/f/amp/api/open, a form whose logitcsInterface is
 * `|$4|` + Base64(SM4-ECB(JSON + key)). retBody is JSON inside a text. Source: api.ems.com.cn.
 */
export const chinaEms: Speaker = {
  ...COMMON_REFUSALS,
  code: 'china-ems',
  credential: CREDENTIAL,
  token: null,
  keyField: 'retBody',
  respond: (ask, desk) => {
    if (ask.path !== '/amp-prod-api/f/amp/api/open') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    return open(ask, desk)
  },
  okWithFault: (desk) => refused('S00001', '系统异常', desk),
}

function refused(retCode: string, retMsg: string, desk: Desk): Reply {
  return json(200, { serialNo: desk.nextId(), retCode, retMsg, retBody: null })
}

function open(ask: Ask, desk: Desk): Reply {
  const form = new URLSearchParams(ask.body)
  const isKnown = form.get('senderNo') === CREDENTIAL.senderNo && form.get('authorization') === CREDENTIAL.authorization
  if (desk.refused || !isKnown) return refused('B00001', '客户授权码错误', desk)
  if (form.get('apiCode') !== '040001') return refused('B00003', '接口代码错误', desk)
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(form.get('timeStamp') ?? '')) return refused('B00004', '请求时间格式错误', desk)
  const message = decrypt(form.get('logitcsInterface') ?? '')
  if (message === null) return refused('B00002', '报文解密失败', desk)
  const number = textOf(field(readJson(message), 'waybillNo'))
  if (!/^(?:\d{13}|[A-Z]{2}\d{9}[A-Z]{2})$/.test(number)) return { ...refused('B00010', '邮件号格式不正确', desk), numbers: [number] }
  const [parcel] = desk.look(number)?.parcels ?? []
  const operations = parcel ? parcel.steps.map((step) => operation(number, step, parcel)) : []
  return {
    ...json(200, { serialNo: desk.nextId(), retCode: '00000', retMsg: '成功', retBody: JSON.stringify(operations) }),
    numbers: [number],
  }
}

/** The JSON before the key. Null: not under SM4, another key, or the key is not at its end. */
function decrypt(sent: string): string | null {
  if (!sent.startsWith(MARK)) return null
  const decipher = createDecipheriv('sm4-ecb', Buffer.from(CREDENTIAL.key, 'base64'), null)
  try {
    const text = Buffer.concat([decipher.update(Buffer.from(sent.slice(MARK.length), 'base64')), decipher.final()]).toString('utf8')
    return text.endsWith(CREDENTIAL.key) ? text.slice(0, -CREDENTIAL.key.length) : null
  } catch {
    return null
  }
}

function operation(waybillNo: string, step: SeenStep, parcel: SeenParcel): object {
  const place = step.place ?? parcel.from
  return {
    waybillNo,
    opTime: wallClock({ ...step.time, offsetMinutes: BEIJING_MINUTES }).replace('T', ' '),
    opCode: step.code,
    opName: step.text['zh'] ?? '',
    opDesc: `${step.text['zh'] ?? ''}，投递员：某某，电话：13000000000`,
    opOrgProvName: place?.region ?? '',
    opOrgCity: place?.city ?? '',
    opOrgName: `${place?.city ?? ''}营业部`,
    operatorName: '某某',
    deliverCode: step.code === '704' ? (step.attr ?? '') : '',
    attemptDeliveryCode: step.code === '705' ? (step.attr ?? '') : '',
    productName: parcel.service ?? '国内标快',
  }
}

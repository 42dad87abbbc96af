import type { CarrierPush } from '../carrier.ts'
import { childText, parseJson, parseXml, path, str } from '../kit/index.ts'

/**
 * The waybill of a status notice: a form whose `logistics_interface` is XML, `UpdateInfo/mailNo`, or the same as JSON. Its `data_digest` is not
 * checked: the number is asked for anyway. Source: open.yto.net.cn, 物流状态通知.
 */
export function pushed({ text }: CarrierPush): string[] {
  const content = new URLSearchParams(text).get('logistics_interface') ?? ''
  const notice = parseJson({ text: content })
  const number = str(path(notice, 'mailNo'), 40) ?? str(path(notice, 'waybillNo'), 40) ?? childText(parseXml(content), '', 'mailNo')
  return number === undefined || number.length > 40 ? [] : [number]
}

import type { CarrierPush } from '../carrier.ts'
import { list, parseJson, path, str } from '../kit/index.ts'

const MAX_NUMBERS = 100

/**
 * The track push (`msg_type=Traces`): a form whose field `data` is JSON with `billCode`, or a list of such. A JSON body of the same shape is
 * read too. Source: open.zto.com, track push.
 */
export function pushed({ headers, text }: CarrierPush): string[] {
  const isForm = (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
  const body = isForm ? parseJson({ text: new URLSearchParams(text).get('data') ?? '' }) : parseJson({ text })
  const entries = list(body) ?? [body]
  const numbers = entries.slice(0, MAX_NUMBERS).map((one) => str(path(one, 'billCode'), 64))
  return [...new Set(numbers.filter((number) => number !== undefined))]
}

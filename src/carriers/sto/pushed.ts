import type { CarrierPush } from '../carrier.ts'
import { list, parseJson, path, str } from '../kit/index.ts'

const MAX_NUMBERS = 100

/** STO_TRACE_PLATFORM_PUSH: a form whose field `content` is JSON with `waybillNo` and one `trace`. Source: open.sto.cn, track push. */
export function pushed({ text }: CarrierPush): string[] {
  const body = parseJson({ text: new URLSearchParams(text).get('content') ?? '' })
  const entries = list(body) ?? [body]
  const numbers = entries.slice(0, MAX_NUMBERS).map((one) => str(path(one, 'waybillNo'), 64))
  return [...new Set(numbers.filter((number) => number !== undefined))]
}

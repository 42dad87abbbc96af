import type { CarrierPush } from '../carrier.ts'
import { obj, parseJson, path, str } from '../kit/index.ts'

/** The order that a webhook of CDEK is about, whatever its type. CDEK signs nothing. Source: api-docs.cdek.ru, webhooks. */
export function pushed(push: CarrierPush): string[] {
  const number = str(path(obj(parseJson(push)), 'attributes', 'cdek_number'), 64)
  return number === undefined ? [] : [number]
}

import type { CarrierPush } from '../carrier.ts'
import { parseJson, path, str } from '../kit/index.ts'

/** The number that a webhook is about. Its signature is not checked: what it says is asked back. */
export function pushed(push: CarrierPush): string[] {
  const number = str(path(parseJson(push), 'data', 'tracking_number'), 64)
  return number === undefined ? [] : [number]
}

import type { CarrierPush } from '../carrier.ts'
import { list, parseJson, path, str } from '../kit/index.ts'

const MAX_TRACKINGS = 100

/** The numbers that a webhook is about: one, or several where messages are grouped. What it says is asked back. */
export function pushed(push: CarrierPush): string[] {
  return (list(path(parseJson(push), 'trackings')) ?? [])
    .slice(0, MAX_TRACKINGS)
    .map((one) => str(path(one, 'tracker', 'trackingNumber'), 64))
    .filter((number) => number !== undefined)
}

import type { CarrierPush } from '../carrier.ts'
import { list, parseJson, path, str } from '../kit/index.ts'

const MAX_EVENTS = 100

/** Numbers of a Track Alert message: one event a call (UPSTrackAlertEnhanced.yaml, TrackingEventRequest); a list is read as well. */
export function pushed(push: CarrierPush): string[] {
  const body = parseJson(push)
  const numbers = (list(body) ?? [body]).slice(0, MAX_EVENTS).map((event) => str(path(event, 'trackingNumber'), 64))
  return [...new Set(numbers.filter((number) => number !== undefined))]
}

import type { CarrierPush } from '../carrier.ts'
import { list, parseJson, path, str } from '../kit/index.ts'

// SF sends up to ten routes at once.
const MAX_ROUTES = 100

/** Waybills of a RoutePushService call: JSON `Body.WaybillRoute[].mailno`. Source: open.sf-express.com, RoutePushService. */
export function pushed(push: CarrierPush): string[] {
  const routes = list(path(parseJson(push), 'Body', 'WaybillRoute')) ?? []
  const numbers = routes.slice(0, MAX_ROUTES).map((route) => str(path(route, 'mailno'), 40))
  return [...new Set(numbers.filter((number) => number !== undefined))]
}

import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** POST TrackShipments. Without `accept` the service answers XML. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => ctx.credential[name] ?? ''
  const body = {
    ClientInfo: {
      UserName: field('userName'),
      Password: field('password'),
      Version: 'v1.0',
      AccountNumber: field('accountNumber'),
      AccountPin: field('accountPin'),
      AccountEntity: field('accountEntity'),
      AccountCountryCode: field('accountCountryCode'),
    },
    Transaction: { Reference1: '', Reference2: '', Reference3: '', Reference4: '', Reference5: '' },
    Shipments: items.map(({ number }) => number),
    GetLastTrackingUpdateOnly: false,
  }
  return {
    method: 'POST',
    path: '/ShippingAPI.V2/Tracking/Service_1_0.svc/json/TrackShipments',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

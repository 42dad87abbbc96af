import type { CarrierRequest, TrackItem } from '../carrier.ts'

/** POST /v2.0/json/, TrackingDocument.getStatusDocuments for up to 100 waybills. An empty key is accepted for this method. */
export function buildRequest(items: readonly TrackItem[]): CarrierRequest {
  // The API wants the digits alone: 380…
  const documents = items.map(({ number, phone }) => ({ DocumentNumber: number, Phone: (phone ?? '').replaceAll(/\D/g, '') }))
  return {
    method: 'POST',
    path: '/v2.0/json/',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      apiKey: '',
      modelName: 'TrackingDocument',
      calledMethod: 'getStatusDocuments',
      methodProperties: { Documents: documents },
    }),
  }
}

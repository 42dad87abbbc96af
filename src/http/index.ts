export { createHttp } from './create-http.ts'
export { feedCursors } from './api/events.ts'
export { deliveryCursors } from './api/webhooks.ts'
export {
  DELIVERY_STATUSES,
  PERSONAL_DATA,
  presentDelivery,
  presentDiagnosis,
  presentEndpoint,
  WEBHOOK_FORMS,
} from './api/webhook-schema.ts'
export type { HttpSettings } from './options.ts'
export { createPayloads } from './webhooks/payload.ts'

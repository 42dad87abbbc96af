export { createHttp } from './create-http.ts'
export { feedCursors } from './api/events.ts'
export {
  presentAccess,
  presentSettings,
  presentSuppression,
  presentTemplate,
  readSettingsChange,
  suppressionCursors,
} from './api/notice-settings.ts'
export { NOTICE_STATUSES, noticeCursors, presentNotice, presentPreview, readBlocks } from './api/notices.ts'
export { presentSmsUsage } from './api/sms-usage.ts'
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

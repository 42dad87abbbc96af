export { openAdmin, type Admin } from './admin.ts'
export {
  DELIVERY_STATUSES,
  deliveryCursors,
  feedCursors,
  NOTICE_STATUSES,
  noticeCursors,
  PERSONAL_DATA,
  presentAccess,
  presentDelivery,
  presentDiagnosis,
  presentEndpoint,
  presentNotice,
  presentPreview,
  presentSettings,
  presentSmsUsage,
  presentSuppression,
  presentTemplate,
  readBlocks,
  readSettingsChange,
  suppressionCursors,
  WEBHOOK_FORMS,
} from '../http/index.ts'
export { type CarrierHealth, type CarrierState, presentEvent, type Replayed, SCOPES } from '../services/index.ts'
export { EVENT_TYPES } from '../tracking/index.ts'
export { createApp } from './app.ts'
export { diagnose, type Finding } from './doctor.ts'
export { type CarrierSummary, detectNumber, findCarrier, parseRecorded } from './inspect.ts'
export { type Resealed, resetSecretKey, rotateSecretKey } from './vault.ts'
export { DataInUseError } from '../storage/index.ts'
export { inspectBounce, previewMail, previewSms, sendTestMail } from './mail.ts'
export { LANGUAGES, NOTICE_KINDS } from '../delivery/index.ts'

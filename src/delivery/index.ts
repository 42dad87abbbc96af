export {
  type Channel,
  type ChannelName,
  type Language,
  LANGUAGES,
  type Mail,
  NOTICE_KINDS,
  type NoticeFacts,
  type NoticeKind,
  type NoticeParcel,
  type SendResult,
  type Sms,
} from './channel.ts'
export { createWebhookTools, newWebhookSecret, type Posted, type WebhookTools } from './webhook/index.ts'
export { createMailChannel, type DkimKey, type MailChannel, type MailChannelOptions } from './email/create-mail-channel.ts'
export { type Bounce, readBounce } from './email/read-bounce.ts'
export {
  checkTemplate,
  TEMPLATE_BLOCKS,
  TEMPLATE_VARIABLES,
  type TemplateBlock,
  type TemplateOverride,
  type TemplateProblem,
  type TemplateVariable,
} from './templates/blocks.ts'
export { type RenderedMail, renderMail } from './templates/render-mail.ts'
export { sampleFacts } from './templates/samples.ts'
export {
  createSmsDelivery,
  type CredentialField,
  type Held,
  type PhoneReading,
  type PhoneRefusal,
  type QuietHours,
  type Release,
  type RenderedSms,
  renderSms,
  type ReportCall,
  type SmsAlarm,
  type SmsBar,
  type SmsBookingFacts,
  type SmsCredential,
  type SmsDelivery,
  type SmsDeliveryOptions,
  type SmsLimitSettings,
  type SmsProvider,
  type SmsReport,
  type SmsReports,
  type SmsRules,
  type SmsTemplateCheck,
  type SmsTemplateProblem,
  type Whereabouts,
} from './sms/index.ts'

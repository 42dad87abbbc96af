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
export { createWebhookTools, type Posted, type WebhookTools } from './webhook/index.ts'

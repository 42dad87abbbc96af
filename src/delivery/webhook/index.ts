export { createWebhookTools, type Posted, type WebhookTools } from './webhook.ts'

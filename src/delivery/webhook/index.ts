export { createWebhookTools, newWebhookSecret, type Posted, type WebhookTools } from './webhook.ts'

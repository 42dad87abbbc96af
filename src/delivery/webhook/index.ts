export { createWebhookTools, type Post, type Posted, type WebhookTools } from './webhook.ts'

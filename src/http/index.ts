export { createHttp } from './create-http.ts'
export { feedCursors } from './api/events.ts'
export type { HttpSettings } from './options.ts'
export { createPayloads } from './webhooks/payload.ts'

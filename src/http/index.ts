export { createHttp } from './create-http.ts'
export type { HttpSettings } from './options.ts'
export { createPayloads } from './webhooks/payload.ts'

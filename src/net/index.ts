export { isPublicAddress } from './addresses.ts'
export type { Resolve } from './connector.ts'
export { redact } from './redact.ts'
export { createTransport, type HttpAnswer, type SendOptions, type Sent, type Transport, type TransportOptions } from './transport.ts'

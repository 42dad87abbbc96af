export { createOpenSocket, type OpenSocket } from './open-socket.ts'
export { mailServerRefusal, type OutboundRules, urlRefusal } from './outbound.ts'
export { createTransport, type HttpAnswer, type Sent, type Transport } from './transport.ts'

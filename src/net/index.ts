export { type OutboundRules, parseNetwork, type PortRange, urlRefusal } from './outbound.ts'
export { createTransport, type Sent, type Transport } from './transport.ts'

export { createTransport, type HttpAnswer, type Sent, type Transport } from './transport.ts'

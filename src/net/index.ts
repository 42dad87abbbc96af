export { createTransport, type Sent, type Transport } from './transport.ts'

import type { Socket } from 'node:net'
import { guardedConnector, type Resolve, systemResolve } from './connector.ts'
import { addressFilter, type OutboundRules } from './outbound.ts'

/** Opens a TCP connection without TLS. Errors are a `BlockedAddressError`, or Node's own. */
export type OpenSocket = (host: string, port: number, done: (error: Error | null, socket: Socket | null) => void) => void

/** Time for name and TCP. */
const CONNECT_MS = 10_000

/** Connections to where the rules allow, for protocols other than HTTP. */
export function createOpenSocket({ networks }: Pick<OutboundRules, 'networks'>, resolve: Resolve = systemResolve): OpenSocket {
  const connect = guardedConnector({ timeout: CONNECT_MS }, resolve, addressFilter(networks))
  // `http:` is what undici calls a connection without TLS.
  return (hostname, port, done) => connect({ hostname, port: String(port), protocol: 'http:' }, (error, socket) => done(error, socket))
}

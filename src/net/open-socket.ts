import type { Socket } from 'node:net'
import { guardedConnector, type Resolve, systemResolve } from './connector.ts'
import { addressFilter, type OutboundRules } from './outbound.ts'

/** Opens a TCP connection without TLS. Rejects with a `BlockedAddressError`, or as Node does. */
export type OpenSocket = (host: string, port: number) => Promise<Socket>

/** Time for name and TCP. */
const CONNECT_MS = 10_000

/** Connections to where the rules allow, for protocols other than HTTP. */
export function createOpenSocket({ networks }: Pick<OutboundRules, 'networks'>, resolve: Resolve = systemResolve): OpenSocket {
  const connect = guardedConnector({ timeout: CONNECT_MS }, resolve, addressFilter(networks))
  return (hostname, port) =>
    new Promise((done, fail) => {
      // `http:` is what undici calls a connection without TLS.
      connect({ hostname, port: String(port), protocol: 'http:' }, (...result) => {
        const [error, socket] = result
        if (error === null) done(socket)
        else fail(error)
      })
    })
}

import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'

/** All addresses of a name, both families. Rejects when it has none. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

/** The target is not on the public internet. The message names it. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
  readonly code = 'BLOCKED'
}

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true })

/**
 * Connects to allowed addresses only. The check lies here and not at the URL, so that the address that was checked is the one connected to
 * and a name cannot change its mind in between. One forbidden address among several refuses the name.
 */
export function guardedConnector(
  options: buildConnector.BuildOptions,
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(resolve, isAllowed) })
  return (target, callback) => {
    // Node does not call `lookup` for IP literals (measured: http://127.0.0.1/ went past a lookup that refuses everything).
    if (isIP(target.hostname) !== 0 && !isAllowed(target.hostname)) {
      callback(new BlockedAddressError(`${target.hostname} is not a public address`), null)
      return
    }
    connect(target, (...result) => {
      const [error, socket] = result
      if (error !== null) return callback(error, null)
      const address = socket.remoteAddress
      if (address !== undefined && isAllowed(address)) return callback(null, socket)
      socket.destroy()
      callback(new BlockedAddressError(`${target.hostname} led to ${address ?? 'nowhere'}`), null)
    })
  }
}

function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = async (): Promise<void> => {
      const found = await allowedAddresses(hostname, resolve, isAllowed)
      if (found instanceof Error) callback(found, '', 0)
      else if (options.all) callback(null, found)
      else callback(null, found[0].address, found[0].family)
    }
    void answer()
  }
}

type Address = Awaited<ReturnType<Resolve>>[number]

/** Never rejects. */
async function allowedAddresses(
  hostname: string,
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): Promise<[Address, ...Address[]] | Error> {
  try {
    const [first, ...rest] = await resolve(hostname)
    if (!first) return new Error(`${hostname} has no address`)
    const forbidden = [first, ...rest].find(({ address }) => !isAllowed(address))
    return forbidden ? new BlockedAddressError(`${hostname} resolves to ${forbidden.address}`) : [first, ...rest]
  } catch (error) {
    return error instanceof Error ? error : new Error('lookup failed')
  }
}

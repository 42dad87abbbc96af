import { BlockList, isIP } from 'node:net'
import { isPublicAddress } from './addresses.ts'

/** First and last port, both included. */
export type PortRange = readonly [first: number, last: number]

/** Where requests may go. */
export interface OutboundRules {
  /** Whether `http:` is allowed beside `https:`. */
  plain: boolean
  ports: readonly PortRange[]
  /** CIDR blocks that are allowed though they are not the public internet, such as `10.1.0.0/16`. */
  networks: readonly string[]
}

/** Carriers: TLS on the usual ports, the public internet. */
export const CARRIER_RULES: OutboundRules = {
  plain: false,
  ports: [
    [443, 443],
    [8443, 8443],
  ],
  networks: [],
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'smtp:': 587, 'smtps:': 465 }
/** Of submission and relay, with those that hosts offer where the first are closed. */
const MAIL_PORTS: readonly PortRange[] = [25, 465, 587, 2465, 2525, 2587].map((port) => [port, port])

/**
 * Whether an address may be connected to: the public internet, and what the operator named.
 * @throws TypeError for a text that is no CIDR block
 */
export function addressFilter(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return isPublicAddress
  const lists = { 4: new BlockList(), 6: new BlockList() }
  for (const network of networks) {
    const { address, prefix, family } = parseNetwork(network)
    lists[family].addSubnet(address, prefix, `ipv${family}`)
  }
  return (address) => {
    const family = isIP(address)
    if (isPublicAddress(address)) return true
    return (family === 4 || family === 6) && !address.includes('%') && lists[family].check(address, `ipv${family}`)
  }
}

/** @throws TypeError */
function parseNetwork(text: string): { address: string; prefix: number; family: 4 | 6 } {
  const [address = '', length, ...more] = text.split('/')
  const family = isIP(address)
  const most = family === 4 ? 32 : 128
  const prefix = length === undefined ? most : Number(length)
  const good = (family === 4 || family === 6) && more.length === 0 && /^\d{1,3}$/.test(length ?? '0') && prefix <= most
  if (!good) throw new TypeError(`${text} is no CIDR block`)
  return { address, prefix, family }
}

/** Why a URL may not be asked, in a word or two; null: it may, as far as its text tells. Names are checked when they are connected to. */
export function urlRefusal(text: string, rules: OutboundRules, isAllowed = addressFilter(rules.networks)): string | null {
  if (!URL.canParse(text)) return 'not a URL'
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(rules.plain && url.protocol === 'http:')) return rules.plain ? 'http or https only' : 'https only'
  if (url.username !== '' || url.password !== '') return 'user in the URL'
  return placeRefusal(url, rules.ports, isAllowed)
}

/** As `urlRefusal`, of a mail server: smtp or smtps, its usual ports and those of the rules; a user with a password is welcome. */
export function mailServerRefusal(text: string, rules: OutboundRules, isAllowed = addressFilter(rules.networks)): string | null {
  if (!URL.canParse(text)) return 'not a URL'
  const url = new URL(text)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return 'smtp or smtps only'
  if (url.hostname === '') return 'no host'
  return placeRefusal(url, [...MAIL_PORTS, ...rules.ports], isAllowed)
}

function placeRefusal(url: URL, ports: readonly PortRange[], isAllowed: (address: string) => boolean): string | null {
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port)
  if (!ports.some(([first, last]) => port >= first && port <= last)) return `port ${port} is not allowed`
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(host) !== 0 && !isAllowed(host) ? `${host} is not a public address` : null
}

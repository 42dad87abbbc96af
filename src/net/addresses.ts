import { BlockList, isIP } from 'node:net'

/**
 * IPv4 that is not the public internet, from the IANA special-purpose registry (RFC 6890 and later): this network, private, shared,
 * loopback, link-local, protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved.
 */
const FORBIDDEN_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/**
 * IPv6 that is not the public internet. Global unicast is 2000::/3 and nothing else, so everything outside it goes: loopback, IPv4-mapped and
 * IPv4-compatible, NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), discard, SRv6, unique local, link-local, site-local, multicast.
 * Inside it: protocol assignments with Teredo, documentation, 6to4 (it carries any IPv4 address).
 */
const FORBIDDEN_V6: readonly (readonly [string, number])[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

// Two lists: in a shared one a rule such as ::/3 would also catch every IPv4 address, which Node reads as ::ffff:0:0/96.
const v4 = listOf(FORBIDDEN_V4, 'ipv4')
const v6 = listOf(FORBIDDEN_V6, 'ipv6')

/** Whether the text is an IP address of the public internet. Names, addresses with a zone and everything else are not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !v4.check(address, 'ipv4')
  return family === 6 && !address.includes('%') && !v6.check(address, 'ipv6')
}

function listOf(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family)
  return list
}

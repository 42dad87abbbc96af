import { describe, expect, test } from 'vitest'
import { array, type Arbitrary, assert, integer, property, tuple } from 'fast-check'
import { isPublicAddress } from './addresses.ts'

const FORBIDDEN = `
  0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 169.254.169.254
  172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1
  203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
  :: ::1 ::7f00:1 ::a9fe:a9fe ::5efe:7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:7f00:1
  64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:ff9b:1::7f00:1 64:ff9b:0:1::1 100::1 100:0:0:1::1 2001::1 2001:20::1
  2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe:: 3fff::1 5f00::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1`
  .trim()
  .split(/\s+/)
const PUBLIC = `
  1.1.1.1 8.8.8.8 100.63.255.255 172.15.255.255 172.32.0.1 192.167.255.255 193.0.0.1 223.255.255.254
  2606:4700:4700::1111 2a00:1450:4001:80b::200e 2001:4860:4860::8888 2400:cb00:2048::1`
  .trim()
  .split(/\s+/)

describe('S-04: addresses', () => {
  test.each(FORBIDDEN)('%s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(PUBLIC)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test('at least 50 forbidden and 10 public addresses are told apart', () => {
    expect(FORBIDDEN.length).toBeGreaterThanOrEqual(50)
    expect(PUBLIC.length).toBeGreaterThanOrEqual(10)
  })

  test.each(['', 'localhost', '127.1', '0x7f.1', '2130706433', '1.1.1.1.', 'example.org'])('%j is no address at all', (text) => {
    expect(isPublicAddress(text)).toBe(false)
  })

  const hex = integer({ min: 0, max: 0xffff }).map((word) => word.toString(16))
  const words = (count: number): Arbitrary<string> => array(hex, { minLength: count, maxLength: count }).map((all) => all.join(':'))

  test.each([
    ['00xx::/8', tuple(integer({ min: 0, max: 0xff }), words(7)).map(([first, rest]) => `${first.toString(16)}:${rest}`)],
    ['6to4', words(7).map((rest) => `2002:${rest}`)],
    ['NAT64', words(6).map((rest) => `64:ff9b:${rest}`)],
    ['IPv4-mapped', words(2).map((rest) => `::ffff:${rest}`)],
  ] as const)('no address of %s gets through', (_, address) => {
    assert(
      property(address, (text) => !isPublicAddress(text)),
      { numRuns: 512 },
    )
  })
})

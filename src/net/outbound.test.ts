import { createSocket } from 'node:dgram'
import { promises as dns } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../base/index.ts'
import { createOpenSocket } from './open-socket.ts'
import { mailServerRefusal, type OutboundRules, urlRefusal } from './outbound.ts'
import { createTransport, type Transport, type TransportOptions } from './transport.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
/** As receivers of webhooks are reached: plain http too, four ports. */
const RULES: OutboundRules = {
  plain: true,
  ports: [
    [80, 80],
    [443, 443],
    [8080, 8080],
    [8443, 8443],
  ],
  networks: [],
}
const FORBIDDEN = `0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 169.254.169.254
  172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1
  203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
  [::] [::1] [::7f00:1] [::a9fe:a9fe] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [64:ff9b::7f00:1]
  [64:ff9b::169.254.169.254] [64:ff9b:1::7f00:1] [100::1] [2001::1] [2001:20::1] [2001:db8::1] [2002:7f00:1::1] [2002:a9fe:a9fe::] [3fff::1]
  [5f00::1] [fc00::1] [fd00::1] [fe80::1] [fec0::1] [ff02::1] [::ffff:0:7f00:1] [64:ff9b:0:1::1]`
  .trim()
  .split(/\s+/)
const SPELLINGS =
  '2130706433 0x7f.1 0177.0.0.1 127.1 0 127.0.0.1. １２７.０.０.１ 0x7f000001 017700000001 [0:0:0:0:0:ffff:7f00:1] 127.0.1'.split(' ')
const PUBLIC =
  '1.1.1.1 8.8.8.8 100.63.255.255 172.15.255.255 172.32.0.1 192.167.255.255 193.0.0.1 223.255.255.254 [2606:4700:4700::1111] [2a00:1450:4001:80b::200e]'.split(
    ' ',
  )

const open: (Transport | Server)[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await ('send' in one ? one.close() : new Promise((resolve) => one.close(resolve)))
})

function transport(options: Partial<TransportOptions> = {}): Transport {
  const made = createTransport({ clock: systemClock, log: silent, rules: RULES, ...options })
  open.push(made)
  return made
}

async function home(): Promise<{ port: number; hits: () => number }> {
  let hits = 0
  const server = createServer((_, response) => {
    hits += 1
    response.end('ok')
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, hits: () => hits }
}

const post = (by: Transport, url: string) => by.send(url, { method: 'POST', body: '{}', keepBytes: 100, timeoutMs: 2_000 })

describe('S-04: a receiver', () => {
  test('at 50 forbidden addresses is refused by its URL and by the connector, at 10 public ones it is not', async () => {
    expect(FORBIDDEN.length).toBeGreaterThanOrEqual(50)
    const by = transport()
    for (const host of [...FORBIDDEN, ...SPELLINGS]) {
      for (const url of [`http://${host}/`, `https://${host}:8443/hook`]) {
        expect(urlRefusal(url, RULES), url).toMatch(/not a public address/)
        expect(await post(by, url), url).toMatchObject({ kind: 'blockedAddress' })
      }
    }
    expect(PUBLIC.map((host) => urlRefusal(`http://${host}:8080/`, RULES))).toEqual(PUBLIC.map(() => null))
  })

  test.each([
    ['ftp://shop.example', 'http or https only'],
    ['http://shop.example:22', 'port 22 is not allowed'],
    ['http://shop.example:3000', 'port 3000 is not allowed'],
    ['http://user:pass@shop.example', 'user in the URL'],
    ['http://', 'not a URL'],
  ])('%s is refused: %s', (url, refusal) => {
    expect(urlRefusal(url, RULES)).toBe(refusal)
  })

  test('by a name with one private address of any kind among public ones is refused, whatever their order', async () => {
    let addresses: string[] = []
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const by = transport({ resolve })
    for (const host of FORBIDDEN) {
      const bad = host.replace(/^\[(.*)\]$/, '$1')
      addresses = ['1.1.1.1', bad, '2606:4700:4700::1111']
      expect(await post(by, 'http://127.0.0.1.nip.example/'), bad).toMatchObject({ kind: 'blockedAddress' })
    }
  })

  test('whose name changes its mind is refused the second time, and never reached', async () => {
    const { port, hits } = await home()
    const answers = vi.fn<() => Promise<{ address: string; family: number }[]>>()
    // The first answer is public: what is connected to is that address, which nobody answers at.
    answers.mockResolvedValueOnce([{ address: '203.0.114.1', family: 4 }]).mockResolvedValue([{ address: '127.0.0.1', family: 4 }])
    const by = transport({ resolve: answers, rules: { ...RULES, ports: [[port, port]] } })
    expect((await post(by, `http://rebind.example:${port}/`)).kind).toMatch(/timeout|network/)
    expect(await post(by, `http://rebind.example:${port}/`)).toMatchObject({ kind: 'blockedAddress' })
    expect(hits()).toBe(0)
  })

  test('by a name that is another name for a private one is refused', async () => {
    const resolver = new dns.Resolver()
    resolver.setServers([`127.0.0.1:${await aliasServer('10.0.0.1')}`])
    const resolve = vi.fn<(name: string) => Promise<{ address: string; family: number }[]>>(async (name) =>
      (await resolver.resolve4(name)).map((address) => ({ address, family: 4 })),
    )
    expect(await post(transport({ resolve }), 'https://shop.example/')).toEqual({
      kind: 'blockedAddress',
      detail: 'shop.example resolves to 10.0.0.1',
    })
    expect(resolve).toHaveBeenCalledTimes(1)
  })

  test.each([301, 302, 303, 307, 308])('that answers %d to the address of cloud metadata is not followed there', async (status) => {
    let hits = 0
    const server = createServer((_, response) => {
      hits += 1
      response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    })
    const port = await listening(server)
    // The address is one that could be connected to: only that nobody follows keeps us away.
    const networks = ['127.0.0.0/8', '169.254.0.0/16']
    const by = transport({ rules: { ...RULES, ports: [[1, 65_535]], networks } })
    const sent = await post(by, `http://127.0.0.1:${port}/`)
    expect(sent).toMatchObject({ kind: 'answer', answer: { status, headers: { location: 'http://169.254.169.254/latest/meta-data/' } } })
    expect(hits).toBe(1)
  })

  test('is connected to at the address that was checked, under its own name', async () => {
    const hosts: (string | undefined)[] = []
    const port = await listening(
      createServer((request, response) => {
        hosts.push(request.headers.host)
        response.end()
      }),
    )
    const names: string[] = []
    const tls = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name)
        done(new Error('no certificate'))
      },
    })
    tls.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void tls.close())
    const { port: tlsPort } = tls.address() as AddressInfo
    const resolve = vi.fn<() => Promise<{ address: string; family: number }[]>>(async () => [{ address: '127.0.0.1', family: 4 }])
    const by = transport({ resolve, rules: { ...RULES, ports: [[1, 65_535]], networks: ['127.0.0.1/32'] } })
    expect(await post(by, `http://shop.example:${port}/`)).toMatchObject({ kind: 'answer' })
    expect(await post(by, `https://shop.example:${tlsPort}/`)).toMatchObject({ kind: 'network' })
    expect([hosts, names]).toEqual([[`shop.example:${port}`], ['shop.example']])
    // Once each: what is looked up a second time may say something else.
    expect(resolve).toHaveBeenCalledTimes(2)
  })

  test('in a network that the operator names is reached, its neighbours are not', async () => {
    const { port, hits } = await home()
    const by = transport({ rules: { ...RULES, ports: [[1_024, 65_535]], networks: ['127.0.0.0/30', 'fd00:1::/32'] } })
    expect(await post(by, `http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'answer', answer: { status: 200, text: 'ok' } })
    expect(await post(by, `http://127.0.0.9:${port}/`)).toMatchObject({ kind: 'blockedAddress' })
    expect(await post(by, `http://[::ffff:127.0.0.1]:${port}/`)).toMatchObject({ kind: 'blockedAddress' })
    expect(hits()).toBe(1)
  })

  test('in a text that is no network fails the start', () => {
    for (const network of ['10.0.0.0/33', '10.0.0/8', 'intranet', '10.0.0.0/8/9', '::/129'])
      expect(() => transport({ rules: { ...RULES, networks: [network] } })).toThrow('no CIDR block')
  })

  test('is refused at any spelling of a private IPv4 address', () => {
    const octet = integer({ min: 0, max: 255 })
    const spell = constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0${n.toString(8)}`,
    )
    assert(
      property(tuple(constantFrom(10, 127), octet, octet, octet), array(spell, { minLength: 4, maxLength: 4 }), (bytes, spellings) => {
        const host = bytes.map((byte, i) => (byte === 0 ? '0' : spellings[i]?.(byte))).join('.')
        return urlRefusal(`http://${host}/`, RULES)?.includes('not a public address') ?? false
      }),
      { numRuns: 512 },
    )
  })
})

async function listening(server: Server): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A resource record that holds for a minute. */
function record(name: Buffer, type: number, data: Buffer): Buffer {
  return Buffer.concat([name, Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data])
}

/** A name server that knows one answer: the name is an alias of another one, which has this IPv4 address. Answers its port. */
async function aliasServer(address: string): Promise<number> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address: asker }) => {
    const end = query.indexOf(0, 12) + 5
    const alias = Buffer.from('\u0005alias\u0007example\0')
    const header = Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0])])
    const a = record(alias, 1, Buffer.from(address.split('.').map(Number)))
    socket.send(Buffer.concat([header, query.subarray(12, end), record(Buffer.from([0xc0, 12]), 5, alias), a]), port, asker)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  return socket.address().port
}

const opening =
  (...options: Parameters<typeof createOpenSocket>) =>
  (host: string, port: number): Promise<Socket> =>
    new Promise((done, fail) => {
      createOpenSocket(...options)(host, port, (error, socket) => (socket ? done(socket) : fail(error ?? new Error('neither'))))
    })
const mixed = async () => ['1.1.1.1', '10.0.0.1'].map((address) => ({ address, family: 4 }))

describe('S-04: a mail server of an account', () => {
  test('at 50 forbidden addresses is refused by its URL and by the connector, at 10 public ones it is not', async () => {
    const openSocket = opening(RULES)
    for (const host of FORBIDDEN) {
      expect(mailServerRefusal(`smtp://user:pass@${host}`, RULES), host).toMatch(/not a public address/)
      await expect(openSocket(host.replace(/^\[(.*)\]$/, '$1'), 25), host).rejects.toMatchObject({ code: 'BLOCKED' })
    }
    expect(PUBLIC.map((host) => mailServerRefusal(`smtps://${host}`, RULES))).toEqual(PUBLIC.map(() => null))
  })

  // The text of a URL that is not of the web keeps its spelling: what it means is seen when it is looked up.
  test.each([...SPELLINGS, 'localhost'])('%s is not connected to', async (host) => {
    await expect(opening(RULES)(host, 25)).rejects.toThrow()
  })

  test.each([
    ['https://shop.example', 'smtp or smtps only'],
    ['smtp://shop.example:22', 'port 22 is not allowed'],
    ['smtp://shop.example:6379', 'port 6379 is not allowed'],
    ['smtp://', 'no host'],
    ['mail.shop.example', 'not a URL'],
  ])('%s is refused: %s', (url, refusal) => {
    expect(mailServerRefusal(url, RULES)).toBe(refusal)
  })

  test('by a name with one private address among public ones is refused; in a network of the operator it is reached', async () => {
    await expect(opening(RULES, mixed)('mail.shop.example', 25)).rejects.toMatchObject({ code: 'BLOCKED' })
    const { port } = await home()
    const socket = await opening({ networks: ['127.0.0.0/30'] })('127.0.0.1', port)
    expect(socket.remotePort).toBe(port)
    socket.destroy()
  })
})

test('S-04: of a body no more is read than wanted, and the connection of a longer one is cut', async () => {
  let written = 0
  const server = createServer((_, response) => {
    const chunk = Buffer.alloc(16_384, 97)
    const write = (): void => {
      while (written < 50_000_000 && !response.destroyed) {
        written += chunk.length
        if (!response.write(chunk)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const by = transport({ rules: { ...RULES, ports: [[port, port]], networks: ['127.0.0.1/32'] } })
  const sent = await by.send(`http://127.0.0.1:${port}/`, { method: 'POST', body: '', keepBytes: 65_536 })
  expect(sent).toMatchObject({ kind: 'answer', answer: { status: 200 } })
  if (sent.kind === 'answer') expect(sent.answer.text).toHaveLength(65_536)
  expect(written).toBeLessThan(20_000_000)
})

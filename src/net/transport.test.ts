import { createServer, type RequestListener, type Server } from 'node:http'
import { createGzip, gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../base/index.ts'
import { createTransport, type Sent, type Transport, type TransportOptions } from './transport.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const open: { server: Server; transport: Transport }[] = []

afterEach(async () => {
  for (const { server, transport } of open.splice(0)) {
    await transport.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

interface Stage {
  url: string
  port: number
  hits: () => number
  transport: Transport
}

/** A server on loopback, and a transport that trusts it unless told otherwise. */
async function stage(listener: RequestListener, options: Partial<TransportOptions> = {}): Promise<Stage> {
  let hits = 0
  const server = createServer((request, response) => {
    hits++
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  const transport = createTransport({ clock: systemClock, log: silent, trustedOrigins: [url], ...options })
  open.push({ server, transport })
  return { url, port, hits: () => hits, transport }
}

const get = ({ transport, url }: Stage, path = '/', timeoutMs?: number): Promise<Sent> =>
  transport.send(url + path, { method: 'GET', ...(timeoutMs === undefined ? {} : { timeoutMs }) })

test('sends method, path, headers and body, and gives back status, headers and text', async () => {
  const s = await stage((request, response) => {
    response.writeHead(201, { 'X-Seen': `${request.method} ${request.url} ${String(request.headers['x-key'])}`, 'X-Two': ['a', 'b'] })
    request.pipe(response)
  })
  const sent = await s.transport.send(`${s.url}/a/b?c=d`, { method: 'POST', headers: { 'x-key': 'k' }, body: 'тело' })
  expect(sent).toMatchObject({
    kind: 'answer',
    answer: { status: 201, text: 'тело', headers: { 'x-seen': 'POST /a/b?c=d k', 'x-two': 'a, b' } },
  })
})

test('a kept-alive connection serves one request after the other', async () => {
  const ports = new Set<number | undefined>()
  const s = await stage((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('ok')
  })
  for (let i = 0; i < 20; i++) await get(s)
  // A request that comes in the tick of the answer before it may open a second connection.
  expect(ports.size).toBeLessThanOrEqual(2)
})

test('a redirect is an answer and is not followed', async () => {
  const s = await stage((_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end())
  expect(await get(s)).toMatchObject({ kind: 'answer', answer: { status: 302 } })
  expect(s.hits()).toBe(1)
})

test('a server that never answers is a timeout at the total time', async () => {
  const s = await stage(() => {})
  const startedAt = performance.now()
  expect(await get(s, '/', 150)).toEqual({ kind: 'timeout', detail: 'total' })
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test('a body that drips is a timeout at the total time', async () => {
  const s = await stage((_, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  })
  expect(await get(s, '/', 200)).toEqual({ kind: 'timeout', detail: 'total' })
})

test('the caller can give up', async () => {
  const s = await stage(() => {})
  const cut = new AbortController()
  setTimeout(() => cut.abort(), 50)
  expect(await s.transport.send(s.url, { method: 'GET', signal: cut.signal })).toEqual({ kind: 'timeout', detail: 'cancelled' })
  expect(await s.transport.send(s.url, { method: 'GET', signal: cut.signal })).toEqual({ kind: 'timeout', detail: 'cancelled' })
  expect(s.hits()).toBe(1)
})

test('a reset connection and a closed port are network failures', async () => {
  const s = await stage((request) => request.socket.resetAndDestroy())
  expect(await get(s)).toMatchObject({ kind: 'network' })
  const closed = createTransport({ clock: systemClock, log: silent, trustedOrigins: ['http://127.0.0.1:1'] })
  expect(await closed.send('http://127.0.0.1:1/', { method: 'GET' })).toEqual({ kind: 'network', detail: 'ECONNREFUSED' })
  await closed.close()
})

test('a connection cut in the middle of a body is a network failure', async () => {
  const s = await stage((request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half')
    setTimeout(() => request.socket.destroy(), 20)
  })
  expect(await get(s)).toMatchObject({ kind: 'network' })
})

test('a header that would split the request is refused, not thrown', async () => {
  const s = await stage((_, response) => response.end())
  const sent = await s.transport.send(s.url, { method: 'GET', headers: { 'x-key': 'a\r\nx-evil: 1' } })
  expect(sent).toMatchObject({ kind: 'network' })
  expect(s.hits()).toBe(0)
})

test.each([
  ['announced', { 'content-length': String(10 * 1024 * 1024) }],
  ['chunked', {}],
])('a body of 10 MB, %s, is refused early', async (_, headers) => {
  let written = 0
  const s = await stage((__, response) => {
    response.writeHead(200, headers)
    const more = (): void => {
      while (written < 10 * 1024 * 1024 && !response.destroyed) {
        written += 65_536
        if (!response.write(Buffer.alloc(65_536, 'x'))) return void response.once('drain', more)
      }
      response.end()
    }
    more()
  })
  expect(await get(s)).toMatchObject({ kind: 'tooLarge' })
  expect(written).toBeLessThan(10 * 1024 * 1024)
})

test.each([
  ['one level', (bytes: Buffer) => bytes, 'gzip'],
  ['two levels', gzipSync, 'gzip, gzip'],
])('a gzip bomb of 256 MB in %s is refused within 200 ms and 50 MB', async (_, wrap, encoding) => {
  const bomb = wrap(await zippedZeros(256))
  const s = await stage((__, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb))
  await get(s)
  const memory = process.memoryUsage.rss()
  const startedAt = performance.now()
  expect(await get(s)).toMatchObject({ kind: 'tooLarge' })
  expect(performance.now() - startedAt).toBeLessThan(200)
  expect(process.memoryUsage.rss() - memory).toBeLessThan(50 * 1024 * 1024)
})

async function zippedZeros(megabytes: number): Promise<Buffer> {
  const zip = createGzip({ level: 9 })
  const chunks: Buffer[] = []
  zip.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => zip.on('end', resolve))
  const zeros = Buffer.alloc(1024 * 1024)
  for (let i = 0; i < megabytes; i++) await new Promise((resolve) => zip.write(zeros, resolve))
  zip.end()
  await ended
  return Buffer.concat(chunks)
}

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '0',
  '127.0.0.1.',
  '１２７.０.０.１',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
])('%s is refused however it is spelt, literals included', async (host) => {
  const s = await stage((_, response) => response.end())
  expect(await s.transport.send(`https://${host}/`, { method: 'GET' })).toMatchObject({ kind: 'blockedAddress' })
})

test.each([
  ['a name that leads home', [{ address: '127.0.0.1', family: 4 }]],
  ['the metadata service', [{ address: '169.254.169.254', family: 4 }]],
  ['a private IPv6', [{ address: 'fd00::1', family: 6 }]],
  [
    'one private address among public ones',
    [
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ],
  ],
  [
    'a mapped address behind a public one',
    [
      { address: '2606:4700:4700::1111', family: 6 },
      { address: '::ffff:127.0.0.1', family: 6 },
    ],
  ],
])('a name is refused for %s', async (_, addresses) => {
  const resolve = vi.fn(async () => addresses)
  const s = await stage((__, response) => response.end(), { resolve })
  expect(await s.transport.send('https://carrier.example/', { method: 'GET' })).toMatchObject({ kind: 'blockedAddress' })
  expect(resolve).toHaveBeenCalledTimes(1)
  expect(s.hits()).toBe(0)
})

test('localhost is refused by the real resolver, and with a trailing dot it leads nowhere either', async () => {
  const s = await stage((_, response) => response.end())
  expect(await s.transport.send('https://localhost/', { method: 'GET' })).toMatchObject({ kind: 'blockedAddress' })
  // Some resolvers know no `localhost.`.
  expect((await s.transport.send('https://localhost./', { method: 'GET' })).kind).toMatch(/blockedAddress|network/)
})

test('a name without addresses is a network failure', async () => {
  const s = await stage((_, response) => response.end(), { resolve: async () => [] })
  expect(await s.transport.send('https://carrier.example/', { method: 'GET' })).toMatchObject({ kind: 'network' })
})

test.each([
  ['http://carrier.example/', 'https only'],
  ['ftp://carrier.example/', 'https only'],
  ['https://carrier.example:22/', 'port 22 is not allowed'],
  ['https://user:pass@carrier.example/', 'user in the URL'],
  ['carrier', 'not a URL'],
])('%s is refused: %s', async (url, detail) => {
  const resolve = vi.fn(async () => [])
  const s = await stage((_, response) => response.end(), { resolve })
  expect(await s.transport.send(url, { method: 'GET' })).toEqual({ kind: 'blockedAddress', detail })
  expect(resolve).not.toHaveBeenCalled()
})

test('trust holds for the named origin only', async () => {
  const s = await stage((_, response) => response.end())
  const other = await stage((_, response) => response.end())
  expect(await get(s)).toMatchObject({ kind: 'answer' })
  expect(await s.transport.send(other.url, { method: 'GET' })).toMatchObject({ kind: 'blockedAddress' })
  expect(await s.transport.send(`http://localhost:${s.port}/`, { method: 'GET' })).toMatchObject({ kind: 'blockedAddress' })
  expect(other.hits()).toBe(0)
})

test('proxies named in the environment are not used', async () => {
  const proxy = await stage((_, response) => response.end('proxied'))
  vi.stubEnv('HTTP_PROXY', proxy.url).stubEnv('http_proxy', proxy.url).stubEnv('ALL_PROXY', proxy.url)
  const s = await stage((_, response) => response.end('direct'))
  expect(await get(s)).toMatchObject({ answer: { text: 'direct' } })
  expect(proxy.hits()).toBe(0)
  vi.unstubAllEnvs()
})

test('log lines hold no query, body, header or number', async () => {
  const lines: string[] = []
  const log = { ...silent, debug: (fields: object, message: string) => lines.push(JSON.stringify(fields) + message) }
  const s = await stage((_, response) => response.end('secret-answer'))
  const transport = createTransport({ clock: systemClock, log, trustedOrigins: [s.url] })
  await transport.send(`${s.url}/parcels/RA644000001RU?token=secret-query`, {
    method: 'POST',
    headers: { 'x-key': 'secret-header' },
    body: 'secret-body',
  })
  await transport.close()
  expect(lines.join()).toContain('/parcels/*')
  expect(lines.join()).not.toMatch(/secret|RA644/)
})

test('after close every request fails without a throw', async () => {
  const s = await stage(() => {})
  const pending = get(s)
  await s.transport.close()
  expect((await pending).kind).toBe('network')
  expect((await get(s)).kind).toBe('network')
})

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { floods, hostileBodies, largeFloods, LOGIN_PAGE } from './hostile.ts'
import type { Cost, Order } from './hostile-meter.ts'

/**
 * What hostile answers cost in memory and time: each in a process of its own, that nothing of this one disturbs. The bounds hold for the transport, for
 * every adapter (answers, tokens, feeds and pushes) and for the redaction of answers that are kept.
 */

const MOST_MB = 50
const MOST_MS = 200
const METER = join(import.meta.dirname, 'hostile-meter.ts')
const MB = 1024 * 1024

/** So many zeros in a stream of `deflate`: blocks that end on a byte stand one after another as often as one likes. The checksum is never reached. */
function bomb(gigabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MB), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  return Buffer.concat([head, ...Array.from({ length: gigabytes * 1024 }, () => block), Buffer.from([3, 0])])
}

const oneLevel = bomb(1)
const twoLevels = gzipSync(oneLevel, { level: 9 })
const encoded = (encoding: string, body: Buffer | string) => (response: ServerResponse) =>
  response.writeHead(200, { 'content-encoding': encoding }).end(body)

/** What the transport must refuse, by name. */
const refused: Record<string, (response: ServerResponse) => unknown> = {
  'gzip 1 GB': encoded('gzip', oneLevel),
  'gzip in gzip 1 GB': encoded('gzip, gzip', twoLevels),
  'gzip in gzip 1 GB, one announced': encoded('gzip', twoLevels),
  'brotli 64 MB': encoded('br', brotliCompressSync(Buffer.alloc(64 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  'a thousand encodings': encoded(Array.from({ length: 1_000 }, () => 'gzip').join(', '), twoLevels),
  '16 KB of encodings': encoded('gzip,'.repeat(3_000), twoLevels),
  '10 MB announced': (response) => response.writeHead(200, { 'content-length': 10 * MB }).end(Buffer.alloc(10 * MB, 'x')),
  '10 MB zipped': encoded('gzip', gzipSync(Buffer.alloc(10 * MB, 'x'))),
  'a body without an end': (response) => {
    const more = (): void => {
      while (!response.destroyed) if (!response.write(Buffer.alloc(65_536, 'x'))) return void response.once('drain', more)
    }
    more()
  },
  '60 KB of headers': (response) => response.writeHead(200, { 'x-flood': 'x'.repeat(60_000) }).end(),
}

const bodies = [...hostileBodies('{"a":[{"b":1}]}'), ['a page for people', LOGIN_PAGE] as [string, string], ...floods()]

const large = largeFloods()

const folder = mkdtempSync(join(tmpdir(), 'trackru-hostile-'))
const server = createServer((request, response) => {
  const name = decodeURIComponent(request.url?.slice(1) ?? '')
  const body = [...bodies, ...large].find(([one]) => one === name)
  const send = refused[name]
  if (send) send(response)
  else response.end(body?.[1] ?? '{}')
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const worst = (of: (cost: Cost) => number): Cost | undefined => spent.toSorted((a, b) => of(b) - of(a))[0]
  process.stdout.write(
    `hostile answers: ${spent.length} measured, worst ${JSON.stringify([worst(({ mb }) => mb), worst(({ ms }) => ms)])}\n`,
  )
})

const spent: Cost[] = []

async function meter(orders: Order[]): Promise<Cost[]> {
  const args = ['--expose-gc', '--import', 'tsx', METER, JSON.stringify(orders), origin]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 16 * MB })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Cost)
}

function orderFor([name, text]: [string, string]): Order {
  const file = join(folder, name.replaceAll(/\W/g, ''))
  writeFileSync(file, text)
  return { url: `${origin}/${encodeURIComponent(name)}`, file }
}

function expectCheap(name: string, costs: Cost[]): void {
  spent.push(...costs.map((cost) => ({ ...cost, step: `${cost.step}: ${name}` })))
  for (const { step, mb, ms } of costs) {
    expect(mb, `MB of ${step}`).toBeLessThan(MOST_MB)
    expect(ms, `ms of ${step}`).toBeLessThan(MOST_MS)
  }
}

// A process for each answer, and the machine may do other things beside.
describe('hostile answers cost at most 50 MB and 200 ms', { timeout: 120_000 }, () => {
  test('bombs and floods that the transport refuses', async () => {
    const names = Object.keys(refused)
    const costs = await meter(names.map((name) => ({ url: `${origin}/${encodeURIComponent(name)}` })))
    expect(costs).toHaveLength(names.length)
    for (const [i, { outcome }] of costs.entries()) expect(outcome, names[i]).toMatch(/^(?:tooLarge|undecodable|network)$/)
    expectCheap('', costs)
  })
  test('short ones', async () => {
    expectCheap('a short one', await meter(bodies.filter(([, text]) => text.length < 50_000).map(orderFor)))
  })
  test('10 MB of anything', async () => {
    const costs = await meter(bodies.filter(([, text]) => text.length > 2 * MB).map(orderFor))
    // `network` where the connection of the one before was just being cut.
    for (const { outcome } of costs.filter(({ step }) => step === 'net')) expect(outcome).toMatch(/^(?:tooLarge|network)$/)
    expectCheap('10 MB', costs)
  })
  test.each(large)('%s from the carrier that may answer so much', async (name, text) => {
    const costs = await meter([{ ...orderFor([name, text]), maxBytes: 6 * MB }])
    expect(costs[0]).toMatchObject({ step: 'net', outcome: `answer of ${text.length}` })
    expectCheap(name, costs)
  })
  test.each(bodies.filter(([, { length }]) => length >= 50_000 && length <= 2 * MB))('%s', async (name, text) => {
    const costs = await meter([orderFor([name, text])])
    // Every adapter that is asked over the network, and the redaction.
    expect(costs.length).toBeGreaterThan(45)
    expectCheap(name, costs)
  })
})

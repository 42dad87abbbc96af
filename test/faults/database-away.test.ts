import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { KEY, SECRET_KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'
import { postmasterOf, until } from '../process/launch.ts'

const home = mkdtempSync(join(tmpdir(), 'trackru-away-'))
let database: FreshDatabase
let wire: Wire

beforeAll(async () => {
  database = await freshDatabase()
  wire = await openWire(database.url)
})
afterAll(async () => {
  wire.cut()
  await database.drop()
  rmSync(home, { recursive: true, force: true })
})

interface Wire {
  url: string
  /** Connections are reset and new ones refused. */
  cut(): void
  mend(): Promise<void>
}

/** A TCP port in front of the database. */
async function openWire(databaseUrl: string): Promise<Wire> {
  const behind = new URL(databaseUrl)
  const host = decodeURIComponent(behind.hostname)
  const port = Number(behind.port || 5432)
  const sockets = new Set<Socket>()
  const open = async (at: number): Promise<Server> => {
    const server = createServer((socket) => {
      const other = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
      for (const [from, to] of [
        [socket, other],
        [other, socket],
      ] as const) {
        sockets.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => to.destroy())
        from.pipe(to)
      }
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server = await open(0)
  const { port: outer } = server.address() as AddressInfo
  const url = new URL(`postgres://127.0.0.1:${outer}${behind.pathname}`)
  url.username = behind.username
  url.password = behind.password
  return {
    url: url.href,
    cut: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    mend: async () => {
      server = await open(outer)
    },
  }
}

interface Reply {
  status: number
  retryAfter: number
  ms: number
  text: string
}

async function call({ url }: Program, path: string, body?: object): Promise<Reply> {
  const startedAt = Date.now()
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'api-key': KEY, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, retryAfter: Number(response.headers.get('retry-after')), ms: Date.now() - startedAt, text }
}

const create = (program: Program, number: string): Promise<Reply> =>
  call(program, '/v1/trackings/post', { tracking_number: number, carrier_code: 'spsr' })

test('while the database is away callers get 503 with Retry-After, never 500; the server goes on by itself when it is back', async () => {
  const program = await startProgram({ DATABASE_URL: wire.url, DATA_DIR: home, SECRET_KEY, INITIAL_API_KEY: KEY })
  expect((await create(program, 'AWAY000001')).text).toContain('"code":200')
  expect((await call(program, '/health/ready')).status).toBe(200)

  wire.cut()
  const ready = await call(program, '/health/ready')
  expect(ready).toMatchObject({ status: 503, text: expect.stringContaining('the database does not answer') })
  expect(ready.ms).toBeLessThan(5_000)
  // Being without a database is no reason to be restarted.
  expect((await call(program, '/health/live')).status).toBe(200)
  const refused = await Promise.all([
    create(program, 'AWAY000002'),
    call(program, '/v1/trackings/spsr/AWAY000001'),
    call(program, '/v1/trackings/get'),
    call(program, '/v1/trackings/realtime', { tracking_number: 'AWAY000001', carrier_code: 'spsr' }),
  ])
  for (const { status, retryAfter, ms, text } of refused) {
    expect({ status, isCode: text.includes('"code":503') }).toEqual({ status: 503, isCode: true })
    expect(retryAfter).toBeGreaterThan(0)
    expect(ms).toBeLessThan(25_000)
  }

  await wire.mend()
  const backAt = Date.now()
  await until(async () => (await call(program, '/health/ready')).status === 200)
  const again = await create(program, 'AWAY000002')
  expect(Date.now() - backAt).toBeLessThan(10_000)
  expect(again.text).toContain('"code":200')
  expect((await call(program, '/v1/trackings/spsr/AWAY000001')).text).toContain('"code":200')
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 90_000)

test('an embedded PostgreSQL that dies is started again while callers wait', async () => {
  const dataDir = join(home, 'embedded')
  const program = await startProgram({ DATA_DIR: dataDir, INITIAL_API_KEY: KEY })
  expect((await create(program, 'AWAY000003')).status).toBe(200)
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const postmaster = postmasterOf(dataDir)
    if (postmaster !== null) process.kill(postmaster, signal)
    const { status, text } = await create(program, `AWAY${signal}`)
    expect({ status, text }).toMatchObject({ status: 200, text: expect.stringContaining('"code":200') })
    await until(async () => (await call(program, '/health/ready')).status === 200)
    expect(postmasterOf(dataDir)).not.toBe(postmaster)
  }
  expect((await call(program, '/v1/trackings/spsr/AWAY000003')).text).toContain('"code":200')
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 90_000)

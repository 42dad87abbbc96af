import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Logger, type Runner, run as runWorker } from 'graphile-worker'
import { Pool as Connections } from 'pg'
import { Webhook } from 'standardwebhooks'
import { Agent } from 'undici'
import { systemClock } from '../src/base/index.ts'
import { createPool, createStorage, migrate, openEmbedded, type Pool, type Storage } from '../src/storage/index.ts'
import { eventOf } from '../src/tracking/index.ts'
import { ACCOUNT, plan, WEBHOOK_ENV } from '../test/faults/webhook-kills.ts'
import { checkpoint, row } from '../test/storage/rows.ts'
import { silentLog, socketUrl } from '../test/support/database.ts'
import { compare, interleave, say } from './support/report.ts'
import { readyUrl } from './support/server.ts'

const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const ENDPOINTS = 4
const PLACES = 16
const DELIVERIES = 8_000
const ROUNDS = 3
const RATE = 200
const SECONDS = 30
const CHECKPOINTS = 8

interface Bench {
  url: string
  pool: Pool
  storage: Storage
  receiver: string
}

/** How soon a webhook leaves after its event, and how many leave in a second, beside bare undici and a queue that does the same job. */
export async function benchWebhooks(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-bench-'))
  const server = await openEmbedded({ dataDir, log: silentLog, clock: systemClock })
  await migrate(server.connection, { clock: systemClock, log: silentLog })
  const pool = createPool(server.connection, { clock: systemClock, log: silentLog })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'receiver.mjs')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const bench = { url: socketUrl(server.connection), pool, storage: createStorage(pool), receiver: await readyUrl(child) }
  await plan(bench.storage, bench.receiver, { endpoints: ENDPOINTS, trackings: 0 })
  await pool.query({ name: '', text: "update webhook_endpoints set types = '{tracking.status_changed}'" })
  await latency(bench, dataDir)
  await throughput(bench, dataDir, 10)
  await throughput(bench, dataDir, 0)
  await bench.storage.close()
  await server.stop()
  child.kill()
  rmSync(dataDir, { recursive: true, force: true })
}

function ms(value = Number.NaN): string {
  return `${value.toFixed(0)} ms`
}

/** Of each delivery: from the event's time, which lies before its commit, to its first attempt. */
async function latency(bench: Bench, dataDir: string): Promise<void> {
  await register(bench, 'LATE', RATE * SECONDS)
  const text =
    "update webhook_endpoints set types = case when url like '%/0' then '{tracking.overridden}'::text[] else '{tracking.stale}'::text[] end"
  await bench.pool.query({ name: '', text })
  const api = await start(bench, dataDir, 'all')
  const numbers = Array.from({ length: RATE * SECONDS }, (_, i) => `LATE${i}`)
  const agent = new Agent({ connections: 16 })
  const startedAt = performance.now()
  const calls: Promise<string>[] = []
  for (const [i, number] of numbers.entries()) {
    const wait = startedAt + (i * 1_000) / RATE - performance.now()
    if (wait > 0) await systemClock.sleep(wait)
    const headers = { 'api-key': KEY, 'content-type': 'application/json' }
    calls.push(
      agent
        .request({ origin: api.url, path: `/v1/trackings/russian-post/${number}`, method: 'PUT', headers, body: '{"status":4}' })
        .then(({ body }) => body.text()),
    )
  }
  const refused = (await Promise.all(calls)).find((answer) => !answer.startsWith('{"meta":{"code":200'))
  if (refused !== undefined) throw new Error(`an event was refused: ${refused}`)
  await seen(bench, RATE * SECONDS)
  const [found] = await bench.pool.query<{ n: number; p50: number; p95: number; p99: number }>({
    name: '',
    text: `select count(*)::int as n, percentile_cont(0.5) within group (order by ms)::float8 as p50, percentile_cont(0.95) within group (order by ms)::float8 as p95,
                  percentile_cont(0.99) within group (order by ms)::float8 as p99
             from (select extract(epoch from min(a.started_at) - min(e.occurred_at)) * 1000 as ms
                     from webhook_attempts a join events e on e.bucket = a.bucket and e.id = a.event_id group by a.bucket, a.event_id) t`,
  })
  say(`input: ${RATE} events a second for ${SECONDS} s, each for one endpoint`)
  say(
    `event → first attempt           p50 ${ms(found?.p50)} (bound: 50), p95 ${ms(found?.p95)}, p99 ${ms(found?.p99)} over ${found?.n} events`,
  )
  await agent.close()
  await stop(api.child)
  await bench.pool.query({ name: '', text: 'delete from events' })
  await bench.pool.query({ name: '', text: "update webhook_endpoints set types = '{tracking.status_changed}'" })
}

const KEY = 'benchmark-key-benchmark-key-benchmark-1'

/** As a receiver in the same region answers, and as none does: at once, which shows what a delivery costs beside its request. */
async function throughput(bench: Bench, dataDir: string, waitMs: number): Promise<void> {
  const bodies = await sample(bench)
  await fetch(`${bench.receiver}/wait/${waitMs}`)
  say(
    `input: ${DELIVERIES} deliveries to ${ENDPOINTS} endpoints of one receiver that answers ${waitMs === 0 ? 'at once' : `after ${waitMs} ms`}, ${PLACES} at once, bodies of ${bodies.body.length} bytes, ${ROUNDS} rounds`,
  )
  let round = 0
  const figures = await interleave(ROUNDS, {
    'undici, bare': () => bare(bench, bodies.body),
    'trackru, claimed rows': async () => {
      round += 1
      await happen(bench, `T${waitMs}-${round}-`, DELIVERIES / ENDPOINTS)
      const worker = await start(bench, dataDir, 'worker')
      const rate = await seen(bench, DELIVERIES)
      await stop(worker.child)
      return rate
    },
    'graphile-worker 0.17.3, the same job': () => queued(bench, bodies),
  })
  compare(figures, 'webhooks/s', 'undici, bare')
}

/** Trackings without news. */
async function register({ storage }: Bench, prefix: string, count: number): Promise<void> {
  const account = await storage.accounts.ensure(ACCOUNT, 'live', Date.now())
  await storage.trackings.insertMany(
    Array.from({ length: count }, (_, i) => row(account, `${prefix}${i}`, { at: Date.now(), nextCheckAt: null })),
    account,
  )
}

/** A change of status of each, with checkpoints. */
async function happen(bench: Bench, prefix: string, count: number): Promise<void> {
  await register(bench, prefix, count)
  const { storage } = bench
  const account = await storage.accounts.ensure(ACCOUNT, 'live', Date.now())
  for (let i = 0; i < count; i += 100) {
    const now = Date.now()
    const claimed = await Promise.all(
      Array.from({ length: Math.min(100, count - i) }, (_, k) =>
        storage.polling.claimOne({ account, carrier: 'russian-post', number: `${prefix}${i + k}` }, now, now + 60_000),
      ),
    )
    await storage.polling.finish(
      claimed.flatMap((one) => {
        if (!one) return []
        const newCheckpoints = Array.from({ length: CHECKPOINTS }, (_, k) => checkpoint(`c${k}`, now - k * 3_600_000))
        const events = [{ type: 'tracking.status_changed' as const, doc: eventOf('tracking.created', one).doc }]
        return {
          bucket: one.tracking.bucket,
          trackingId: one.tracking.id,
          leaseToken: one.leaseToken,
          freshness: one.freshness,
          outcome: 'found',
          change: { tracking: one.tracking, newCheckpoints },
          told: { accountId: account.id, at: now, events },
        }
      }),
    )
  }
}

/** A body as it is sent, from a round that is not counted. */
async function sample(bench: Bench): Promise<{ body: string; secret: string }> {
  await happen(bench, `S${Date.now()}-`, 100)
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-bench-'))
  const worker = await start(bench, dataDir, 'worker')
  await seen(bench, 100 * ENDPOINTS)
  await stop(worker.child)
  const [found] = await bench.pool.query<{ body: string }>({
    name: '',
    text: 'select body from webhook_deliveries where body is not null limit 1',
  })
  return { body: found?.body ?? '', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
}

async function bare({ receiver }: Bench, body: string): Promise<number> {
  const agent = new Agent({ connections: 64 })
  let left = DELIVERIES
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await agent.request({
        origin: receiver,
        path: '/hook',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      await answer.body.dump()
    }
  }
  await Promise.all(Array.from({ length: PLACES }, lane))
  await agent.close()
  return seen({ receiver }, DELIVERIES)
}

/** What each job does: the attempt is written, the stored body signed and sent, its end written. */
async function queued({ url, receiver }: Bench, { body, secret }: { body: string; secret: string }): Promise<number> {
  const pgPool = new Connections({ connectionString: url, max: 20 })
  // As it asks for.
  pgPool.on('error', () => {})
  pgPool.on('connect', (client) => client.on('error', () => {}))
  const agent = new Agent({ connections: 64 })
  const jobs = await pgPool.connect()
  await jobs.query(
    'create table if not exists queue_bodies (id int primary key, body text); create table if not exists queue_attempts (id int, started timestamptz, ended timestamptz, status int)',
  )
  await jobs.query('truncate queue_bodies, queue_attempts')
  await jobs.query('insert into queue_bodies select n, $1 from generate_series(1, $2::int) n', [body, DELIVERIES])
  let runner: Runner | null = null
  const deliver = async (payload: unknown): Promise<void> => {
    const { id } = payload as { id: number }
    const { rows } = await pgPool.query<{ body: string }>('select body from queue_bodies where id = $1', [id])
    const text = rows[0]?.body ?? ''
    await pgPool.query('insert into queue_attempts (id, started) values ($1, now())', [id])
    const at = new Date()
    const headers = {
      'webhook-id': `evt_${id}`,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'content-type': 'application/json',
    }
    const answer = await agent.request({
      origin: receiver,
      path: '/hook',
      method: 'POST',
      headers: { ...headers, 'webhook-signature': new Webhook(secret).sign(`evt_${id}`, at, text) },
      body: text,
    })
    await answer.body.dump()
    await pgPool.query('update queue_attempts set ended = now(), status = $2 where id = $1', [id, answer.statusCode])
  }
  const { makeWorkerUtils } = await import('graphile-worker')
  const utils = await makeWorkerUtils({ pgPool, logger: new Logger(() => () => {}) })
  await utils.migrate()
  await utils.addJobs(Array.from({ length: DELIVERIES }, (_, i) => ({ identifier: 'deliver', payload: { id: i + 1 } })))
  await jobs.query('create index if not exists queue_attempts_ix on queue_attempts (id)')
  runner = await runWorker({
    pgPool,
    concurrency: PLACES,
    noHandleSignals: true,
    // A line for each job would be half of its work.
    logger: new Logger(() => () => {}),
    pollInterval: 250,
    taskList: { deliver },
    preset: { worker: { localQueue: { size: 200 } } },
  })
  const rate = await seen({ receiver }, DELIVERIES)
  await runner.stop()
  await utils.release()
  jobs.release()
  await agent.close()
  await pgPool.end()
  return rate
}

/** Waits until the receiver has got so many, and answers how many a second it got. */
async function seen({ receiver }: Pick<Bench, 'receiver'>, wanted: number): Promise<number> {
  for (;;) {
    const { count } = (await (await fetch(`${receiver}/seen`)).json()) as { count: number }
    if (count >= wanted) break
    await systemClock.sleep(50)
  }
  const { count, first, last } = (await (await fetch(`${receiver}/reset`)).json()) as { count: number; first: number; last: number }
  return count / ((last - first) / 1_000)
}

async function start({ url }: Bench, dataDir: string, role: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: {
      ...process.env,
      ...WEBHOOK_ENV,
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      PORT: '0',
      ROLE: role,
      LOG_LEVEL: 'error',
      INITIAL_API_KEY: KEY,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return { child, url: await readyUrl(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
}

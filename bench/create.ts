import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { has, loadGenerator, requestsPerSecond } from './support/load.ts'
import { compare, interleave, say } from './support/report.ts'
import { type BenchServer, KEY, liftLimits, startServer } from './support/server.ts'

const ROUNDS = 5
const SECONDS = 4
/** As many as the server's own pool has. */
const SESSIONS = 10

/** What one create writes, as bare SQL: the limit. */
const INSERT = `with t as (
  insert into trackings (bucket, id, account_id, carrier, number, shown_number, status, archived, details, state, version, created_at, changed_at)
  values (1, $1, 1, 'spsr', $2, $2, 'pending', false, $3, $4, 0, $5, $5) on conflict do nothing returning bucket, id)
insert into schedule (bucket, tracking_id, lane, next_check_at, check_reason, attempts, quiet_checks, failed_checks)
  select bucket, id, 'none', null::timestamptz, 'waiting_for_setup', 0, 0, 0 from t`

/** POST of one tracking, one at a time a connection and many at once, against the same insert driven bare on the same PostgreSQL. */
export async function benchCreate(): Promise<void> {
  const server = await startServer()
  await liftLimits(server)
  const post = (connections: number): Promise<number> =>
    requestsPerSecond({
      urls: [`${server.url}/v1/trackings/post`],
      connections,
      seconds: SECONDS,
      key: KEY,
      body: '{"tracking_number":"B{n}","carrier_code":"spsr","title":"a parcel"}',
    })
  const bare = (await has('pgbench')) ? await pgbench(server) : await driven(server)
  say(
    `input: one tracking a request by ${await loadGenerator()}; ${ROUNDS} interleaved rounds of ${SECONDS} s; limit: ${bare.name}, ${SESSIONS} sessions`,
  )
  const figures = await interleave(ROUNDS, {
    [bare.name]: bare.run,
    [`POST /trackings/post, ${SESSIONS} connections`]: () => post(SESSIONS),
    'POST /trackings/post, 64 connections': () => post(64),
    'POST /trackings/post, 256 connections': () => post(256),
  })
  compare(figures, 'creates/s', bare.name)
  await server.stop()
}

interface Bare {
  name: string
  run: () => Promise<number>
}

async function pgbench({ connection }: BenchServer): Promise<Bare> {
  const file = join(mkdtempSync(join(tmpdir(), 'trackru-bench-')), 'insert.sql')
  // Ids and numbers come from the client in both cases; a random uuid costs pgbench nothing to speak of.
  const text = INSERT.replaceAll('$1', 'gen_random_uuid()')
    .replaceAll('$2', "'P' || :a || ':' || :b")
    .replaceAll('$3', `'${DETAILS}'`)
    .replaceAll('$4', `'${STATE}'`)
    .replaceAll('$5', 'now()')
  writeFileSync(file, `\\set a random(1, 1000000000)\n\\set b random(1, 1000000000)\n${text.replaceAll('\n', ' ')};\n`)
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(SESSIONS),
    '-j',
    '2',
    '-T',
    String(SECONDS),
    '-f',
    file,
    '-h',
    String(connection.host),
    '-p',
    String(connection.port),
    '-U',
    String(connection.user),
    String(connection.database),
  ]
  return {
    name: 'pgbench -M prepared, the same insert',
    run: async () => {
      const { stdout } = await promisify(execFile)('pgbench', args)
      return Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
    },
  }
}

/** Where pgbench is not installed: the driver without HTTP. */
async function driven({ connection }: BenchServer): Promise<Bare> {
  const clients = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const client = new Client(connection)
      await client.connect()
      return client
    }),
  )
  let serial = 0
  return {
    name: 'pg, the same insert without HTTP',
    run: async () => {
      const end = Date.now() + SECONDS * 1_000
      let done = 0
      await Promise.all(
        clients.map(async (client) => {
          while (Date.now() < end) {
            const values = [crypto.randomUUID(), `D${process.pid}${++serial}`, DETAILS, STATE, new Date().toISOString()]
            await client.query({ name: 'insert', text: INSERT, values })
            done += 1
          }
        }),
      )
      return done / SECONDS
    },
  }
}

const DETAILS = JSON.stringify({ title: 'a parcel' })
const STATE = JSON.stringify({ status: 'pending', reasons: [] })

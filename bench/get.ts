import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { loadGenerator, requestsPerSecond } from './support/load.ts'
import { compare, interleave, say } from './support/report.ts'
import { KEY, liftLimits, readyUrl, startServer } from './support/server.ts'

const ROUNDS = 5
const SECONDS = 4
const CONNECTIONS = 64
/** In use by callers who ask again: they fit into the memory of the process. */
const RECENT = 1_000
/** More than that memory holds, asked for in turn: each is read whole from the database. */
const MANY = 6_000

/** GET of one tracking with its checkpoints, against a fastify route without a database that answers the same bytes. */
export async function benchGet(): Promise<void> {
  const server = await startServer()
  await liftLimits(server)
  const headers = { 'api-key': KEY }
  const numbers = Array.from({ length: MANY }, (_, i) => `SB-DELIVERED-${String(i).padStart(5, '0')}`)
  for (let i = 0; i < MANY; i += 40) {
    const body = JSON.stringify(numbers.slice(i, i + 40).map((number) => ({ tracking_number: number, carrier_code: 'sandbox' })))
    await fetch(`${server.url}/v1/trackings/batch`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
  }
  const urls = numbers.map((number) => `${server.url}/v1/trackings/sandbox/${number}`)
  const answer = await waitForCheckpoints(urls.at(-1) ?? '', headers)
  const bare = spawn(process.execPath, [join(import.meta.dirname, 'support', 'bare-fastify.mjs')], {
    env: { ...process.env, ANSWER: answer },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const bareUrl = await readyUrl(bare)
  say(
    `input: by ${await loadGenerator()}, an answer of ${answer.length} bytes; ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
  )
  const run = (targets: string[]): Promise<number> =>
    requestsPerSecond({ urls: targets, connections: CONNECTIONS, seconds: SECONDS, key: KEY })
  const figures = await interleave(ROUNDS, {
    'bare fastify route, same bytes': () => run([`${bareUrl}/x`]),
    [`GET, ${RECENT.toLocaleString('en')} trackings in turn`]: () => run(urls.slice(0, RECENT)),
    [`GET, ${MANY.toLocaleString('en')} trackings in turn`]: () => run(urls),
  })
  compare(figures, 'req/s', 'bare fastify route, same bytes')
  bare.kill()
  await server.stop()
}

async function waitForCheckpoints(url: string, headers: Record<string, string>): Promise<string> {
  for (;;) {
    const text = await (await fetch(url, { headers })).text()
    if (text.includes('"checkpoint_status"')) return text
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

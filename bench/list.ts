import { say, median } from './support/report.ts'
import { KEY, liftLimits, memoryOf, startServer } from './support/server.ts'

const NUMBERS = 2_000
const ROUNDS = 15

/** One page of 2,000 trackings with their checkpoints: time to the first byte and to the last, and what the server's memory grows by. */
export async function benchList(): Promise<void> {
  const server = await startServer()
  await liftLimits(server)
  const headers = { 'api-key': KEY, 'content-type': 'application/json' }
  for (let i = 0; i < NUMBERS; i += 40) {
    const items = Array.from({ length: 40 }, (_, k) => ({
      tracking_number: `SB-DELIVERED-${String(i + k).padStart(5, '0')}`,
      carrier_code: 'sandbox',
    }))
    await fetch(`${server.url}/v1/trackings/batch`, { method: 'POST', headers, body: JSON.stringify(items) })
  }
  const client = await server.client()
  for (;;) {
    const { rows } = await client.query<{ n: number }>('select count(distinct tracking_id)::int as n from checkpoints')
    if (rows[0]?.n === NUMBERS) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const bareMs: number[] = []
  const firstMs: number[] = []
  const wholeMs: number[] = []
  let bytes = 0
  const before = memoryOf(server.child.pid ?? 0)
  let peak = before
  for (let i = 0; i < ROUNDS; i++) {
    const bareStart = performance.now()
    const { rows } = await client.query(
      'select t.*, (select json_agg(c.doc order by c.at desc) from checkpoints c where c.bucket = t.bucket and c.tracking_id = t.id) from trackings t order by created_at desc, id desc limit 2000',
    )
    JSON.stringify(rows)
    bareMs.push(performance.now() - bareStart)
    const start = performance.now()
    const response = await fetch(`${server.url}/v1/trackings/get?limit=2000`, { headers })
    firstMs.push(performance.now() - start)
    bytes = (await response.arrayBuffer()).byteLength
    wholeMs.push(performance.now() - start)
    peak = Math.max(peak, memoryOf(server.child.pid ?? 0))
  }
  await client.end()
  say(`input: ${NUMBERS} trackings a page, ${(bytes / 1e6).toFixed(1)} MB of JSON; ${ROUNDS} interleaved rounds`)
  say(`the same rows by one bare query and JSON.stringify ${Math.round(median(bareMs))} ms (the limit)`)
  say(
    `GET /trackings/get?limit=2000: first byte ${Math.round(median(firstMs))} ms, whole ${Math.round(median(wholeMs))} ms, ${(median(wholeMs) / median(bareMs)).toFixed(2)} times the limit`,
  )
  say(`memory of the product: ${Math.round(before)} MB before, ${Math.round(peak)} MB at most`)
  await server.stop()
}

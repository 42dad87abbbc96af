import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { median, say } from './support/report.ts'
import { KEY, liftLimits, readyUrl, startServer } from './support/server.ts'

const NUMBERS = 20_000
const ROUNDS = 4

/** Due trackings looked at a second by one process: claim, ask FedEx's protocol (30 numbers a call) at a lab that answers at once, decide, write. */
export async function benchRefresh(): Promise<void> {
  const lab = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'support', 'instant-lab.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const labUrl = await readyUrl(lab)
  const server = await startServer({ LAB_URL: labUrl })
  await liftLimits(server)
  const headers = { 'api-key': KEY, 'content-type': 'application/json' }
  const client = await server.client()
  const drained = async (): Promise<number> => {
    const start = performance.now()
    for (;;) {
      const { rows } = await client.query<{ n: number }>(
        "select count(*)::int as n from schedule where lane = 'fedex' and (last_checked_at is null or next_check_at <= now())",
      )
      if (rows[0]?.n === 0) return performance.now() - start
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const firstStart = performance.now()
  for (let i = 0; i < NUMBERS; i += 40) {
    const items = Array.from({ length: 40 }, (_, k) => ({ tracking_number: `99${String(i + k).padStart(10, '0')}`, carrier_code: 'fedex' }))
    await fetch(`${server.url}/v1/trackings/batch`, { method: 'POST', headers, body: JSON.stringify(items) })
  }
  await drained()
  const firstMs = performance.now() - firstStart
  const quiet: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await client.query("update schedule set next_check_at = now(), last_checked_at = null where lane = 'fedex'")
    quiet.push(NUMBERS / ((await drained()) / 1_000))
  }
  const { rows } = await client.query<{ outcome: string; n: number }>(
    "select last_outcome as outcome, count(*)::int as n from schedule where lane = 'fedex' group by 1",
  )
  say(`input: ${NUMBERS} parcels of one account, ${ROUNDS} rounds; outcomes: ${rows.map(({ outcome, n }) => `${outcome} ${n}`).join(', ')}`)
  say(
    `registered in batches of 40 and first looked at (checkpoints written) ${Math.round(NUMBERS / (firstMs / 1_000)).toLocaleString('en')} parcels/s`,
  )
  say(
    `looked at again without news                                          ${Math.round(median(quiet)).toLocaleString('en')} parcels/s [${Math.round(Math.min(...quiet))}–${Math.round(Math.max(...quiet))}] (bound: 2,000)`,
  )
  await client.end()
  await server.stop()
  lab.kill()
}

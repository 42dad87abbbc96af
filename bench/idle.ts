import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, say } from './support/report.ts'
import { memoryOf, startServer } from './support/server.ts'

const STARTS = 5
const IDLE_SECONDS = 20

/** Start to ready on an existing data directory, and the memory of the whole product at rest. */
export async function benchIdle(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-bench-'))
  const first = await timedStart(dataDir)
  await first.server.stop()
  const times: number[] = []
  let memory = 0
  for (let i = 0; i < STARTS; i++) {
    const { server, ms } = await timedStart(dataDir)
    times.push(ms)
    if (i === STARTS - 1) {
      await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1_000))
      memory = memoryOf(server.child.pid ?? 0)
    }
    await server.stop()
  }
  rmSync(dataDir, { recursive: true, force: true })
  say(`first start (new data directory)    ${Math.round(first.ms)} ms (bound: 5,000)`)
  say(
    `start to ready, existing directory  ${Math.round(median(times))} ms [${Math.round(Math.min(...times))}–${Math.round(Math.max(...times))}] over ${STARTS} (bound: 3,000)`,
  )
  say(`memory at rest, PostgreSQL included ${Math.round(memory)} MB proportional set size after ${IDLE_SECONDS} s (bound: 250)`)
}

async function timedStart(dataDir: string): Promise<{ server: Awaited<ReturnType<typeof startServer>>; ms: number }> {
  const before = performance.now()
  const server = await startServer({}, dataDir)
  return { server, ms: performance.now() - before }
}

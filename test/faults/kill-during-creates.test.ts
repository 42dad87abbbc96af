import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'

const CREATES = 2_000
const KILLS = 20
const IN_FLIGHT = 16
/** The moments of the kills are drawn from it: a failing run is repeated by the same seed. */
const SEED = 20_261_123

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-kill-'))
let program: Program | null = null

test(
  `kill -9 at ${KILLS} random moments of ${CREATES} creates: every acknowledged one is there, none twice`,
  async () => {
    const start = async (): Promise<Program> => (program = await startProgram({ DATA_DIR: dataDir, INITIAL_API_KEY: KEY }))
    const queue = Array.from({ length: CREATES }, (_, i) => `KILL${String(i).padStart(8, '0')}`)
    const acknowledged: string[] = []
    let interrupted = 0
    await start()

    const worker = async (): Promise<void> => {
      for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
        const code = await create(program, number)
        // 4016: an earlier try was committed, but the process died before it could say so.
        if (code === 200 || code === 4016) acknowledged.push(number)
        else {
          interrupted += 1
          queue.push(number)
          await sleep(20)
        }
      }
    }
    const workers = Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    try {
      const random = seeded(SEED)
      for (let kill = 1; kill <= KILLS; kill++) {
        const target = ((kill - random()) * CREATES) / (KILLS + 1)
        while (acknowledged.length < target) await sleep(1)
        program?.child.kill('SIGKILL')
        await program?.exited
        await start()
      }
      await workers
      const listed = await listAll(program)
      expect(interrupted).toBeGreaterThanOrEqual(KILLS)
      expect(listed.length).toBe(CREATES)
      expect([...listed].sort()).toEqual([...acknowledged].sort())
    } finally {
      program?.child.kill('SIGTERM')
      await program?.exited
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
  240_000,
)

async function create(target: Program | null, number: string): Promise<number> {
  try {
    const response = await fetch(`${target?.url ?? ''}/v1/trackings/post`, {
      method: 'POST',
      headers: { 'api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ tracking_number: number, carrier_code: 'spsr' }),
    })
    return ((await response.json()) as { meta: { code: number } }).meta.code
  } catch {
    return 0
  }
}

async function listAll(target: Program | null): Promise<string[]> {
  const response = await fetch(`${target?.url ?? ''}/v1/trackings/get?limit=2000`, { headers: { 'api-key': KEY } })
  const { data } = (await response.json()) as { data: { total: string; items: { tracking_number: string }[] } }
  expect(data.total).toBe(String(data.items.length))
  return data.items.map((item) => item.tracking_number)
}

/** Mulberry32: small and good enough to draw moments. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

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

async function start(): Promise<void> {
  program = await startProgram({ DATA_DIR: dataDir, INITIAL_API_KEY: KEY })
}

test(`kill -9 at ${KILLS} random moments of ${CREATES} creates: every acknowledged one is there, once, with the id it was given`, async () => {
  const queue = Array.from({ length: CREATES }, (_, i) => `KILL${String(i).padStart(8, '0')}`)
  const acknowledged = new Map<string, string>()
  let interrupted = 0
  await start()

  const worker = async (): Promise<void> => {
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      const id = await create(program, number)
      if (id !== null) acknowledged.set(number, id)
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
      while (acknowledged.size < target) await sleep(1)
      program?.child.kill('SIGKILL')
      await program?.exited
      await start()
    }
    await workers
    const listed = await listAll(program)
    expect(interrupted).toBeGreaterThanOrEqual(KILLS)
    expect(listed.length).toBe(CREATES)
    expect(acknowledged.size).toBe(CREATES)
    expect(new Map(listed)).toEqual(acknowledged)
  } finally {
    program?.child.kill('SIGTERM')
    await program?.exited
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 240_000)

interface Item {
  id: string
  tracking_number: string
}

/** The id of the tracking, or null when the server died before its answer. */
async function create(target: Program | null, number: string): Promise<string | null> {
  try {
    const made = await ask(target, 'POST', '/trackings/post', { tracking_number: number, carrier_code: 'spsr' })
    if (made.meta.code === 200) return (made.data as Item).id
    // 4016: an earlier try was committed, but the process died before it could say so.
    if (made.meta.code !== 4016) return null
    const known = (await ask(target, 'GET', `/trackings/spsr/${number}`)).data as Item[]
    return known[0]?.id ?? null
  } catch {
    return null
  }
}

async function listAll(target: Program | null): Promise<[number: string, id: string][]> {
  const { data } = await ask(target, 'GET', '/trackings/get?limit=2000')
  const { total, items } = data as { total: string; items: Item[] }
  expect(total).toBe(String(items.length))
  return items.map(({ tracking_number: number, id }) => [number, id])
}

async function ask(
  target: Program | null,
  method: string,
  path: string,
  body?: object,
): Promise<{ meta: { code: number }; data: unknown }> {
  const response = await fetch(`${target?.url ?? ''}/v1${path}`, {
    method,
    headers: { 'api-key': KEY, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return (await response.json()) as { meta: { code: number }; data: unknown }
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

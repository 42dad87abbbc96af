import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'

// 5,000 and 30 where the whole is measured; the suite has a tenth of it.
const POSTS = Number(process.env['IDEMPOTENT_POSTS'] ?? 500)
const KILLS = Number(process.env['IDEMPOTENT_KILLS'] ?? 10)
const IN_FLIGHT = 16

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-posts-'))
let program: Program | null = null

async function start(): Promise<void> {
  program = await startProgram({ DATA_DIR: dataDir, INITIAL_API_KEY: KEY, ROLE: 'api' })
}

interface Answer {
  status: number
  text: string
  replayed: boolean
}

/** Null when the server died before its answer. */
async function post(i: number): Promise<Answer | null> {
  try {
    const response = await fetch(`${program?.url ?? ''}/api/trackings`, {
      method: 'POST',
      headers: { 'api-key': KEY, 'content-type': 'application/json', 'idempotency-key': `post-${i}` },
      body: JSON.stringify({ number: `RA64${String(i).padStart(7, '0')}`, carrier: i % 2 === 0 ? 'spsr' : 'dhl', title: `post ${i}` }),
    })
    return { status: response.status, text: await response.text(), replayed: response.headers.get('idempotent-replayed') === 'true' }
  } catch {
    return null
  }
}

test(`${POSTS} POSTs under their keys, each repeated until it is answered, while the server is killed ${KILLS} times`, async () => {
  const queue = Array.from({ length: POSTS }, (_, i) => i)
  const answers = new Map<number, string>()
  let interrupted = 0
  await start()

  const worker = async (): Promise<void> => {
    for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
      const answer = await post(i)
      if (answer?.status === 201) {
        answers.set(i, answer.text)
        continue
      }
      // 409: the attempt that was killed still holds the key.
      expect([null, 409, 429, 503]).toContain(answer?.status ?? null)
      interrupted += 1
      queue.push(i)
      await sleep(50)
    }
  }
  const workers = Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  try {
    for (let kill = 1; kill <= KILLS; kill++) {
      const target = ((kill - 0.5) * POSTS) / (KILLS + 1)
      while (answers.size < target) await sleep(1)
      program?.child.kill('SIGKILL')
      await program?.exited
      await start()
    }
    await workers
    expect(interrupted).toBeGreaterThanOrEqual(KILLS)
    expect(answers.size).toBe(POSTS)
    for (let i = 0; i < POSTS; i++) expect(await replay(i)).toEqual({ status: 201, text: answers.get(i), replayed: true })
    const ids = new Set([...answers.values()].map((text) => (JSON.parse(text) as { id: string }).id))
    expect(ids.size).toBe(POSTS)
    expect(await listed()).toEqual(ids)
  } finally {
    program?.child.kill('SIGTERM')
    await program?.exited
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 600_000)

/** Replays are quicker than an account may call. */
async function replay(i: number): Promise<Answer | null> {
  for (;;) {
    const answer = await post(i)
    if (answer?.status !== 429) return answer
    await sleep(100)
  }
}

async function listed(): Promise<Set<string>> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const response = await fetch(`${program?.url ?? ''}/api/trackings?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`, {
      headers: { 'api-key': KEY },
    })
    const page = (await response.json()) as { data: { id: string }[]; next_cursor: string | null }
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.next_cursor
  }
  expect(new Set(ids).size).toBe(ids.length)
  return new Set(ids)
}

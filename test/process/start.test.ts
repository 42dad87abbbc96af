import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'
import { isAlive, launch, postmasterOf, until } from './launch.ts'

const NOBODY = 65_534
const asRoot = process.getuid?.() === 0
const home = mkdtempSync(join(tmpdir(), 'trackru-start-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function timed(dataDir: string): Promise<{ program: Program; ms: number }> {
  const startedAt = performance.now()
  const program = await startProgram({ DATA_DIR: dataDir, INITIAL_API_KEY: KEY })
  return { program, ms: performance.now() - startedAt }
}

async function stop({ child, exited }: Program): Promise<void> {
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
}

async function post({ url }: Program, number: string): Promise<number> {
  const response = await fetch(`${url}/v1/trackings/post`, {
    method: 'POST',
    headers: { 'api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ tracking_number: number, carrier_code: 'spsr' }),
  })
  return ((await response.json()) as { meta: { code: number } }).meta.code
}

describe('the server starts', () => {
  test.each([
    ['blanks and Cyrillic letters', 'мои данные 2'],
    ['200 bytes', join('long-folder-name'.repeat(6), 'x'.repeat(100))],
  ])(
    'on a path with %s, first and again',
    async (_, name) => {
      const dataDir = join(home, name)
      const first = await timed(dataDir)
      expect(await post(first.program, 'START00001')).toBe(200)
      await stop(first.program)
      const second = await timed(dataDir)
      expect(await post(second.program, 'START00001')).toBe(4016)
      await stop(second.program)
      process.stdout.write(`first start ${Math.round(first.ms)} ms, again ${Math.round(second.ms)} ms\n`)
      // 5 s and 3 s are promised for a machine that does nothing else.
      expect(first.ms).toBeLessThan(20_000)
      expect(second.ms).toBeLessThan(12_000)
    },
    60_000,
  )

  test.runIf(asRoot)(
    'as root below a folder that only root may enter',
    async () => {
      const locked = join(home, 'locked')
      mkdirSync(locked)
      chmodSync(locked, 0o700)
      const { program } = await timed(join(locked, 'data'))
      expect(await post(program, 'START00001')).toBe(200)
      await stop(program)
    },
    60_000,
  )

  test.runIf(asRoot)(
    'as an ordinary user',
    async () => {
      const own = mkdtempSync(join(tmpdir(), 'trackru-plain-'))
      chownSync(own, NOBODY, NOBODY)
      const { child, said, exited } = launch(['serve'], { DATA_DIR: join(own, 'data'), HOME: own }, { uid: NOBODY, gid: NOBODY })
      await until(() => said().includes('ready at') || child.exitCode !== null)
      expect(said()).toContain('ready at')
      child.kill('SIGTERM')
      expect((await exited).code).toBe(0)
      expect(postmasterOf(join(own, 'data'))).toBeNull()
      rmSync(own, { recursive: true, force: true })
    },
    60_000,
  )
})

test('a second server on the folder is refused within a second, with the pid of the first, and changes nothing', async () => {
  const dataDir = join(home, 'owned')
  const { program } = await timed(dataDir)
  // What Node itself takes to begin, on a machine as busy as now.
  const { ms: nothing } = await launch(['--help'], {}).exited
  const rival = launch(['serve'], { DATA_DIR: dataDir })
  const { code, ms } = await rival.exited
  process.stdout.write(`refused after ${Math.round(ms)} ms, of which ${Math.round(nothing)} ms are those of any command\n`)
  expect(code).toBe(75)
  expect(rival.said()).toContain(`pid ${program.child.pid}`)
  expect(ms - nothing).toBeLessThan(1_000)
  expect(await post(program, 'START00002')).toBe(200)
  await stop(program)
}, 60_000)

describe('after kill -9', () => {
  test('of the server alone its PostgreSQL is taken over', async () => {
    const dataDir = join(home, 'adopted')
    const { program } = await timed(dataDir)
    expect(await post(program, 'START00003')).toBe(200)
    const postmaster = postmasterOf(dataDir)
    program.child.kill('SIGKILL')
    await program.exited
    expect(isAlive(postmaster)).toBe(true)
    const { program: next } = await timed(dataDir)
    expect(postmasterOf(dataDir)).toBe(postmaster)
    expect(await post(next, 'START00003')).toBe(4016)
    await stop(next)
    expect(isAlive(postmaster)).toBe(false)
  }, 60_000)

  test('of both the stale locks are no obstacle', async () => {
    const dataDir = join(home, 'both')
    const { program } = await timed(dataDir)
    expect(await post(program, 'START00004')).toBe(200)
    const postmaster = postmasterOf(dataDir)
    program.child.kill('SIGKILL')
    if (postmaster !== null) process.kill(postmaster, 'SIGKILL')
    await program.exited
    const { program: next } = await timed(dataDir)
    expect(postmasterOf(dataDir)).not.toBe(postmaster)
    expect(await post(next, 'START00004')).toBe(4016)
    await stop(next)
  }, 60_000)
})

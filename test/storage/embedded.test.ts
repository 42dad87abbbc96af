import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import {
  attachEmbedded,
  createPool,
  DataInUseError,
  type EmbeddedConnection,
  EmbeddedError,
  type EmbeddedServer,
  openEmbedded,
} from '../../src/storage/index.ts'
import { silentLog } from '../support/database.ts'

const NOBODY = 65_534
const asRoot = process.getuid?.() === 0
const home = mkdtempSync(join(tmpdir(), 'trackru-embedded-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

let folders = 0
function folder(name = 'data'): string {
  folders += 1
  return join(home, String(folders), name)
}

const open = (dataDir: string, options: object = {}): Promise<EmbeddedServer> =>
  openEmbedded({ dataDir, log: silentLog, clock: systemClock, ...options })

async function ask<Row extends object>(connection: EmbeddedConnection | null, text: string): Promise<Row[]> {
  if (!connection) throw new Error('no server runs')
  const client = new Client({ ...connection })
  await client.connect()
  const { rows } = await client.query<Row>(text)
  await client.end()
  return rows
}

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now()
  const value = await work
  return [value, performance.now() - startedAt]
}

/** Another process that owns a folder; `said` is its first line, `exited` its exit code. */
function owner(
  dataDir: string,
  identity: { uid?: number; gid?: number } = {},
): { child: ChildProcess; said: Promise<string>; exited: Promise<number | null> } {
  const script = join(import.meta.dirname, 'owner-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], ...identity })
  children.push(child)
  const said = new Promise<string>((resolve) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    child.once('exit', () => resolve(text.trim()))
  })
  return { child, said, exited: new Promise((resolve) => child.once('exit', resolve)) }
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !condition();) {
    if (Date.now() > end) throw new Error('it never came to that')
    await systemClock.sleep(2)
  }
}

describe('a start', () => {
  test.each([
    ['blanks, quotes, commas and letters of other alphabets', `da "ta", o'clock данные`],
    ['a path of more than 200 bytes', `${'long-folder-name/'.repeat(12)}data`],
  ])('works with %s', async (_, name) => {
    const dataDir = folder(name)
    expect(await attachEmbedded({ dataDir })).toBeNull()
    // Alone on the machine 0.8 s and 0.1 s; the tests share it.
    const [server, first] = await timed(open(dataDir))
    expect(first).toBeLessThan(15_000)
    expect(server).toMatchObject({ ownerPid: process.pid, adopted: false })
    await ask(server.connection, 'create table kept as select 42 as answer')
    expect(await attachEmbedded({ dataDir })).toEqual(server.connection)
    expect(
      await ask(server.connection, "select current_setting('fsync') as fsync, current_setting('listen_addresses') as listens"),
    ).toEqual([{ fsync: 'on', listens: '' }])
    await server.stop()
    expect(await attachEmbedded({ dataDir })).toBeNull()
    expect(existsSync(server.connection.host) && readdirSync(server.connection.host).length > 0).toBe(false)

    const [again, second] = await timed(open(dataDir))
    expect(second).toBeLessThan(5_000)
    expect(await ask(again.connection, 'select * from kept')).toEqual([{ answer: 42 }])
    await again.stop()
  })

  test('is refused in less than a second while another process owns the folder, and names it', async () => {
    const dataDir = folder()
    const { child, said, exited } = owner(dataDir)
    expect(await said).toMatch(/^open /)
    const startedAt = performance.now()
    const refusal = await open(dataDir).catch((error: unknown) => error)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(refusal).toBeInstanceOf(DataInUseError)
    expect(refusal).toMatchObject({ ownerPid: child.pid, message: expect.stringContaining(`pid ${child.pid}`) })
    expect(await ask(await attachEmbedded({ dataDir }), 'select 1 as one')).toEqual([{ one: 1 }])

    // Without the file the lock in the database still tells.
    rmSync(join(dataDir, 'owner.json'))
    await expect(open(dataDir)).rejects.toMatchObject({ name: 'DataInUseError', ownerPid: child.pid })
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  test('succeeds for one of several processes that try at the same time', async () => {
    const dataDir = folder()
    const rivals = [owner(dataDir), owner(dataDir), owner(dataDir)]
    const said = await Promise.all(rivals.map((rival) => rival.said))
    expect(said.filter((line) => line.startsWith('open '))).toHaveLength(1)
    expect(said.filter((line) => line.startsWith('DataInUseError: '))).toHaveLength(2)
    for (const { child } of rivals) child.kill('SIGTERM')
    await Promise.all(rivals.map(({ exited }) => exited))
  })

  test('refuses a folder of another major release and says what to do', async () => {
    const dataDir = folder()
    await (await open(dataDir)).stop()
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    await expect(open(dataDir)).rejects.toThrow(/made by PostgreSQL 17.*backup/)
  })

  test('says what the server said when it cannot start', async () => {
    const dataDir = folder()
    await (await open(dataDir)).stop()
    rmSync(join(dataDir, 'postgres', 'global'), { recursive: true })
    const refusal = await open(dataDir).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(EmbeddedError)
    expect(String(refusal)).toMatch(/global[\s\S]*DATABASE_URL/)
  })
})

describe('an end', () => {
  test('by SIGTERM is clean and leaves no lock', async () => {
    const dataDir = folder()
    const { child, said, exited } = owner(dataDir)
    expect(await said).toMatch(/^open /)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(readdirSync(dataDir).toSorted()).toEqual(['postgres', 'postgres.log', 'run'])
    expect(readdirSync(join(dataDir, 'run'))).toEqual([])
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down')
  })

  test('by kill -9 of the owner leaves the server, which the next start adopts', async () => {
    const dataDir = folder()
    const { child, said, exited } = owner(dataDir)
    expect(await said).toMatch(/^open /)
    const postmaster = postmasterOf(dataDir)
    await ask(await attachEmbedded({ dataDir }), 'create table kept as select 1 as one')
    child.kill('SIGKILL')
    await exited
    const [server, took] = await timed(open(dataDir))
    expect(took).toBeLessThan(5_000)
    expect(server.adopted).toBe(true)
    expect(postmasterOf(dataDir)).toBe(postmaster)
    expect(await ask(server.connection, 'select * from kept')).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
  })

  test('by kill -9 of owner and server loses nothing that was committed, and stale locks are removed', async () => {
    const dataDir = folder()
    const { child, said, exited } = owner(dataDir)
    expect(await said).toMatch(/^open /)
    await ask(await attachEmbedded({ dataDir }), 'create table kept as select 1 as one')
    child.kill('SIGKILL')
    process.kill(postmasterOf(dataDir), 'SIGKILL')
    await exited
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true)
    const server = await open(dataDir)
    expect(server.adopted).toBe(false)
    expect(await ask(server.connection, 'select * from kept')).toEqual([{ one: 1 }])
    await server.stop()
  })

  test('that left its locks to a process id which somebody else has now is no obstacle', async () => {
    const dataDir = folder()
    await (await open(dataDir)).stop()
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n\n\nready\n`)
    writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid: process.ppid, startedAt: '1' }))
    await (await open(dataDir)).stop()
  })

  test('in the middle of the first start is harmless', async () => {
    const dataDir = folder()
    const { child, exited } = owner(dataDir)
    await until(() => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')))
    child.kill('SIGKILL')
    await exited
    const server = await open(dataDir)
    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    // The orphaned initdb may have gone on for a moment; what it left is swept by the next start.
    await (await open(dataDir)).stop()
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([])
  })

  test('of the server alone is repaired while callers wait', async () => {
    const dataDir = folder()
    const server = await open(dataDir)
    const pool = createPool(server.connection, { clock: systemClock, log: silentLog })
    await pool.query({ name: '', text: 'create table kept as select 1 as one' })
    const killed = postmasterOf(dataDir)
    process.kill(killed, 'SIGKILL')
    expect(await pool.query({ name: 'read', text: 'select * from kept' })).toEqual([{ one: 1 }])
    // A session may outlive its postmaster by a moment: ask again once the new one is there.
    await until(() => existsSync(join(dataDir, 'postgres', 'postmaster.pid')) && postmasterOf(dataDir) !== killed)
    expect(await pool.query({ name: 'read', text: 'select * from kept' })).toEqual([{ one: 1 }])
    await pool.end()
    await server.stop()
  })
})

describe.runIf(asRoot)('as root', () => {
  test('a folder that only root may enter works', async () => {
    const dataDir = folder()
    const locked = join(home, String(folders))
    await (await open(dataDir)).stop()
    chmodSync(locked, 0o700)
    const server = await open(dataDir)
    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    await expect(open(dataDir, { launchKinds: ['nobody'] })).rejects.toThrow(/unprivileged user cannot enter .*DATABASE_URL/)
  })

  test('files go to an unprivileged user and back', async () => {
    const dataDir = folder()
    chmodSync(home, 0o711)
    for (const kind of ['namespace', 'nobody', 'namespace']) {
      const server = await open(dataDir, { launchKinds: [kind] })
      await ask(server.connection, 'create table if not exists kept as select 1 as one')
      expect(await ask(server.connection, 'select * from kept')).toEqual([{ one: 1 }])
      await server.stop()
    }
  })

  test('an ordinary user starts it directly', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'trackru-nobody-'))
    chownSync(parent, NOBODY, NOBODY)
    const { child, said, exited } = owner(join(parent, 'da ta'), { uid: NOBODY, gid: NOBODY })
    expect(await said).toMatch(/^open /)
    expect(await ask(await attachEmbedded({ dataDir: join(parent, 'da ta') }), 'select 1 as one')).toEqual([{ one: 1 }])
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    rmSync(parent, { recursive: true, force: true })
  })
})

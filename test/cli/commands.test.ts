import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parseRecorded } from '../../src/app/index.ts'
import { CARRIERS } from '../../src/carriers/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { type Ran, runProgram } from '../support/program.ts'
import { FIXTURES, json, MAIN, temporary } from './support.ts'

// Each command is a process of its own, and several suites of them run at a time.
vi.setConfig({ testTimeout: 60_000 })

const folder = temporary()
let database: FreshDatabase
let env: Record<string, string> = {}

beforeAll(async () => {
  database = await freshDatabase()
  env = { DATABASE_URL: database.url, SECRET_KEY, DATA_DIR: folder.path }
})
afterAll(async () => {
  await database.drop()
  folder.remove()
})

const run = (...args: string[]): Promise<Ran> => runProgram(args, env)

describe('usage', () => {
  test.concurrent.each([
    ['an unknown command', ['trak']],
    ['an unknown option', ['detect', 'RA644000001RU', '--fast']],
    ['a missing argument', ['track']],
    ['one argument too many', ['keys', 'list', 'all']],
    ['a missing option of a command of a command', ['carriers', 'parse', 'cdek', '-']],
    ['a choice that is none', ['keys', 'create', '--scope', 'everything']],
    ['a number that is none', ['accounts', 'set', 'default', '--list', 'many']],
    ['a status that is none', ['carriers', 'parse', 'cdek', '-', '--number', '1100000001', '--status', 'fine']],
    ['a number of blanks', ['carriers', 'parse', 'cdek', '-', '--number', ' , ']],
    ['a header without a colon', ['carriers', 'parse', 'cdek', '-', '--number', '1100000001', '--header', 'Retry-After']],
    ['a file that is not there', ['carriers', 'parse', 'cdek', join(FIXTURES, 'none.json'), '--number', '1100000001']],
    ['a folder in place of a file', ['carriers', 'parse', 'cdek', FIXTURES, '--number', '1100000001']],
    ['a port that cannot be', ['lab', '--port', '70000']],
    ['no command', []],
    ['no command of a command', ['carriers', 'credentials']],
  ])('%s is told on standard error and ends with 2', async (_, args) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toBe('')
    expect(stderr).not.toMatch(/\bat .*\.js:\d/)
  })

  test('help and version go to standard output and end with 0', async () => {
    for (const args of [['--help'], ['help', 'keys'], ['carriers', 'parse', '--help'], ['--version']]) {
      const { code, stdout, stderr } = await run(...args)
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
      expect(stdout).not.toBe('')
    }
  })

  test('settings that cannot be used end with 2 and are all named, without a secret’s text', async () => {
    const bad = { ...env, PORT: 'many', SECRET_KEY_FILE: join(folder.path, 'none'), INITIAL_API_KEY: 'too-short-secret' }
    const { code, stdout, stderr } = await runProgram(['keys', 'list'], bad)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('PORT')
    expect(stderr).toContain('SECRET_KEY_FILE')
    expect(stderr).toContain('INITIAL_API_KEY')
    expect(stderr).not.toContain('too-short-secret')
  })
})

describe('keys and accounts', () => {
  test('create prints the key alone, list never prints it, revoke takes id or prefix', async () => {
    const made = await run('keys', 'create', '--account', 'shop', '--label', 'till', '--scope', 'trackings:read')
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const text = made.stdout.trim()
    expect(text).toMatch(/^trk_live_\S{20,}$/)

    const listed = await run('keys', 'list')
    expect(listed.stdout).toContain('till')
    expect(listed.stdout).toContain('valid')
    expect(listed.stdout).not.toContain(text)

    const all = json<{ id: string; account: string; label: string; prefix: string }[]>((await run('keys', 'list', '--json')).stdout)
    const one = all.find(({ label }) => label === 'till')
    expect(one).toMatchObject({ account: 'shop', mode: 'live', scopes: ['trackings:read'] })
    expect(JSON.stringify(all)).not.toContain(text)

    expect(await run('keys', 'revoke', one?.prefix ?? '')).toMatchObject({ code: 0 })
    expect((await run('keys', 'list')).stdout).toContain('revoked')
    expect(await run('keys', 'revoke', 'nobody')).toMatchObject({ code: 4, stdout: '' })
  })

  test('--json stands before or after the command', async () => {
    const before = json<{ key: string }>((await run('--json', 'keys', 'create', '--test')).stdout)
    const after = json<{ key: string }>((await run('keys', 'create', '--test', '--json')).stdout)
    expect(before).toMatchObject({ account: 'default', mode: 'test', key: expect.stringMatching(/^trk_test_/) })
    expect(after.key).not.toBe(before.key)
  })

  test('accounts keep what is not named', async () => {
    await run('keys', 'create', '--account', 'limited')
    expect(await run('accounts', 'set', 'limited', '--list', '7', '--quota', '100')).toMatchObject({ code: 0 })
    const set = json<{ settings: object }>((await run('accounts', 'set', 'limited', '--realtime', '0', '--quota', 'none', '--json')).stdout)
    expect(set.settings).toEqual({ limits: { list: 7, realtime: 0 }, monthlyQuota: null })
    expect((await run('accounts', 'list')).stdout).toMatch(/limited +live +\{"limits":\{"list":7,"realtime":0\}/)
    const accounts = json<{ name: string }[]>((await run('accounts', 'list', '--json')).stdout)
    expect(accounts.map(({ name }) => name)).toContain('limited')
    expect(await run('accounts', 'set', 'nobody', '--list', '7')).toMatchObject({ code: 4, stdout: '' })
  })
})

describe('carriers', () => {
  test('list names every carrier and the fields it wants', async () => {
    expect((await run('carriers', 'list')).stdout).toMatch(/russian-post .* login, password, \[service\]\n/)
    const all = json<{ code: string }[]>((await run('carriers', 'list', '--json')).stdout)
    expect(all.map(({ code }) => code)).toEqual(CARRIERS.map(({ code }) => code))
  })

  test('list says who is asked for an account: the carrier, an aggregator, or nobody yet', async () => {
    type State = { code: string; access: string; askedBy: string | null; health: { successRate: number | null } | null }
    const states = async (...args: string[]): Promise<Map<string, State>> => {
      const all = json<State[]>((await run('carriers', 'list', '--account', 'asking', '--json', ...args)).stdout)
      return new Map(all.map((one) => [one.code, one]))
    }
    const before = await states()
    expect(before.get('cdek')).toMatchObject({ access: 'missing', askedBy: null, health: null })
    expect(before.get('kazpost')).toMatchObject({ access: 'not needed', askedBy: 'kazpost', health: { successRate: null } })
    expect(before.has('estafeta')).toBe(false)
    for (const [carrier, fields] of [
      ['ups', { clientId: 'a', clientSecret: 'b' }],
      ['ship24', { apiKey: 'c' }],
    ] as const)
      await runProgram(['carriers', 'credentials', 'set', carrier, '--account', 'asking'], env, JSON.stringify(fields))
    const after = await states('--all')
    expect(after.get('ups')).toMatchObject({ access: 'own', askedBy: 'ups' })
    expect(after.get('cdek')).toMatchObject({ access: 'missing', askedBy: 'ship24' })
    expect(after.get('estafeta')).toMatchObject({ access: 'aggregator', askedBy: 'ship24' })
    expect(after.get('17track')).toMatchObject({ access: 'missing', askedBy: null })
  })

  test('credentials are set, listed and removed, and their text never comes back', async () => {
    const secret = 'a-very-secret-password'
    const fields = JSON.stringify({ login: 'placeholder', password: secret })
    const said = [
      await runProgram(['carriers', 'credentials', 'set', 'russian-post'], env, fields),
      await run('carriers', 'credentials', 'list'),
      await run('carriers', 'credentials', 'list', '--json'),
      await run('carriers', 'credentials', 'remove', 'russian-post'),
    ]
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    expect(said[1]?.stdout).toBe('russian-post\n')
    expect(json(said[2]?.stdout ?? '')).toEqual(['russian-post'])
    const missing = await run('carriers', 'credentials', 'remove', 'russian-post')
    expect(missing.code).toBe(4)
    const wrong = [
      await runProgram(['carriers', 'credentials', 'set', 'russian-post'], env, `{"login":"x","pasword":"${secret}"}`),
      await runProgram(['carriers', 'credentials', 'set', 'russian-post'], env, `{"login":"x","password":"${secret}`),
      await runProgram(['carriers', 'credentials', 'set', 'russian-post'], env, `{"login":"x","password":["${secret}"]}`),
      await runProgram(['carriers', 'credentials', 'set', 'sandbox'], env, fields),
    ]
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(wrong[0]?.stderr).toContain('{"login":"…","password":"…"}')
    expect((await runProgram(['carriers', 'credentials', 'set', 'nobody'], env, fields)).code).toBe(4)
    expect(JSON.stringify([...said, ...wrong])).not.toContain(secret)
  })

  test.each([
    ['russian-post', 'delivered.xml', 'RA644000001RU', 'delivered'],
    ['cdek', 'delivered.json', '1100000001', 'delivered'],
    ['fedex', 'found-and-not-found.json', '', ''],
  ])('parse shows the events of %s', async (carrier, file, known, status) => {
    const path = join(FIXTURES, carrier, 'fixtures', file)
    const text = readFileSync(path, 'utf8')
    const number = /"trackingNumber": ?"(\w+)"|Barcode>(\w+)<|"cdek_number": ?"(\w+)"/.exec(text)?.slice(1).find(Boolean) ?? known
    const named = await run('carriers', 'parse', carrier, path, '--number', number)
    const piped = await runProgram(['carriers', 'parse', carrier, '-', '--number', number], env, text)
    expect(named).toMatchObject({ code: 0, stderr: '' })
    expect(piped).toEqual(named)
    const [parsed] = json<{ outcome: string; status: string; events: { date: string }[] }[]>(named.stdout)
    expect(parsed).toMatchObject({ number, outcome: 'found', ...(status === '' ? {} : { status }) })
    expect(parsed?.events.length).toBeGreaterThan(0)
    expect(parsed?.events[0]).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d/), status: expect.any(String) })
  })

  test.each([
    ['russian-post', 'not-found.xml', '200', { outcome: 'notFound' }],
    ['russian-post', 'fault-authorization.xml', '500', { outcome: 'badCredentials' }],
    ['russian-post', 'fault-barcode.xml', '500', { outcome: 'invalidNumber' }],
    ['cdek', 'not-found.json', '400', { outcome: 'notFound' }],
    ['cdek', 'forbidden.json', '400', { outcome: 'forbidden' }],
    ['cdek', 'invalid-format.json', '400', { outcome: 'invalidNumber' }],
  ])('parse tells the failures of %s apart: %s', async (carrier, file, status, expected) => {
    const path = join(FIXTURES, carrier, 'fixtures', file)
    const { code, stdout } = await run('carriers', 'parse', carrier, path, '--number', '1100000001', '--status', status)
    expect(code).toBe(0)
    expect(json<object[]>(stdout)[0]).toMatchObject(expected)
  })

  test('parse says where an answer cannot be read, and how long a carrier wants to be left alone', async () => {
    const drift = await runProgram(['carriers', 'parse', 'cdek', '-', '--number', '1100000001'], env, '{"entity":')
    expect(json<object[]>(drift.stdout)[0]).toMatchObject({ outcome: 'schemaDrift', path: expect.stringMatching(/./) })
    const args = ['carriers', 'parse', 'fedex', '-', '--number', '770000000017', '--status', '429', '--header', 'Retry-After: 30']
    const throttled = await runProgram(args, env, '{}')
    expect(json<object[]>(throttled.stdout)[0]).toMatchObject({ outcome: 'throttled', retryAfterSeconds: 30 })
  })

  test('parse bears any file, of any carrier', () => {
    const hostile = ['', '[]', 'null', '\u0000', '<'.repeat(100_000), '['.repeat(100_000), '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
    for (const carrier of ['russian-post', 'cdek', 'fedex']) {
      for (const text of hostile) {
        const parsed = parseRecorded(carrier, { status: 200, headers: {}, text }, { numbers: ['770000000017'], language: 'en' })
        expect(parsed).toHaveLength(1)
        expect(parsed?.[0]?.outcome).not.toBe('found')
      }
    }
  })

  test('parse refuses a file of more than 2 MiB', async () => {
    const path = join(folder.path, 'large.json')
    writeFileSync(path, ' '.repeat(3 * 1024 * 1024))
    expect(await run('carriers', 'parse', 'cdek', path, '--number', '1100000001')).toMatchObject({ code: 2, stdout: '' })
  })

  test('the sandbox answers by itself, several numbers at once', async () => {
    const { stdout } = await run('carriers', 'parse', 'test-carrier', '-', '--number', 'SB-DELIVERED,SB-NOTFOUND,SB-POSTCODE')
    expect(json<object[]>(stdout)).toMatchObject([
      { number: 'SB-DELIVERED', outcome: 'found', status: 'delivered' },
      { number: 'SB-NOTFOUND', outcome: 'notFound' },
      { number: 'SB-POSTCODE', outcome: 'needsInput', field: 'postalCode' },
    ])
  })

  test('a carrier without an adapter ends with 4', async () => {
    expect(await run('carriers', 'parse', 'nobody', '-', '--number', '1100000001')).toMatchObject({ code: 4, stdout: '' })
  })
})

describe('detect', () => {
  test('names carriers, best first, and why', async () => {
    expect((await run('detect', 'RA644000001RU')).stdout).toMatch(/^carrier .*\nrussian-post /)
    const [best] = json<object[]>((await run('detect', 'RA644000001RU', '--json')).stdout)
    expect(best).toMatchObject({ carrier: 'russian-post', evidence: expect.arrayContaining([expect.any(String)]) })
  })

  test('of a wrong check digit it says which character should be what', async () => {
    expect((await run('detect', 'RA644000001RU')).stdout).toContain('character 11, the check digit, is 1 and should be 5 by UPU S10')
    const [best] = json<object[]>((await run('detect', 'RA644000001RU', '--json')).stdout)
    expect(best).toMatchObject({ check: 'failed', nearMiss: { position: 10, expected: '5' } })
  })

  test('a number that fits nothing ends with 4', async () => {
    expect(await run('detect', '??')).toMatchObject({ code: 4, stdout: '', stderr: 'No known format fits "??".\n' })
  })
})

describe('doctor', () => {
  test('finds nothing wrong', async () => {
    const { code, stdout } = await run('doctor')
    expect(code).toBe(0)
    expect(stdout).not.toContain('✗')
    const findings = json<{ check: string; ok: boolean }[]>((await run('doctor', '--json')).stdout)
    expect(findings.map(({ check, ok }) => [check, ok])).toEqual(
      ['node', 'disk', 'database', 'secret key', 'credentials', 'e-mail'].map((name) => [name, true]),
    )
  })

  test('a database that does not answer, a bad setting and a misspelt one are findings with a way out', async () => {
    const gone = await runProgram(['doctor', '--json'], {
      ...env,
      DATABASE_URL: 'postgres://someone:secret-word@127.0.0.1:1/trackru',
      PUBLIC_ULR: 'http://x',
    })
    expect(gone.code).toBe(1)
    const findings = json<{ check: string; ok: boolean; fix?: string }[]>(gone.stdout)
    expect(findings.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(['settings', 'database'])
    expect(findings.every(({ ok, fix }) => ok || fix !== undefined)).toBe(true)
    expect(gone.stdout).toContain('ECONNREFUSED')
    expect(gone.stdout + gone.stderr).not.toContain('secret-word')
    expect(await runProgram(['doctor'], { ...env, PORT: 'many' })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗ settings: '),
    })
  }, 40_000)

  test('a secret key that is not the one of the data is found', async () => {
    const { code, stdout } = await runProgram(['doctor'], { ...env, SECRET_KEY: 'f'.repeat(64) })
    expect(code).toBe(1)
    expect(stdout).toContain("✗ secret key: The secret key is not the one that this database's secrets were sealed with.")
  })
})

test('a reader that closes early is no error', async () => {
  const child = spawn('bash', ['-c', 'set -o pipefail; "$0" "$1" carriers list --json | head -c 5', process.execPath, MAIN], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  child.stdout.resume()
  const [code] = await once(child, 'close')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

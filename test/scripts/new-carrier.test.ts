import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWish } from '../../scripts/new-carrier.ts'
import { carrierByCode, DIRECTORY } from '../../src/carriers/index.ts'
import { ADMIN_URL } from '../support/database.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const COPIED = ['src', 'test', 'scripts', 'docs', 'README.md', 'package.json', 'tsconfig.json', 'vitest.config.ts', '.oxfmtrc.json']
// A digit first, an apostrophe, a country whose couriers have a Russian name.
const CODE = '9lab-courier'

interface Ended {
  code: number
  stdout: string
  stderr: string
}

describe('the skeleton of a carrier, in a copy of the tree', () => {
  const copy = mkdtempSync(join(tmpdir(), 'new-carrier-'))
  const read = (path: string): string => readFileSync(join(copy, path), 'utf8')
  let made: Ended

  /** Runs node in the copy. The suites there use the PostgreSQL of this run. */
  function run(...args: string[]): Promise<Ended> {
    const env = { ...process.env, TEST_DATABASE_URL: process.env[ADMIN_URL] }
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: copy, env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr })
      })
    })
  }

  beforeAll(async () => {
    for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    made = await run('scripts/new-carrier.mjs', CODE, "Lab's Courier", '--country', 'KZ', '--type', 'globalpost')
  })
  afterAll(() => rmSync(copy, { recursive: true }))

  test('it is written, registered and listed, and the next steps are told', () => {
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(made.stdout).toContain(`wrote src/carriers/${CODE}/index.ts`)
    expect(made.stdout).toContain(`npm test -- src/carriers/${CODE}`)
    expect(read('src/carriers/registry.ts')).toContain(`import { x9labCourier } from './${CODE}/index.ts'`)
    expect(read('src/lab/registry.ts')).toContain(`import { x9labCourier } from './carriers/${CODE}.ts'`)
    expect(read('docs/reference/carriers.md')).toContain(`| Lab's Courier | KZ | own contract | 1 | 2 a second (guess) |`)
    expect(read('docs/reference/lab.md')).toContain(`## Lab's Courier (\`${CODE}\`)`)
    expect(JSON.parse(read('src/carriers/directory.json')).at(-1)).toEqual({
      code: CODE,
      name: "Lab's Courier",
      nameRu: "Lab's Courier",
      nameZh: null,
      phone: '',
      homepage: '',
      type: 'globalpost',
      country: 'KZ',
    })
  })

  test('its own suite, every fault of the lab, the types and the format pass at once', async () => {
    writeFileSync(
      join(copy, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', include: [`src/carriers/${CODE}`, `src/lab/carriers/${CODE}.ts`] }),
    )
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--no-color']
    const [suite, lab, types, format] = await Promise.all([
      run(...vitest, `src/carriers/${CODE}`, 'src/carriers/directory.test.ts'),
      run(...vitest, 'test/polling/every-carrier.test.ts', '-t', CODE),
      run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.new.json'),
      run('node_modules/oxfmt/bin/oxfmt', '--check', `src/carriers/${CODE}`, 'src/lab', 'src/carriers/registry.ts'),
    ])
    for (const { code, stdout, stderr } of [suite, lab, types, format]) expect(code, stdout + stderr).toBe(0)
    expect(suite.stdout).toMatch(/Tests +6\d passed \| 1 skipped/)
    expect(lab.stdout).toMatch(/Tests +2\d passed/)
  }, 60_000)

  test('a refused command says why, ends with 2 and writes nothing', async () => {
    const before = read('src/carriers/directory.json')
    const refused = await run('scripts/new-carrier.mjs', 'cdek', 'CDEK', '--country', 'RU')
    expect(refused).toEqual({ code: 2, stdout: '', stderr: 'cdek is there already: src/carriers/cdek serves it.\n' })
    expect(read('src/carriers/directory.json')).toBe(before)
  })
})

describe('what is asked for', () => {
  const known = DIRECTORY.find(({ code, country }) => country !== null && carrierByCode(code) === null)
  if (!known) throw new Error('the directory holds nothing without an adapter')

  test('a code of the directory brings its country and type', () => {
    const wish = { code: known.code, name: 'Name', country: known.country, type: known.type, entry: known }
    expect(readWish([known.code, 'Name'])).toEqual(wish)
    expect(readWish([known.code, 'Name', '--country', known.country ?? '', '--type', known.type])).toEqual(wish)
  })

  test('the command that CONTRIBUTING.md shows is right', () => {
    const shown = /^npm run new-carrier -- (\S+) "([^"]+)" (.+)$/m.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))
    const [, code = '', name = '', rest = ''] = shown ?? []
    expect(readWish([code, name, ...rest.split(' ')])).toEqual({ code, name, country: 'DE', type: 'express', entry: null })
  })

  test('a new code is express unless told otherwise', () => {
    expect(readWish(['lab-courier', 'Lab Courier', '--country', 'DE'])).toMatchObject({ type: 'express', entry: null })
  })

  const other = known.type === 'express' ? 'globalpost' : 'express'
  test.each([
    [[], 'Give a code and a name, the name in quotes.'],
    [['lab-courier'], 'Give a code and a name'],
    [['lab-courier', 'Lab', 'Courier', '--country', 'DE'], 'the name in quotes'],
    [['lab-courier', 'Lab', '--land', 'DE'], "Unknown option '--land'"],
    [['Lab', 'Lab', '--country', 'DE'], '"Lab" is no courier code'],
    [['lab_courier', 'Lab', '--country', 'DE'], 'is no courier code'],
    [['../lab', 'Lab', '--country', 'DE'], 'is no courier code'],
    [['lab--courier', 'Lab', '--country', 'DE'], 'is no courier code'],
    [['lab-', 'Lab', '--country', 'DE'], 'is no courier code'],
    [['x'.repeat(49), 'Lab', '--country', 'DE'], 'is no courier code'],
    [['kit', 'Lab', '--country', 'DE'], '"kit" means something else in the code'],
    [['import', 'Lab', '--country', 'DE'], '"import" means something else in the code'],
    [['cdek', 'CDEK'], 'cdek is there already: src/carriers/cdek serves it.'],
    [['test-carrier', 'Test'], 'test-carrier is there already: src/carriers/sandbox serves it.'],
    [['russianPost', 'Post', '--country', 'RU'], 'is no courier code'],
    [['lab-courier', '*/ evil', '--country', 'DE'], '"*/ evil" is no name'],
    [['lab-courier', 'Lab'], "Name the operator's home: --country XX"],
    [['lab-courier', 'Lab', '--country', 'XY'], '--country must be ISO 3166-1 alpha-2 in capitals, such as DE, not XY.'],
    [['lab-courier', 'Lab', '--country', 'DE', '--type', 'post'], '--type must be express or globalpost, not post.'],
    [[known.code, 'Name', '--country', 'AQ'], `The directory says ${known.country} for ${known.code}, not AQ.`],
    [[known.code, 'Name', '--type', other], `The directory says ${known.type} for ${known.code}, not ${other}.`],
  ])('%j is refused', (args, message) => expect(() => readWish(args)).toThrow(message))
})

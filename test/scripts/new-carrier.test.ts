import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labRegistrySource, registrySource } from '../../scripts/generate-registry.ts'
import { readWish } from '../../scripts/new-carrier.ts'
import { carrierByCode, DIRECTORY } from '../../src/carriers/index.ts'
import { ADMIN_URL } from '../support/database.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** Carriers that the copy keeps: with all of them everything there takes three times as long. */
const KEPT = new Set(['cdek', 'sandbox', 'kit'])
const COPIED = ['src', 'test', 'scripts', 'docs', 'README.md', 'package.json', 'tsconfig.json', 'vitest.config.ts', '.oxfmtrc.json']
// A digit first, an apostrophe, a post, which has names in three languages.
const CODE = '9lab-courier'
const POST = ['--type', 'globalpost', '--name-ru', 'Почта лаборатории', '--name-zh', '实验邮政']

/** Whether a path of the project goes into the copy. */
function isKept(path: string): boolean {
  const [, carrier] = /^src\/(?:lab\/carriers|lab\/scenarios|carriers)\/([^/.]+)(?:\.ts|\.json)?$/.exec(relative(ROOT, path)) ?? []
  return carrier === undefined || carrierByCode(carrier) === null || KEPT.has(carrier)
}

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
    for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: isKept })
    writeFileSync(join(copy, 'src', 'carriers', 'registry.ts'), registrySource(['cdek', 'sandbox']))
    writeFileSync(join(copy, 'src', 'lab', 'registry.ts'), labRegistrySource(['cdek']))
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    made = await run('scripts/new-carrier.mjs', CODE, "Lab's Courier", '--country', 'KZ', ...POST)
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
      nameRu: 'Почта лаборатории',
      nameZh: '实验邮政',
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
    const suites = [`src/carriers/${CODE}`, 'test/polling/every-carrier.test.ts']
    const tested = await run('node_modules/vitest/vitest.mjs', 'run', '--no-color', '--no-file-parallelism', ...suites)
    expect(tested.code, tested.stdout).toBe(0)
    expect(tested.stdout).toMatch(/Test Files +2 passed/)
    expect(tested.stdout).toContain('1 skipped')
    const types = await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.new.json')
    expect(types).toEqual({ code: 0, stdout: '', stderr: '' })
    const format = await run('node_modules/oxfmt/bin/oxfmt', '--check', `src/carriers/${CODE}`, 'src/lab', 'src/carriers/registry.ts')
    expect(format.code, format.stdout).toBe(0)
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
    const { nameRu, nameZh } = known
    const wish = { code: known.code, name: 'Name', country: known.country, type: known.type, nameRu, nameZh, entry: known }
    expect(readWish([known.code, 'Name'])).toEqual(wish)
    expect(readWish([known.code, 'Name', '--country', known.country ?? '', '--type', known.type])).toEqual(wish)
  })

  test('the command that CONTRIBUTING.md shows is right', () => {
    const shown = /^npm run new-carrier -- (\S+) "([^"]+)" (.+)$/m.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))
    const [, code = '', name = '', rest = ''] = shown ?? []
    expect(readWish([code, name, ...rest.split(' ')])).toMatchObject({ code, name, country: 'DE', type: 'express', entry: null })
  })

  test('a new code is express unless told otherwise', () => {
    const wish = { type: 'express', nameRu: null, nameZh: null, entry: null }
    expect(readWish(['lab-courier', 'Lab Courier', '--country', 'DE'])).toMatchObject(wish)
    expect(readWish(['lab-courier', 'Lab', '--country', 'RU', '--name-ru', 'Опыт'])).toMatchObject({ ...wish, nameRu: 'Опыт' })
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
    [['lab-courier', known.name, '--country', known.country ?? ''], `${known.name} has the code ${known.code} in the directory already.`],
    [['lab-courier', 'Lab', '--country', 'RU'], 'A courier of RU has a Russian name in the directory: give --name-ru.'],
    [['lab-post', 'Lab', '--country', 'DE', '--type', 'globalpost'], 'A post has a Russian name in the directory: give --name-ru.'],
    [['lab-post', 'Lab', '--country', 'DE', ...POST.slice(0, 4)], 'A post has a Chinese name in the directory: give --name-zh.'],
    [['lab-courier', 'Lab', '--country', 'DE', '--name-ru', 'Lab'], '--name-ru must be the name in Russian letters, not "Lab".'],
    [['lab-courier', 'Lab', '--country', 'DE', '--name-zh', 'Lab'], '--name-zh must be the name in Chinese characters, not "Lab".'],
    [['lab-courier', 'Lab', '--country', 'DE', '--type', 'post'], '--type must be express or globalpost, not post.'],
    [[known.code, 'Name', '--country', 'AQ'], `The directory says ${known.country} for ${known.code}, not AQ.`],
    [[known.code, 'Name', '--type', other], `The directory says ${known.type} for ${known.code}, not ${other}.`],
  ])('%j is refused', (args, message) => expect(() => readWish(args)).toThrow(message))
})

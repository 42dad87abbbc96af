// Writes a working skeleton of a carrier: adapter, fixtures, test, README, the lab's side and its scenario, and an entry of the directory where
// the code has none; then the generated files. Nothing is written when anything of the command is wrong.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { countries } from 'countries-list'
import { carrierByCode, CARRIERS, DIRECTORY, type DirectoryEntry, findCourier } from '../src/carriers/index.ts'
import { constantName } from './generate-registry.ts'

const USAGE = 'npm run new-carrier -- CODE "Name" --country XX [--type express|globalpost] [--name-ru "Имя"] [--name-zh "名称"]'
const ROOT = join(import.meta.dirname, '..')
const TEMPLATES = join(import.meta.dirname, 'new-carrier')
const DIRECTORY_FILE = join('src', 'carriers', 'directory.json')
/** Where couriers have a Russian name in the directory; posts have one everywhere, and a Chinese one. */
const RUSSIAN_SPOKEN = new Set(['RU', 'BY', 'KZ', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'MD', 'UA'])
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,&'’()+-]{0,79}$/u
/** Words that cannot name a constant of the registry. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function ' +
    'if implements import in instanceof interface let new null package private protected public return static super switch this throw true try ' +
    'typeof var void while with yield codes parse carriers carrier item shipment found ask one fixture delivered refused error document event'
  ).split(' '),
)

/** What is wrong with the command, as a sentence for whoever typed it. */
class Refusal extends Error {}

interface Wish {
  code: string
  name: string
  country: string
  type: 'express' | 'globalpost'
  nameRu: string | null
  nameZh: string | null
  /** The entry that the directory holds already. */
  entry: DirectoryEntry | null
}

interface Options {
  country?: string
  type?: string
  'name-ru'?: string
  'name-zh'?: string
}

/** Path in the project → template. */
function files(code: string): [string, string][] {
  const folder = join('src', 'carriers', code)
  return [
    [join(folder, 'index.ts'), 'index.ts.template'],
    [join(folder, 'request.ts'), 'request.ts.template'],
    [join(folder, 'parse.ts'), 'parse.ts.template'],
    [join(folder, 'codes.ts'), 'codes.ts.template'],
    [join(folder, `${code}.test.ts`), 'test.ts.template'],
    [join(folder, 'README.md'), 'README.md.template'],
    [join(folder, 'fixtures', 'delivered.json'), 'delivered.json.template'],
    [join(folder, 'fixtures', 'not-found.json'), 'not-found.json.template'],
    [join('src', 'lab', 'carriers', `${code}.ts`), 'speaker.ts.template'],
    [join('src', 'lab', 'scenarios', `${code}.json`), 'scenario.json.template'],
  ]
}

/** What the arguments ask for. @throws Refusal that says what is wrong */
export function readWish(args: string[]): Wish {
  const { values, positionals } = options(args)
  const [code, name, ...rest] = positionals
  if (code === undefined || name === undefined || rest.length > 0)
    throw new Refusal(`Give a code and a name, the name in quotes. Usage: ${USAGE}`)
  checkCode(code)
  if (!NAME.test(name) || name !== name.trim())
    throw new Refusal(`"${name}" is no name: letters, digits, blanks and .,&'()+- are, up to 80.`)
  const entry = findCourier(code)
  const wish = { code, name, country: countryOf(values.country, entry, code), type: typeOf(values.type, entry, code), entry }
  const known = DIRECTORY.find((one) => one.name === name && one.country === wish.country && one.code !== code)
  if (known) throw new Refusal(`${name} has the code ${known.code} in the directory already.`)
  return { ...wish, ...localNames(values, wish) }
}

function options(args: string[]): { values: Options; positionals: string[] } {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { country: text, type: text, 'name-ru': text, 'name-zh': text }, allowPositionals: true })
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`, { cause: error })
  }
}

/** The names in Russian and Chinese, which the directory demands of some. */
function localNames(values: Options, { country, type, entry }: Pick<Wish, 'country' | 'type' | 'entry'>): Pick<Wish, 'nameRu' | 'nameZh'> {
  const nameRu = localName(values, 'name-ru', /\p{Script=Cyrillic}/u, 'in Russian letters') ?? entry?.nameRu ?? null
  const nameZh = localName(values, 'name-zh', /\p{Script=Han}/u, 'in Chinese characters') ?? entry?.nameZh ?? null
  if (entry) return { nameRu, nameZh }
  const isPost = type === 'globalpost'
  if (nameRu === null && (isPost || RUSSIAN_SPOKEN.has(country)))
    throw new Refusal(`${isPost ? 'A post' : `A courier of ${country}`} has a Russian name in the directory: give --name-ru.`)
  if (nameZh === null && isPost) throw new Refusal('A post has a Chinese name in the directory: give --name-zh.')
  return { nameRu, nameZh }
}

function localName(values: Options, option: 'name-ru' | 'name-zh', letter: RegExp, what: string): string | undefined {
  const name = values[option]
  if (name === undefined || (NAME.test(name) && letter.test(name))) return name
  throw new Refusal(`--${option} must be the name ${what}, not "${name}".`)
}

function checkCode(code: string): void {
  if (!/^(?=.{2,48}$)[0-9a-z]+(?:-[0-9a-z]+)*$/.test(code))
    throw new Refusal(`"${code}" is no courier code: 2 to 48 lower-case letters and digits, with single hyphens between them.`)
  const constant = constantName(code)
  if (code === 'kit' || RESERVED.has(constant))
    throw new Refusal(`"${code}" means something else in the code: choose another courier code.`)
  const served = carrierByCode(code)
  if (served) throw new Refusal(`${code} is there already: src/carriers/${served.code} serves it.`)
  const same = CARRIERS.find((carrier) => constantName(carrier.code) === constant)
  if (same) throw new Refusal(`${code} and ${same.code} would have the same name in the code: ${constant}.`)
  const there = files(code).find(([path]) => existsSync(join(ROOT, path)))
  if (there) throw new Refusal(`${there[0]} is there already.`)
}

function countryOf(given: string | undefined, entry: DirectoryEntry | null, code: string): string {
  const known = entry?.country ?? null
  const country = given ?? known
  if (country === null) throw new Refusal(`Name the operator's home: --country XX, ISO 3166-1 alpha-2. Usage: ${USAGE}`)
  if (!Object.hasOwn(countries, country)) throw new Refusal(`--country must be ISO 3166-1 alpha-2 in capitals, such as DE, not ${country}.`)
  if (known !== null && country !== known) throw new Refusal(disagrees(code, known, country))
  return country
}

function typeOf(given: string | undefined, entry: DirectoryEntry | null, code: string): Wish['type'] {
  const type = given ?? entry?.type ?? 'express'
  if (type !== 'express' && type !== 'globalpost') throw new Refusal(`--type must be express or globalpost, not ${type}.`)
  if (entry && type !== entry.type) throw new Refusal(disagrees(code, entry.type, type))
  return type
}

function disagrees(code: string, known: string, given: string): string {
  return `The directory says ${known} for ${code}, not ${given}. If it is wrong, correct ${DIRECTORY_FILE} first.`
}

function fill(template: string, { code, name, country, type, nameRu, nameZh }: Wish): string {
  const values: Record<string, string> = {
    code,
    constant: constantName(code),
    name,
    nameEn: JSON.stringify(name),
    nameRu: JSON.stringify(nameRu ?? name),
    nameZh: JSON.stringify(nameZh ?? name),
    hint: JSON.stringify(`the business account of ${name}, section "API keys"`),
    country,
    type,
  }
  return readFileSync(join(TEMPLATES, template), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (token, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`${template} asks for ${token}`)
    return value
  })
}

/** One line at the end of the directory, in its form. */
function withEntry(directory: string, { code, name, country, type, nameRu, nameZh }: Wish): string {
  const line = JSON.stringify({ code, name, nameRu, nameZh, phone: '', homepage: '', type, country })
  return directory.replace(/\n\]\s*$/, `,\n  ${line}\n]\n`)
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

function write(wish: Wish): string[] {
  const made = files(wish.code).map(([path, template]): [string, string] => [path, fill(template, wish)])
  for (const [path, text] of made) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), text)
  }
  const paths = made.map(([path]) => path)
  if (!wish.entry) {
    writeFileSync(join(ROOT, DIRECTORY_FILE), withEntry(readFileSync(join(ROOT, DIRECTORY_FILE), 'utf8'), wish))
    paths.push(DIRECTORY_FILE)
  }
  // Lines are as long as the names in them.
  run(join(ROOT, 'node_modules', '.bin', 'oxfmt'), ...paths.filter((path) => path.endsWith('.ts')))
  run(process.execPath, '--import', 'tsx', join('scripts', 'generate.ts'))
  return paths
}

function nextSteps({ code }: Wish): string {
  return `
See it green:
  npm test -- src/carriers/${code}
  npm test -- test/polling/every-carrier.test.ts -t ${code}

Then replace facts, each with its source, and keep both green:
  1. index.ts      endpoint, access, limits, whose numbers are shown, fields that hold people
  2. fixtures/     answers in the documented shape, written by you: never a recorded one
  3. codes.ts      every code that the carrier publishes, with its wording
  4. parse.ts      the shape, the errors; request.ts: the call
  5. src/lab/carriers/${code}.ts and src/lab/scenarios/${code}.json: the carrier's side of the same, from its documents, not from parse.ts
  6. README.md     access, limits, quirks, what is to be verified with an account
  7. src/numbers/formats: the form of its numbers, if they have one

  npm run --silent trackru -- carriers parse ${code} answer.json --number N     what your adapter makes of an answer
  npm run check                                                                 before you commit; a skeleton does not pass npm test
`
}

/** Writes the skeleton and tells what comes next. The exit code: 0, or 2 when the command was refused and nothing was written. */
export function newCarrier(args: string[]): number {
  try {
    const wish = readWish(args)
    const paths = write(wish)
    process.stdout.write(`${paths.map((path) => `wrote ${path}\n`).join('')}${nextSteps(wish)}`)
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

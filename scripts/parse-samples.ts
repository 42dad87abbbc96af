// `npm run parse-samples -- [FOLDER]`: what every adapter makes of answers that are kept outside the project, one folder a carrier. They may hold
// people or have licences of their own, so nothing of them is copied or shown but codes. Without such a folder there is nothing to do.
// Ends with 1 when an adapter throws, makes up an outcome, or finds no events where the file holds some.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseRecorded } from '../src/app/index.ts'
import { type Carrier, type CarrierAnswer, carrierByCode, type Outcome } from '../src/carriers/index.ts'
import { table } from '../src/cli/output.ts'

const DEFAULT_FOLDER = join(import.meta.dirname, '..', '..', 'shared', 'carriers', 'samples')

/** Folder → courier code, where the folder is not named after the one that its answers are of; empty: no adapter speaks that service. */
const ADAPTERS: ReadonlyMap<string, string> = new Map([
  ['amazon-shipping', 'amazon'],
  ['belpost', 'belpochta'],
  ['bpost', 'belgium-post'],
  // A SOAP service of its own: the adapter of La Poste, which has this code, asks another.
  ['chronopost', ''],
  ['correios', 'brazil-correios'],
  ['dhl-express-mydhl', 'dhl-express'],
  ['dhl-parcel-de', 'dhl-germany'],
  ['dhl-unified', 'dhl'],
  ['dpd-be-nl', 'dpd-be'],
  ['ems-china', 'china-ems'],
  ['evri', 'hermes-uk'],
  ['haypost', 'armenia-post'],
  ['inpost', 'inpost-paczkomaty'],
  ['la-poste', 'laposte'],
  ['landmark', 'landmark-global'],
  ['postnl', 'postnl-3s'],
  ['postnord', 'sweden-posten'],
  ['seur', 'international-seur'],
])

/** Files that answer another question than that about a parcel. */
const OTHER = /^readme|^codes\.json$|request\.|token|jwt|webhook/i
/** The closed set of outcomes. */
const KINDS = {
  found: 1,
  notFound: 1,
  invalidNumber: 1,
  forbidden: 1,
  purged: 1,
  needsInput: 1,
  pending: 1,
  authExpired: 1,
  badCredentials: 1,
  scopeMissing: 1,
  blocked: 1,
  temporary: 1,
  throttled: 1,
  schemaDrift: 1,
} satisfies Record<Outcome['kind'], 1>
/** Names under which carriers write a parcel's number. */
const NUMBER_FIELDS = /number|num$|nr$|no$|code$|barcode|track|pin|value|waybill|awb|bill|item|order|shipment|parcel|piece|id$|key|ecb/i
const NUMBER = /^(?=[^\s]*\d)[A-Z0-9][A-Z0-9_/-]{3,79}$/i
const MOST_CANDIDATES = 400
const MOST_ROWS = 10

export interface SampleRow {
  folder: string
  file: string
  /** Courier code; empty: none serves the folder. */
  adapter: string
  number: string
  outcome: string
  events: number | null
  /** Codes that the adapter's table does not hold. */
  unknown: string[]
  /** What is wrong with the row; empty: nothing. */
  problem: string
}

/** Every answer file of every folder, a row for each number that the file is about. */
export function readSamples(root: string, carriers: (code: string) => Carrier | null = carrierByCode): SampleRow[] {
  return folders(root).flatMap((folder) => {
    const carrier = carriers(ADAPTERS.get(folder) ?? folder)
    const files = readdirSync(join(root, folder))
      .filter((file) => /\.(?:json|xml)$/i.test(file) && !OTHER.test(file))
      .toSorted()
    if (!carrier) return [{ ...blank(folder, files.length === 1 ? '1 file' : `${files.length} files`), outcome: 'no adapter' }]
    return files.flatMap((file) => readFile(carrier, folder, file, readFileSync(join(root, folder, file), 'utf8')))
  })
}

function folders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

function blank(folder: string, file: string): SampleRow {
  return { folder, file, adapter: '', number: '', outcome: '', events: null, unknown: [], problem: '' }
}

function readFile(carrier: Carrier, folder: string, file: string, text: string): SampleRow[] {
  const answer: CarrierAnswer = { status: statusOf(file, text), headers: {}, text }
  const tried = candidates(text).map(({ number, field }) => ({ field, row: rowOf(carrier, answer, number, blank(folder, file)) }))
  const wrong = tried.find(({ row }) => row.problem !== '')
  if (wrong) return [wrong.row]
  // The number is the one with which the most is found; next best is one that the answer says something about at all.
  const best =
    tried.toSorted((a, b) => (b.row.events ?? 0) - (a.row.events ?? 0)).find(({ row }) => row.outcome === 'found') ??
    tried.find(({ row }) => row.outcome !== 'schemaDrift') ??
    tried[0]
  if (!best) return []
  // An answer that is the same for a number that is not in it names none.
  const nobody = tried.at(-1)
  const isForAny = nobody?.row.outcome === best.row.outcome && nobody.row.events === best.row.events
  const rows = tried.filter((one) => one === best || (!isForAny && one.field === best.field && one.row.outcome !== 'schemaDrift'))
  return rows.slice(0, MOST_ROWS).map(({ row }) => ({ ...row, problem: missing(row, file, text) }))
}

/** The status that the name of a file tells: `notfound-404.json`, `rtm34-fault-auth.xml` (SOAP faults are 500); else 200. */
export function statusOf(file: string, text: string): number {
  const written = /-(?:http)?([1-5]\d\d)(?=[.-])/.exec(file)?.[1]
  if (written !== undefined) return Number(written)
  if (/throttled/i.test(file)) return 429
  if (/fault/i.test(file) && text.includes('Envelope')) return 500
  return /auth/i.test(file) ? 401 : 200
}

interface Candidate {
  number: string
  /** Name of the field or element that it stood in. */
  field: string
}

/** Texts of the answer that may be a parcel's number, those in likely fields first; one that is in no answer at last. */
export function candidates(text: string): Candidate[] {
  const all = text.trimStart().startsWith('<') ? fromXml(text) : fromJson(text)
  const fitting = all.filter(({ number }) => NUMBER.test(number))
  const likely = fitting.filter(({ field }) => NUMBER_FIELDS.test(field))
  const seen = new Set<string>()
  return [...likely, ...fitting, { number: 'UNKNOWN0001', field: '' }]
    .filter(({ number }) => !seen.has(number) && seen.add(number))
    .slice(0, MOST_CANDIDATES)
}

function fromXml(text: string): Candidate[] {
  const elements = [...text.matchAll(/<(?:[\w-]+:)?([\w-]+)(?:\s[^<>]*)?>([^<>]{4,80})(?=<)/g)]
  const attributes = [...text.matchAll(/\s(?:[\w-]+:)?([\w-]+)="([^"<>]{4,80})"/g)]
  return [...elements, ...attributes].map(([, field = '', number = '']) => ({ field, number: number.trim() }))
}

function fromJson(text: string): Candidate[] {
  const found: Candidate[] = []
  const walk = (value: unknown, field: string): void => {
    // Some carriers put their answer as text into another one.
    if (typeof value === 'string' && /^\s*[[{]/.test(value)) found.push(...fromJson(value))
    else if (typeof value === 'string' || typeof value === 'number') found.push({ number: String(value), field })
    else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) {
        const isPlace = /^\d+$/.test(name)
        // Numbers are keys, too: {"3SAAAA000000001": {…}}.
        if (!isPlace && NUMBER.test(name)) found.push({ number: name, field: 'key' })
        walk(one, isPlace ? field : name)
      }
    }
  }
  try {
    walk(JSON.parse(text), '')
  } catch {
    // No JSON: the adapter is asked about a number that it cannot hold.
  }
  return found
}

function rowOf(carrier: Carrier, answer: CarrierAnswer, number: string, row: SampleRow): SampleRow {
  const base = { ...row, adapter: carrier.code, number }
  const fault = faultOf(carrier, answer, number)
  if (fault !== '') return { ...base, problem: fault }
  const [parsed] = parseRecorded(carrier.code, answer, { numbers: [number], language: carrier.languages[0] ?? 'en' }) ?? []
  if (!parsed) return { ...base, problem: 'no outcome' }
  const unknown = (parsed.unknownCodes ?? []).map(({ code, attr }) => (attr === null ? code : `${code}:${attr}`))
  return { ...base, outcome: parsed.outcome, events: parsed.events?.length ?? null, unknown }
}

/** What an adapter must never do. `carriers parse` shows it as a change of the format. */
function faultOf(carrier: Carrier, answer: CarrierAnswer, number: string): string {
  const item = { ref: number, number, registeredAt: 0 }
  try {
    const outcomes = carrier.parse?.(answer, [item], { credential: {}, token: '', language: carrier.languages[0] ?? 'en', now: 0 }) ?? []
    const kinds = outcomes.map(({ kind }) => kind)
    return kinds.length === 1 && kinds.every((kind) => Object.hasOwn(KINDS, kind)) ? '' : `outcomes: ${kinds.join(', ') || 'none'}`
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`
  }
}

/** A file that is named after a find and holds times of day must give events. */
function missing({ outcome, events }: SampleRow, file: string, text: string): string {
  const isFind = /found|success|delivered|transit/i.test(file) && !/not-?found|empty|missing/i.test(file)
  const holdsTimes = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d[./]\d\d[./]\d{4}\b|"\d{13}"/.test(text)
  return outcome === 'found' && events === 0 && isFind && holdsTimes ? 'found without events' : ''
}

/** The table of a folder, and the exit code: 1 when a row is wrong. */
export function report(folder: string): { code: number; text: string } {
  if (!existsSync(folder)) return { code: 0, text: `There is no ${folder}: nothing to parse.\n` }
  const rows = readSamples(folder)
  const cells = rows.map((row) => [
    row.folder,
    row.file,
    row.adapter,
    row.problem === '' ? row.outcome : `! ${row.problem}`,
    row.events === null ? '' : String(row.events),
    row.unknown.join(', '),
  ])
  const wrong = rows.filter(({ problem }) => problem !== '').length
  const without = rows.filter(({ outcome }) => outcome === 'no adapter').length
  const summary = `${rows.length} rows, ${without} folders without an adapter, ${wrong} wrong`
  const headings = ['folder', 'file', 'adapter', 'outcome', 'events', 'unknown codes']
  return { code: wrong === 0 ? 0 : 1, text: `${table(headings, cells)}\n${summary}\n` }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { code, text } = report(resolve(process.argv[2] ?? DEFAULT_FOLDER))
  process.stdout.write(text)
  process.exitCode = code
}

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Statement } from './pool.ts'
import { splitStatements } from './split.ts'

const FOLDER = new URL('../queries/', import.meta.url)
/** A batch is filled up to one of these by repeating its last row, so that few texts are prepared. At most a third is repetition. */
const SIZES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
/** Rows that one statement takes. */
export const MOST_ROWS = 128

/** A multi-row insert: `:rows(a, b)` in the text stands for the values of these columns, row by row. */
export interface RowsStatement {
  /**
   * The statement for a number of rows and its parameters. The text may hold more rows than given: the last is repeated, which is
   * harmless under `on conflict do nothing`.
   */
  padded(rows: readonly (readonly unknown[])[]): { statement: Statement; params: unknown[] }
  /** As many rows as given, planned anew: for `on conflict do update`, which must not meet a row twice. */
  exact(rows: readonly (readonly unknown[])[]): { statement: Statement; params: unknown[] }
}

export interface Catalogue {
  /** @throws Error when no file has it */
  statement(name: string): Statement
  rows(name: string): RowsStatement
}

/** One `-- name:` block as it stands in its file, fragments put in. */
export interface Entry {
  name: string
  file: string
  text: string
  /** Columns of `-- rows:` with their types, in the order of parameters. */
  columns: { name: string; type: string }[]
  unnamed: boolean
  timeoutMs: number | undefined
}

/** Every statement of `queries/*.sql`, read once at start. */
export function loadCatalogue(): Catalogue {
  const entries = new Map(readEntries().map((entry) => [entry.name, entry]))
  const find = (name: string): Entry => {
    const entry = entries.get(name)
    if (!entry) throw new Error(`no statement named ${name} in queries/*.sql`)
    return entry
  }
  return {
    statement: (name) => asStatement(find(name)),
    rows: (name) => asRows(find(name)),
  }
}

/** @throws Error on a name that is used twice, a fragment that is missing, a block that is not one statement */
export function readEntries(folder: URL = FOLDER): Entry[] {
  const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.sql'))
  const entries = files.flatMap((file) => parseFile(file, readFileSync(new URL(file, folder), 'utf8')))
  const names = entries.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new Error(`two statements are named ${twice}`)
  return entries
}

function parseFile(file: string, text: string): Entry[] {
  const fragments = new Map<string, string>()
  const entries: Entry[] = []
  for (const block of text.split(/^(?=-- (?:name|fragment): )/m)) {
    const [, kind, name] = /^-- (name|fragment): ([a-z_]+)\n/.exec(block) ?? []
    if (kind === undefined || name === undefined) continue
    const [body, ...more] = splitStatements(block)
    if (body === undefined || more.length > 0) throw new Error(`${file}: ${name} is not one statement`)
    if (kind === 'fragment') fragments.set(name, body)
    else entries.push({ name, file, text: fill(body, fragments, file), ...directives(block) })
  }
  return entries
}

function fill(body: string, fragments: Map<string, string>, file: string): string {
  return body.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => {
    const fragment = fragments.get(name)
    if (fragment === undefined) throw new Error(`${file}: no fragment {${name}}`)
    return fragment
  })
}

function directives(block: string): Pick<Entry, 'columns' | 'unnamed' | 'timeoutMs'> {
  const rows = /^-- rows: (.+)$/m.exec(block)?.[1]
  const timeout = /^-- timeout: (\d+)$/m.exec(block)?.[1]
  const columns = (rows?.split(', ') ?? []).map((column) => {
    const [name = '', type = ''] = column.split(' ')
    return { name, type }
  })
  return { columns, unnamed: /^-- unnamed\b/m.test(block), timeoutMs: timeout === undefined ? undefined : Number(timeout) }
}

function asStatement({ name, text, unnamed, timeoutMs }: Entry): Statement {
  return { name: unnamed ? '' : name, text, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
}

function asRows(entry: Entry): RowsStatement {
  const made = new Map<number, Statement>()
  const sized = (size: number): Statement => {
    const known = made.get(size)
    if (known) return known
    const statement = { name: `${entry.name}_${size}`, text: withRows(entry, size) }
    made.set(size, statement)
    return statement
  }
  return {
    padded: (rows) => {
      const size = SIZES.find((enough) => enough >= rows.length)
      if (size === undefined) throw new Error(`${entry.name} takes ${MOST_ROWS} rows at most`)
      const last = rows.at(-1) ?? []
      return { statement: sized(size), params: [...rows, ...Array.from({ length: size - rows.length }, () => last)].flat() }
    },
    exact: (rows) => ({ statement: { name: '', text: withRows(entry, rows.length) }, params: rows.flat() }),
  }
}

/** The text with `:rows(a, b)` written out as `($1::int, $2::uuid), ($25::int, $26::uuid), …`; the same row has the same parameters everywhere. */
export function withRows({ text, columns }: Entry, size: number): string {
  return text.replaceAll(/:rows\(([^():]*)\)/g, (_, list: string) => {
    const wanted = list.split(',').map((name) => columns.findIndex((column) => column.name === name.trim()))
    const row = (i: number): string =>
      `(${wanted.map((column) => `$${i * columns.length + column + 1}::${columns[column]?.type}`).join(', ')})`
    return Array.from({ length: size }, (_unused, i) => row(i)).join(', ')
  })
}

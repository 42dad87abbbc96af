import type { Storage, UnknownCode } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'

/** Beyond these a carrier makes codes up: they are not counted any more. */
const MOST_CODES_A_CARRIER = 1_000
const CODE_CHARACTERS = 200
const TEXT_CHARACTERS = 500

interface CodeRow {
  carrier: string
  code: string
  attr: string
  seen: number
}

export function createCountUnknownCodes(pool: Pool, sql: Catalogue): Storage['polling']['countUnknownCodes'] {
  const known = sql.statement('known_codes')
  const count = sql.rows('count_codes')

  return async (codes, now) => {
    const counted = new Map<string, UnknownCode & { seen: number }>()
    for (const code of codes.map(trimmed)) counted.set(nameOf(code), { ...code, seen: (counted.get(nameOf(code))?.seen ?? 0) + 1 })
    const distinct = [...counted.values()]
    const full = await pool.query<{ carrier: string; codes: number }>(known, [[...new Set(distinct.map(({ carrier }) => carrier))]])
    const closed = new Set(full.filter((row) => row.codes >= MOST_CODES_A_CARRIER).map(({ carrier }) => carrier))
    const open = distinct.filter(({ carrier }) => !closed.has(carrier)).slice(0, MOST_ROWS)
    if (open.length === 0) return []
    const { statement, params } = count.exact(
      open.map(({ carrier, code, attr, text, seen }) => [carrier, code, attr ?? '', text, seen, instant(now)]),
    )
    const rows = await pool.query<CodeRow>(statement, params)
    const total = new Map(rows.map((row) => [nameOf(row), row.seen]))
    return open.filter((code) => total.get(nameOf(code)) === code.seen).map(({ seen: _seen, ...code }) => code)
  }
}

function cut(text: string, most: number): string {
  return plain(text).slice(0, most)
}

function trimmed({ carrier, code, attr, text }: UnknownCode): UnknownCode {
  return {
    carrier: cut(carrier, CODE_CHARACTERS),
    code: cut(code, CODE_CHARACTERS),
    attr: attr === null ? null : cut(attr, CODE_CHARACTERS),
    text: cut(text, TEXT_CHARACTERS),
  }
}

function nameOf({ carrier, code, attr }: { carrier: string; code: string; attr: string | null }): string {
  return JSON.stringify([carrier, code, attr ?? ''])
}

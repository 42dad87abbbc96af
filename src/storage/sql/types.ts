import { types } from 'pg'

const INT8 = 20
const TIMESTAMPTZ = 1184
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z')
const LAST_INSTANT = Date.parse('9999-12-31T00:00:00Z')

/** Parsers of one pool, never of the whole process: int8 → number, timestamptz → milliseconds. Text in UTC, as the sessions ask for. */
export const rowTypes: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return Number
    if (oid === TIMESTAMPTZ) return parseInstant
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid)
  },
}

/** `2026-11-23 20:33:51.143+00` or with fewer digits of the second; anything else goes the slow way. */
function parseInstant(text: string): number {
  const iso = text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : Number.NaN
  return Number.isNaN(iso) ? Number(types.getTypeParser(TIMESTAMPTZ)(text)) : iso
}

/** A parameter for a timestamptz column. A carrier's nonsense is held within four-digit years: it must not fail a batch. */
export function instant(ms: number): string
export function instant(ms: number | null): string | null
export function instant(ms: number | null): string | null {
  if (ms === null) return null
  return new Date(Number.isFinite(ms) ? Math.min(Math.max(ms, FIRST_INSTANT), LAST_INSTANT) : 0).toISOString()
}

/** A parameter for a text column: PostgreSQL's text holds no NUL. */
export function plain(text: string): string
export function plain(text: string | null): string | null
export function plain(text: string | null): string | null {
  return text?.includes('\0') ? text.replaceAll('\0', '') : text
}

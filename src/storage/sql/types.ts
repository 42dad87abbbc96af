import pg from 'pg'

const INT8 = 20
const TIMESTAMPTZ = 1184

/** Parsers of one pool, never of the whole process: int8 → number, timestamptz → milliseconds. Text in UTC, as the sessions ask for. */
export const rowTypes = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return Number
    if (oid === TIMESTAMPTZ) return parseInstant
    return pg.types.getTypeParser(oid, format as 'text')
  }) as typeof pg.types.getTypeParser,
}

/** `2026-11-23 20:33:51.143+00` or with fewer digits of the second; anything else goes the slow way. */
function parseInstant(text: string): number {
  const iso = text.length <= 26 && text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : Number.NaN
  return Number.isNaN(iso) ? Number(pg.types.getTypeParser(TIMESTAMPTZ)(text)) : iso
}

/** A parameter for a timestamptz column. */
export function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

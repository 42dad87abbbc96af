import { CommandError, EXIT } from './output.ts'

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Rows of a page, 1 to 200. @throws CommandError */
export function pageSize(text: string): number {
  const limit = Number(text)
  if (!/^\d{1,3}$/.test(text) || limit < 1 || limit > 200) throw new CommandError(`${text} is not a number from 1 to 200.`, EXIT.usage)
  return limit
}

/** An instant with its zone, or an age: `90m`, `24h`, `30d`. @throws CommandError */
export function readInstant(text: string, option: string, now = Date.now()): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0)
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(instant))
    throw new CommandError(`${option} must be an instant such as 2026-11-27T10:00:00Z, or an age such as 90m, 24h or 30d.`, EXIT.usage)
  return instant
}

/** `Name: value`, the name in lower case. @throws CommandError */
export function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new CommandError(`--header must look like "Name: value", not ${line}.`, EXIT.usage)
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

/** @throws CommandError, which does not quote the text: it may hold a secret */
export function readJsonObject(text: string, example: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // As what is JSON, but no object.
  }
  throw new CommandError(`Give a JSON object: ${example}`, EXIT.usage)
}

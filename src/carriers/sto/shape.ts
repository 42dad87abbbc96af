import { normaliseNumber } from '../../base/index.ts'
import { list, obj, path, str } from '../kit/index.ts'

/** Numbers of one answer, and scans of one number. */
const MAX_ENTRIES = 1_000

/** What an answer has about one number: its scans, nothing, or (undefined) a shape that is not known. */
export type Own = readonly unknown[] | 'nothing' | undefined

/**
 * The scans of a number in `data`, which has two documented shapes: a map of waybill numbers to scans, and a list of entries with `traceList`.
 * A list of scans that each name their waybill is read as well.
 */
export function ownScans(data: unknown, number: string, numbers: readonly string[]): Own {
  const asked = new Set(numbers.map(normaliseNumber))
  const own = normaliseNumber(number)
  if (data === null) return 'nothing'
  const entries = list(data)
  if (entries) return fromList(entries.slice(0, MAX_ENTRIES), own, asked)
  const map = obj(data)
  return map && fromMap(Object.entries(map).slice(0, MAX_ENTRIES), own, asked)
}

function fromMap(entries: readonly [string, unknown][], own: string, asked: ReadonlySet<string>): Own {
  const found = entries.find(([key]) => normaliseNumber(key) === own)
  // Left out is "nothing known" as long as all the keys are waybill numbers that were asked.
  if (!found) return entries.every(([key]) => asked.has(normaliseNumber(key))) ? 'nothing' : undefined
  const [, value] = found
  if (value === null) return 'nothing'
  const scans = list(value) ?? list(path(value, 'traceList'))
  return scans?.length === 0 ? 'nothing' : scans
}

function fromList(entries: readonly unknown[], own: string, asked: ReadonlySet<string>): Own {
  const [first] = entries
  // An entry that names no number can only be that of the one number asked.
  if (entries.length === 1 && asked.size === 1 && numberOf(first) === '') return tracesOf(first)
  if (!entries.every((entry) => asked.has(numberOf(entry)))) return undefined
  const scans: unknown[] = []
  for (const entry of entries.filter((one) => numberOf(one) === own)) {
    const traces = path(entry, 'traceList') === undefined ? [entry] : tracesOf(entry)
    if (traces === undefined) return undefined
    if (traces !== 'nothing') scans.push(...traces)
  }
  return scans.length === 0 ? 'nothing' : scans
}

function tracesOf(entry: unknown): Own {
  const value = path(entry, 'traceList')
  const traces = list(value)
  return value === null || traces?.length === 0 ? 'nothing' : traces
}

/** The waybill number of an entry or a scan, normalised; empty without one. */
export function numberOf(entry: unknown): string {
  return normaliseNumber(str(path(entry, 'waybillNo'), 64) ?? '')
}

import { AppError, normaliseNumber } from '../../base/index.ts'
import { readNumber, readText, readUnixSeconds, type Services } from '../../services/index.ts'
import { STATUSES, type Status } from '../../tracking/index.ts'
import type { Fields } from './input.ts'

type ListFilter = Parameters<Services['trackings']['list']>[1]

const MOST_NAMES = 40
const DEFAULT_LIMIT = 100
const MOST_LIMIT = 2_000
/** Keeps the offset, page times limit, an exact integer. */
const MOST_PAGE = 1_000_000_000

/** Numbers of the statuses: 4 and 7 are documented, the others are those of clients' own tables. */
const NUMBERED: readonly (readonly Status[])[] = [
  ['pending'],
  ['notfound', 'inforeceived'],
  ['transit'],
  ['pickup'],
  ['delivered'],
  ['expired'],
  ['undelivered'],
  ['exception'],
]

export interface ListQuery {
  filter: ListFilter
  page: number
  limit: number
}

/**
 * What a list call asks for. Clients send `0`, `""` and null for "not set".
 * @throws bad_request with the parameter, number_invalid, too_many_items, status_invalid
 */
export function toListQuery(query: Fields, body: Fields | null): ListQuery {
  const given = (name: string): unknown => [query(name), body?.(name)].find(isSet)
  // 0 is a status.
  const status = [query('status'), body?.('status')].find((value) => value !== undefined && value !== '')
  const filter: ListFilter = {}
  function set<K extends keyof ListFilter>(key: K, value: ListFilter[K]): void {
    if (value !== undefined) filter[key] = value
  }
  set('statuses', status === undefined ? undefined : readStatuses(status))
  set('createdFrom', from(given, 'created_at_min'))
  set('createdTo', to(given, 'created_at_max'))
  set('checkedFrom', from(given, 'update_time_min'))
  set('checkedTo', to(given, 'update_time_max'))
  set('orderCreatedFrom', from(given, 'order_created_time_min'))
  set('orderCreatedTo', to(given, 'order_created_time_max'))
  const numbers = names(given('numbers'), 'numbers')
  set(
    'numbers',
    numbers?.map((number) => normaliseNumber(readNumber(number))),
  )
  set('orders', names(given('orders'), 'orders'))
  set('archived', archived(given('archived')))
  return { filter, page: whole(given('page'), 1, MOST_PAGE, 'page'), limit: whole(given('limit'), DEFAULT_LIMIT, MOST_LIMIT, 'limit') }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== '' && value !== 0 && value !== '0'
}

function whole(value: unknown, fallback: number, most: number, param: string): number {
  if (value === undefined) return fallback
  const number = typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > most) throw new AppError('bad_request', { param })
  return number
}

function from(given: (name: string) => unknown, param: string): number | undefined {
  const value = given(param)
  return value === undefined ? undefined : readUnixSeconds(value, param) * 1000
}

/** The whole second belongs to the range. */
function to(given: (name: string) => unknown, param: string): number | undefined {
  const start = from(given, param)
  return start === undefined ? undefined : start + 999
}

/** `a,b,c` or an array of them. */
function names(value: unknown, param: string): string[] | undefined {
  if (value === undefined) return undefined
  const parts = (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
    typeof part === 'string' ? part.split(',', MOST_NAMES + 2) : [part],
  )
  const texts = parts.slice(0, MOST_NAMES + 2).map((part) => readText(part, param))
  const present = texts.filter((text) => text !== null)
  if (present.length > MOST_NAMES) throw new AppError('too_many_items', { param })
  return present.length === 0 ? undefined : present
}

/** Names without regard to case, or numbers; several separated by commas. */
function readStatuses(value: unknown): Status[] {
  const words = names(value, 'status') ?? []
  return [...new Set(words.flatMap(readStatus))]
}

function readStatus(word: string): readonly Status[] {
  if (/^[0-7]$/.test(word)) return NUMBERED[Number(word)] ?? []
  const name = STATUSES.find((status) => status === word.toLowerCase())
  if (!name) throw new AppError('status_invalid', { param: 'status' })
  return name === 'notfound' ? ['notfound', 'inforeceived'] : [name]
}

/** Anything but true and false asks for both. */
function archived(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

import { AppError, idToHex } from '../../base/index.ts'

/** What stands before an id, so that one of another kind is seen at a glance. A kind of object has one for ever. */
export type IdPrefix = 'trk' | 'evt' | 'whe' | 'whd' | 'ntc'

/** A UUID as `/api` writes it: `evt_` and 32 hex digits. */
export function showId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${idToHex(uuid)}`
}

/** The UUID of a shown id. @throws not_found for anything else: what is no id names nothing */
export function readId(prefix: IdPrefix, shown: string, param = 'id'): string {
  const [, a, b, c, d, e] = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hexOf(prefix, shown)) ?? []
  if (e === undefined) throw new AppError('not_found', { param })
  return `${a}-${b}-${c}-${d}-${e}`
}

function hexOf(prefix: IdPrefix, shown: string): string {
  return shown.startsWith(`${prefix}_`) ? shown.slice(prefix.length + 1) : ''
}

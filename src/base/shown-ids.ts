import { AppError } from './errors.ts'
import { idToHex } from './ids.ts'

/** What stands before an id on the modern surface, so that its kind is seen at a glance. Given once and for ever. */
export const ID_PREFIXES = {
  tracking: 'trk',
  event: 'evt',
  endpoint: 'whe',
  attempt: 'att',
  notice: 'ntc',
} as const
export type IdKind = keyof typeof ID_PREFIXES

/** `evt_` and 32 hex digits. */
export function showId(kind: IdKind, uuid: string): string {
  return `${ID_PREFIXES[kind]}_${idToHex(uuid)}`
}

/** The UUID of a shown id. @throws not_found for anything else: what is no id names nothing */
export function readId(kind: IdKind, shown: string, param = 'id'): string {
  const [prefix, hex = ''] = shown.split('_')
  const [, a, b, c, d, e] = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hex) ?? []
  if (e === undefined || shown !== `${prefix}_${hex}` || prefix !== ID_PREFIXES[kind]) throw new AppError('not_found', { param })
  return `${a}-${b}-${c}-${d}-${e}`
}

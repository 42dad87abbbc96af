import type { Clock } from '../../base/index.ts'
import type { Services } from '../../services/index.ts'
import type { HttpSettings } from '../options.ts'

/**
 * The two dialects of one engine. `/v2` has an object where `/v1` has an array of one, e-mail addresses as an array there, and three more
 * exception substatuses.
 */
export interface Dialect {
  version: 1 | 2
  single: 'array' | 'object'
}

/** What a tracking is put into words with. */
export interface Words {
  services: { carriers: Pick<Services['carriers'], 'find'> }
  dialect: Dialect
  zone: Zone
}

/** What the endpoints work with. */
export interface Door extends Words {
  services: Services
  clock: Clock
  httpStatus: HttpSettings['v1HttpStatus']
}

/** A fixed offset from UTC: `text` as it is written, such as `+08:00`, and its minutes. */
export interface Zone {
  text: string
  minutes: number
}

/** Takes `+HH:MM` or `-HH:MM`. */
export function zoneOf(text: string): Zone {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))
  return { text, minutes: text.startsWith('-') ? -minutes : minutes }
}

import type { Clock, Logger } from '../base/index.ts'
import type { Services } from '../services/index.ts'

/** What an account may ask for, counted apart: pages of the list, realtime looks, and everything else. */
export type LimitClass = 'list' | 'realtime' | 'other'

export interface HttpSettings {
  /** `compatible`: 200 for every answer about trackings; `standard`: the status of the error's class. */
  v1HttpStatus: 'compatible' | 'standard'
  /** Shape of `data` in the single GET of `/v1`. */
  v1Single: 'array' | 'object'
  /** Offset in which times without a zone are read and all times are written, such as `+00:00`. */
  timeZoneOffset: string
  /** Requests a second and account; 0 = unlimited. An account's own settings win. */
  limits: Readonly<Record<LimitClass, number>>
  /** How the outside reaches the server, without a slash at the end. */
  publicUrl: string
  version: string
  /** Addresses of proxies whose X-Forwarded-For counts, separated by commas; false = none. */
  trustProxy: boolean | string
}

export interface HttpOptions {
  services: Services
  log: Logger
  settings: HttpSettings
  clock: Clock
  /** Serves the health paths only, for processes that do no more than work in the background. Default false. */
  healthOnly?: boolean
}

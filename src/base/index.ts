export { systemClock, type Clock, type Instant } from './clock.ts'
export { AppError, ERRORS, type ErrorCode } from './errors.ts'
export { parseAddress, parseMailbox } from './email-address.ts'
export {
  asTrackingId,
  BUCKETS,
  bucketOf,
  bucketsOf,
  idToHex,
  key16,
  keyOfId,
  newId,
  newEventId,
  newTrackingId,
  normaliseNumber,
  type Placement,
} from './ids.ts'
export type { Logger } from './logger.ts'
export { ID_PREFIXES, type IdKind, readId, showId } from './shown-ids.ts'
export type { Random } from './random.ts'

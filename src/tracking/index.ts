export { afterFailure, afterLook, DEFAULT_CADENCE, nextCheck, type AfterFailure, type AfterLook, type CadencePolicy } from './cadence.ts'
export type { Checkpoint, CheckpointTime, Place } from './checkpoint.ts'
export { decide, DEFAULT_EXPIRE_AFTER_DAYS, type DecideInput, type ExpireAfterDays } from './decide.ts'
export { fingerprint, makeCheckpoint, type CheckpointParts, type EventKey } from './fingerprint.ts'
export { MAX_CHECKPOINTS, merge, timeline } from './merge.ts'
export { applyManualStatus, daysInTransit, daysSinceLastEvent, shownReasons, shownStatus } from './shown.ts'
export { STATUSES, SUBSTATUSES, type EventStatus, type Status, type Substatus } from './status.ts'
export { displayLocal, instantOf } from './time.ts'
export type {
  CheckReason,
  Facts,
  Freshness,
  Milestones,
  Override,
  Reason,
  StaleBecause,
  Tracking,
  TrackingDetails,
  TrackingState,
} from './tracking.ts'

export { afterFailure, afterLook, afterPending, DEFAULT_CADENCE, type AfterLook, type CadencePolicy } from './cadence.ts'
export type { Checkpoint, CheckpointTime, Place } from './checkpoint.ts'
export { decide, type DecideInput } from './decide.ts'
export { EVENT_TYPES, eventOf, eventsOf, type EventDoc, type EventFacts, type EventType, type NewEvent } from './events.ts'
export { fingerprint, makeCheckpoint } from './fingerprint.ts'
export { MAX_CHECKPOINTS, merge, timeline } from './merge.ts'
export { applyManualStatus, daysInTransit, daysSinceLastEvent, shownReasons, shownStatus } from './shown.ts'
export { STATUSES, SUBSTATUSES, type EventStatus, type Status, type Substatus } from './status.ts'
export { courierAt, isGuessing, turnEndsAt } from './guess.ts'
export { NOTICE_CHANNELS, NOTICE_KINDS, noticesOf, type DueNotice, type NoticeChannel, type NoticeKind } from './notices.ts'
export { displayLocal, instantOf } from './time.ts'
export { NO_DETAILS, unlooked } from './tracking.ts'
export type {
  Facts,
  Freshness,
  InputField,
  Milestones,
  Override,
  StaleBecause,
  Tracking,
  TrackingDetails,
  TrackingState,
} from './tracking.ts'

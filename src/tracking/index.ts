export { STATUSES, SUBSTATUSES, type EventStatus, type Status, type Substatus } from './status.ts'
export type { Checkpoint, CheckpointTime, Place } from './checkpoint.ts'
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

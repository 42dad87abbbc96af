import type { Instant } from '../base/index.ts'
import type { EventDoc, EventType } from '../tracking/index.ts'
import type { TrackingEvent } from './port.ts'

export interface EventRow {
  id: string
  tracking_id: string
  sequence: number
  type: EventType
  occurred_at: Instant
  position: number | null
  doc: EventDoc
}

export function toEvent(row: EventRow): TrackingEvent {
  return {
    id: row.id,
    trackingId: row.tracking_id,
    sequence: row.sequence,
    type: row.type,
    occurredAt: row.occurred_at,
    position: row.position,
    doc: row.doc,
  }
}

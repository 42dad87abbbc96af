import { createHmac } from 'node:crypto'
import { type Payloads, presentDetails, presentEvent, presentTracking, type Services, type Told } from '../../services/index.ts'
import { success } from '../envelope.ts'
import { type Words, zoneOf } from '../v1/door.ts'
import { daysOf, presentSingle } from '../v1/present.ts'

export interface PayloadOptions {
  carriers: Pick<Services['carriers'], 'find'>
  /** As the setting TIME_ZONE_OFFSET. */
  timeZoneOffset: string
}

/** Bodies of webhooks in the words of `/v1` and of `/api`. */
export function createPayloads({ carriers, timeZoneOffset }: PayloadOptions): Payloads {
  const words: Words = { services: { carriers }, zone: zoneOf(timeZoneOffset), dialect: { version: 1, single: 'object' } }
  return { 'trackru-v1': (told) => v1Body(told, words), modern: modernBody }
}

/** A `meta` and `data` as GET answers them, and `verifyInfo` for receivers that check it. */
function v1Body({ view, event, endpoint, at }: Told, words: Words): string {
  const email = endpoint.legacyVerifyEmail
  return JSON.stringify({
    ...success(presentSingle(view, daysOf(view, event.occurredAt), words)),
    ...(email === null ? {} : { verifyInfo: verifyInfo(email, Math.floor(at / 1_000)) }),
  })
}

/** The published scheme signs the time alone, with a key that is no secret; `webhook-signature` is the one that proves something. */
function verifyInfo(email: string, timeStr: number): object {
  return { timeStr, signature: createHmac('sha256', email).update(String(timeStr)).digest('hex') }
}

/** The event as the feed has it, with the whole parcel, as GET of `/api` tells it, in place of its facts alone. */
function modernBody({ event, view, isDeleted }: Told): string {
  const { id, occurred_at, sequence, tracking, previous, checkpoints, changed } = presentEvent({ ...event, type: 'tracking.updated' })
  // Needs and staleness are in `freshness`.
  const { needs: _needs, stale_because: _stale, ...facts } = tracking
  return JSON.stringify({
    id,
    type: event.type,
    sequence,
    occurred_at,
    data: {
      tracking: {
        ...presentTracking(view),
        ...presentDetails(view.tracking),
        ...facts,
        is_deleted: isDeleted || event.type === 'tracking.deleted',
      },
      previous,
      new_checkpoints: checkpoints,
      changed,
    },
  })
}

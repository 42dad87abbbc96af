import { createHmac } from 'node:crypto'
import { idToHex } from '../../base/index.ts'
import type { Payloads, Services, Told } from '../../services/index.ts'
import { displayLocal, type Checkpoint } from '../../tracking/index.ts'
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

function modernBody({ name, event, view: { tracking, freshness, checkpoints }, isDeleted }: Told): string {
  const { facts, previous, changed } = event.doc
  const { details } = tracking
  return JSON.stringify({
    id: name,
    type: event.type,
    sequence: event.sequence,
    occurred_at: new Date(event.occurredAt).toISOString(),
    data: {
      tracking: {
        id: `trk_${idToHex(event.trackingId)}`,
        number: facts.number,
        carrier: facts.carrier,
        ...factsOf(facts),
        title: details.title,
        order_id: details.orderId,
        customer_name: details.customerName,
        customer_email: details.customerEmail,
        customer_phone: details.customerPhone,
        last_checked_at: freshness.lastCheckedAt === null ? null : new Date(freshness.lastCheckedAt).toISOString(),
        is_deleted: isDeleted || event.type === 'tracking.deleted',
      },
      previous: previous ? factsOf(previous) : null,
      new_checkpoints: (event.doc.checkpoints ?? []).map(presentCheckpoint),
      checkpoints: checkpoints.map(presentCheckpoint),
      changed: changed ?? [],
    },
  })
}

type Facts = Told['event']['doc']['facts']

/** Only what is there, so that it serves for `previous` too. */
function factsOf({ courier, status, sub, isManual, eta, archived, needs, stale }: Partial<Facts>): object {
  const words = { courier, status, substatus: sub, is_manual: isManual, eta, archived, needs, stale_because: stale }
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
}

function presentCheckpoint({ code, attr, text, status, sub, time, place, source }: Checkpoint): object {
  return {
    code: attr === null ? code : `${code}:${attr}`,
    text,
    status,
    substatus: sub,
    local_time: displayLocal(time),
    utc_time: time.utc,
    time_basis: time.basis,
    place: place?.text ?? null,
    source,
  }
}

import type { Instant } from '../../base/index.ts'
import { idToHex } from '../../base/index.ts'
import { countryName, type Services } from '../../services/index.ts'
import {
  daysInTransit,
  daysSinceLastEvent,
  displayLocal,
  type Checkpoint,
  type InputField,
  type Milestones,
  shownReasons,
  shownStatus,
} from '../../tracking/index.ts'
import type { Door, Words, Zone } from './door.ts'
import { apiStatus, checkpointStatuses, substatusWord } from './substatus.ts'

/** The parameter by which a caller gives what a carrier wants to know. */
const PARAMETERS = {
  postalCode: 'tracking_postal_code',
  phone: 'customer_phone',
  destinationCountry: 'tracking_destination_country',
  shipDate: 'tracking_ship_date',
  accountNumber: 'tracking_account_number',
} as const satisfies Record<InputField, string>

/** A tracking as the verbs answer it. */
export type View = Awaited<ReturnType<Services['trackings']['get']>>

const NO_MILESTONES: Milestones = {
  ItemReceived: null,
  ItemDispatched: null,
  DepartfromAirport: null,
  ArrivalfromAbroad: null,
  CustomsClearance: null,
  DestinationArrived: null,
}

/** `2021-01-16T17:21:43+00:00`: with offset, without a fraction. */
function isoTime(at: Instant, zone: Zone): string {
  return new Date(at + zone.minutes * 60_000).toISOString().slice(0, 19) + zone.text
}

/** `2018-04-01 10:08` on the wall clock of the zone; null for null. */
function wallTime(at: Instant | null, zone: Zone): string | null {
  return at === null ? null : isoTime(at, zone).slice(0, 16).replace('T', ' ')
}

/** Whole days on the way and since the last event; null before the first one. What else is shown does not change by the passing of time. */
export interface Days {
  itemTimeLength: number | null
  stayTimeLength: number | null
}

export function daysOf({ tracking: { state } }: View, now: Instant): Days {
  return { itemTimeLength: daysInTransit(state, now), stayTimeLength: daysSinceLastEvent(state, now) }
}

/** One created tracking, alone or in a batch. Keys, nulls and the number `0` as recorded from the hosted API. */
export function presentCreated({ tracking }: View, { zone }: Door): object {
  const { details } = tracking
  return {
    id: idToHex(tracking.id),
    tracking_number: tracking.shownNumber,
    carrier_code: tracking.carrier,
    order_create_time: details.orderCreatedAt === null ? 0 : Math.floor(details.orderCreatedAt / 1000),
    status: apiStatus(shownStatus(tracking).status),
    created_at: isoTime(tracking.createdAt, zone),
    customer_email: details.customerEmail,
    customer_name: details.customerName,
    customer_phone: details.customerPhone,
    order_id: details.orderId,
    comment: details.comment,
    title: details.title,
    logistics_channel: details.logisticsChannel,
    destination: details.destinationCountry ?? '',
  }
}

/**
 * The answer to PUT. Key order as documented. `archived` and `status` come back as strings when the request carried them; otherwise
 * `archived` is left out, since typed clients expect a boolean there, and `status` is the name.
 */
export function presentUpdated({ tracking, freshness }: View, sent: { archived?: boolean; status?: number }, { zone }: Door): object {
  const { details } = tracking
  return {
    id: idToHex(tracking.id),
    tracking_number: tracking.shownNumber,
    carrier_code: tracking.carrier,
    created_at: isoTime(tracking.createdAt, zone),
    updated_at: checkedAt(freshness.lastCheckedAt, zone),
    customer_email: details.customerEmail ?? '',
    customer_name: details.customerName,
    order_id: details.orderId,
    title: details.title ?? '',
    destination_code: details.destinationCountry ?? '',
    customer_phone: details.customerPhone,
    ...(sent.archived === undefined ? {} : { archived: String(sent.archived) }),
    status: sent.status === undefined ? apiStatus(shownStatus(tracking).status) : String(sent.status),
    logistics_channel: details.logisticsChannel,
  }
}

/** One item of a list. */
export function presentListed(view: View, door: Door): object {
  const { tracking, freshness } = view
  const { details, state } = tracking
  const { status, sub } = shownStatus(tracking)
  return {
    id: idToHex(tracking.id),
    tracking_number: tracking.shownNumber,
    carrier_code: tracking.carrier,
    status: apiStatus(status),
    track_update: freshness.nextCheckAt !== null,
    created_at: isoTime(tracking.createdAt, door.zone),
    updated_at: checkedAt(freshness.lastCheckedAt, door.zone),
    order_create_time: wallTime(details.orderCreatedAt, door.zone),
    customer_email: details.customerEmail ?? '',
    title: details.title ?? '',
    order_id: details.orderId,
    comment: details.comment,
    customer_name: details.customerName,
    archived: tracking.archived,
    original_country: countryName(state.facts.originCountry),
    ...daysOf(view, door.clock.now()),
    service_code: state.facts.service ?? null,
    status_info: null,
    substatus: substatusWord(status, sub, door.dialect),
    ...legs(view, door),
    ...lastEvent(view),
  }
}

/** One tracking alone. `/v2` writes the e-mail address as an array here, and only here. */
export function presentSingle(view: View, days: Days, door: Words): object {
  const { tracking, freshness } = view
  const { details, state } = tracking
  const { status, sub } = shownStatus(tracking)
  const { origin_info, destination_info } = legs(view, door)
  return {
    id: idToHex(tracking.id),
    tracking_number: tracking.shownNumber,
    carrier_code: tracking.carrier,
    status: apiStatus(status),
    created_at: isoTime(tracking.createdAt, door.zone),
    updated_at: checkedAt(freshness.lastCheckedAt, door.zone),
    order_create_time: wallTime(details.orderCreatedAt, door.zone),
    customer_email:
      door.dialect.version === 1 ? (details.customerEmail ?? '') : details.customerEmail === null ? [] : [details.customerEmail],
    title: details.title ?? '',
    order_id: details.orderId,
    comment: details.comment,
    customer_name: details.customerName,
    archived: tracking.archived,
    original_country: countryName(state.facts.originCountry),
    destination_country: countryName(state.facts.destinationCountry ?? details.destinationCountry),
    ...days,
    origin_info,
    service_code: state.facts.service ?? null,
    status_info: null,
    substatus: substatusWord(status, sub, door.dialect),
    destination_info,
    ...lastEvent(view),
    freshness: freshnessOf(view, door),
  }
}

/** One item of a realtime answer. `orderTimeSent` is echoed in the caller's own format; undefined when the call had none. */
export function presentRealtime(view: View, orderTimeSent: unknown, door: Door): object {
  const { tracking } = view
  const { details, state } = tracking
  const { status } = shownStatus(tracking)
  return {
    id: idToHex(tracking.id),
    tracking_number: tracking.shownNumber,
    carrier_code: tracking.carrier,
    order_create_time: orderTimeSent ?? wallTime(details.orderCreatedAt, door.zone),
    status: apiStatus(status),
    original_country: countryName(state.facts.originCountry),
    destination_country: countryName(state.facts.destinationCountry ?? details.destinationCountry),
    ...daysOf(view, door.clock.now()),
    service_code: state.facts.service ?? null,
    ...legs(view, door),
    ...lastEvent(view),
    freshness: freshnessOf(view, door),
  }
}

function checkedAt(at: Instant | null, zone: Zone): string | null {
  return at === null ? null : isoTime(at, zone)
}

/**
 * Our one addition to the documented items. It is a single key at their end, in the answers about one tracking only: decoders of the
 * existing clients skip keys they do not know, and lists of 2,000 stay as small as they are.
 */
function freshnessOf({ tracking, freshness, checkpoints }: View, { zone }: Words): object {
  return {
    last_checked_at: checkedAt(freshness.lastCheckedAt, zone),
    last_changed_at: isoTime(tracking.changedAt, zone),
    next_check_at: checkedAt(freshness.nextCheckAt, zone),
    courier: freshness.courier ?? tracking.carrier,
    source: freshness.source,
    check_reason: freshness.checkReason,
    stale_because: freshness.staleBecause,
    needs: freshness.needs === null ? null : PARAMETERS[freshness.needs],
    status_reasons: shownReasons(tracking).map(({ effect, because, fingerprint }) => ({
      effect,
      because,
      event: fingerprint === null ? null : (checkpoints.find((checkpoint) => checkpoint.fingerprint === fingerprint)?.text ?? null),
    })),
  }
}

/** `lastEvent` is `StatusDescription,Details,Date`; both are `""` before the first event. */
function lastEvent({ tracking }: View): { lastEvent: string; lastUpdateTime: string } {
  const last = tracking.state.lastEvent
  return last === null
    ? { lastEvent: '', lastUpdateTime: '' }
    : { lastEvent: `${last.text},${last.place},${last.date}`, lastUpdateTime: last.date }
}

/**
 * The two halves of a journey. Events of the carrier of the last mile belong to the destination; without one its half is all null, and an
 * object all the same, since typed clients cannot read anything else.
 */
function legs({ tracking, freshness, checkpoints }: View, door: Words): { origin_info: object; destination_info: object } {
  const { milestones, facts } = tracking.state
  const second = facts.lastMile?.carrier ?? null
  const statuses = checkpointStatuses(checkpoints)
  const origin: object[] = []
  const destination: object[] = []
  checkpoints.forEach((checkpoint, i) => {
    const shown = statuses[i]
    if (!shown) return
    const item = presentCheckpoint(checkpoint, tracking.state.milestoneOf[checkpoint.fingerprint], {
      status: apiStatus(shown.status),
      substatus: substatusWord(shown.status, shown.sub, door.dialect),
    })
    ;(second !== null && second !== tracking.carrier && checkpoint.source === second ? destination : origin).push(item)
  })
  return {
    origin_info: {
      ReferenceNumber: facts.reference ?? null,
      ...milestones,
      ...carrierOf(freshness.courier ?? tracking.carrier, door),
      trackinfo: orNull(origin),
    },
    destination_info: { ...NO_MILESTONES, ...carrierOf(second, door), trackinfo: orNull(destination) },
  }
}

function carrierOf(
  code: string | null,
  { services }: Words,
): { weblink: string | null; phone: string | null; carrier_code: string | null } {
  const courier = code === null ? null : services.carriers.find(code)
  return { weblink: courier?.homepage || null, phone: courier?.phone || null, carrier_code: code }
}

function presentCheckpoint(
  { time, text, place }: Checkpoint,
  milestone: keyof Milestones | undefined,
  shown: { status: string; substatus: string | null },
): object {
  return {
    Date: displayLocal(time),
    StatusDescription: text,
    Details: place?.text ?? '',
    checkpoint_status: shown.status,
    substatus: shown.substatus,
    ...(milestone === undefined ? {} : { ItemNode: milestone }),
  }
}

function orNull(items: object[]): object[] | null {
  return items.length === 0 ? null : items
}

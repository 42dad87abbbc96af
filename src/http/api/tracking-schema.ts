import { Type } from 'typebox'
import { STATUSES, SUBSTATUSES } from '../../tracking/index.ts'
import { id, instant, nullable, object, oneOf } from './schemas.ts'

/** What trackings and their events are made of on the modern surface; the values come from `presentTracking` and `presentEvent` of services. */

export const STATUS = oneOf(STATUSES, 'A status set by hand stands before the computed one.')
export const SUBSTATUS = nullable(oneOf([...new Set(Object.values(SUBSTATUSES).flat())]))
const EVENT_STATUS = oneOf(['inforeceived', 'transit', 'pickup', 'delivered', 'undelivered', 'exception'])
const COUNTRY = nullable(Type.String({ description: 'ISO 3166-1 alpha-2.' }))
const NAMED = nullable(Type.String())
const AT = nullable(instant())
const LOCAL = nullable(Type.String({ description: '`YYYY-MM-DD HH:MM` as the clock at the place showed it.' }))

export const NEEDS = nullable(
  oneOf(
    ['postal_code', 'customer_phone', 'carrier_destination_country', 'ship_date', 'account_number'],
    'The field that the carrier asks for.',
  ),
)
export const STALE_BECAUSE = nullable(
  oneOf(
    ['rate_limited', 'carrier_down', 'needs_input', 'backed_off', 'no_credentials', 'invalid_number', 'forbidden', 'unsupported'],
    'Why the answer is not fresher.',
  ),
)
export const ETA = nullable(object({ from: NAMED, to: NAMED }, 'Eta'))

const Time = object(
  {
    raw: Type.String({ description: 'As the carrier wrote it.' }),
    local: Type.String({ description: 'Wall clock of the scan, `YYYY-MM-DDTHH:MM:SS`.' }),
    offset: NAMED,
    utc: nullable(Type.String({ description: 'Null where no zone is known.' })),
    basis: oneOf(['offset', 'utc', 'carrier_zone', 'at_location', 'unknown'], 'Where the zone comes from.'),
  },
  'CheckpointTime',
)

const Place = object({ text: Type.String(), city: NAMED, region: NAMED, postal_code: NAMED, country: COUNTRY }, 'Place')

export const Checkpoint = object(
  {
    id: Type.String({ description: 'The same in every look, language and order.' }),
    status: nullable(EVENT_STATUS),
    meaning: oneOf(['status', 'information', 'withdrawal', 'unknown'], 'What it does to the status of the parcel.'),
    substatus: SUBSTATUS,
    code: Type.String({ description: "The carrier's code." }),
    attribute: NAMED,
    text: Type.String({ description: "The carrier's words." }),
    place: nullable(Place),
    time: Time,
    source: Type.String({ description: 'Adapter that it came from.' }),
  },
  'Checkpoint',
)

const Reason = object(
  {
    effect: oneOf(['decides', 'ignored', 'withdrawn', 'information']),
    because: oneOf([
      'newest_event',
      'terminal_sticky',
      'returned_after_delivery',
      'return_delivery',
      'before_ship_date',
      'previous_parcel',
      'withdrawn_by_carrier',
      'unknown_code',
      'informational',
      'silence',
      'no_events',
      'manual',
    ]),
    checkpoint: nullable(Type.String({ description: 'Id of the checkpoint.' })),
  },
  'Reason',
)

const Freshness = object(
  {
    last_checked_at: AT,
    next_check_at: nullable(instant('Null: not asked any more.')),
    check_reason: oneOf(['new', 'news', 'near_delivery', 'quiet', 'pushed', 'pending', 'retry', 'waiting_for_setup', 'manual', 'ended']),
    stale_because: STALE_BECAUSE,
    needs: NEEDS,
    source: nullable(Type.String({ description: "Who is asked: the carrier's adapter or an aggregator's." })),
    reasons: Type.Array(Reason, { description: 'Why the status is what it is.' }),
  },
  'Freshness',
)

const Milestones = object(
  {
    item_received: LOCAL,
    item_dispatched: LOCAL,
    departed_origin: LOCAL,
    arrived_abroad: LOCAL,
    customs_cleared: LOCAL,
    destination_arrived: LOCAL,
  },
  'Milestones',
)

export const Tracking = object(
  {
    id: id('tracking'),
    number: Type.String(),
    carrier: Type.String({ description: 'Courier code.' }),
    courier: Type.String({ description: 'The courier that it turned out to be.' }),
    status: STATUS,
    substatus: SUBSTATUS,
    is_manual: Type.Boolean({ description: 'The status was set by hand.' }),
    archived: Type.Boolean(),
    service: NAMED,
    origin_country: COUNTRY,
    arrival_country: COUNTRY,
    weight_kg: nullable(Type.Number()),
    eta: ETA,
    last_mile: nullable(object({ carrier: Type.String(), number: Type.String() }, 'LastMile')),
    is_return: Type.Boolean(),
    milestones: Milestones,
    freshness: Freshness,
    checkpoints: Type.Array(Checkpoint, { description: 'Newest first.' }),
    created_at: instant(),
    changed_at: instant('When status, checkpoints or details last changed.'),
    title: NAMED,
    order_id: NAMED,
    order_created_at: AT,
    comment: NAMED,
    logistics_channel: NAMED,
    destination_country: COUNTRY,
    customer_name: NAMED,
    customer_email: NAMED,
    customer_phone: NAMED,
    language: NAMED,
    ship_date: NAMED,
    postal_code: NAMED,
    account_number: NAMED,
    carrier_destination_country: COUNTRY,
    keep_carrier: Type.Boolean(),
  },
  'Tracking',
)

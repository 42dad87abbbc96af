/** The one set of statuses. The v1 API shows `inforeceived` as `notfound` with substatus `notfound001`. */
export const STATUSES = [
  'pending',
  'notfound',
  'inforeceived',
  'transit',
  'pickup',
  'delivered',
  'undelivered',
  'exception',
  'expired',
] as const
export type Status = (typeof STATUSES)[number]

/** What a carrier's event says. `expired`, `pending` and `notfound` are the engine's words, never a carrier's. */
export type EventStatus = 'inforeceived' | 'transit' | 'pickup' | 'delivered' | 'undelivered' | 'exception'

/** Finer words under each event status. Doors translate them to `transit001` and the like. */
export const SUBSTATUSES = {
  inforeceived: ['created', 'label_created', 'pickup_scheduled'],
  transit: [
    'in_transit',
    'accepted',
    'departed_hub',
    'arrived_hub',
    'arrived_destination',
    'arrived_destination_country',
    'customs_processing',
    'customs_cleared',
    'delayed',
    'forwarded',
    'handed_over',
    'misrouted',
    'renumbered',
    'departed_origin_country',
  ],
  pickup: ['out_for_delivery', 'ready_for_pickup', 'pickup_expiring'],
  delivered: ['delivered', 'delivered_collected', 'delivered_signed', 'delivered_other', 'partially_delivered'],
  undelivered: ['failed_attempt', 'refused', 'address_issue'],
  exception: [
    'on_hold',
    'address_issue',
    'cancelled',
    'customs_held',
    'damaged',
    'destroyed',
    'lost',
    'pickup_failed',
    'rejected',
    'returned_to_sender',
    'returning',
    'seized',
    'storage_expired',
    'unclaimed',
  ],
} as const satisfies Record<EventStatus, readonly string[]>
export type Substatus = (typeof SUBSTATUSES)[EventStatus][number]

import type { MeaningCode } from './codes.ts'
import type { City, Leg } from './events.ts'

const HOUR = 60

/** The whole way from the label to the door, six days long and over an hour before the start. */
export const WAY: readonly Leg[] = [
  { minute: -150 * HOUR, code: 'inforeceived/label_created', city: 'shenzhen' },
  { minute: -144 * HOUR, code: 'transit/accepted', city: 'shenzhen' },
  { minute: -132 * HOUR, code: 'transit/departed_origin_country', city: 'guangzhou' },
  { minute: -108 * HOUR, code: 'transit/arrived_destination_country', city: 'moscow' },
  { minute: -96 * HOUR, code: 'transit/customs_cleared', city: 'moscow' },
  { minute: -90 * HOUR, code: 'transit/departed_hub', city: 'moscow' },
  { minute: -48 * HOUR, code: 'transit/arrived_hub', city: 'yekaterinburg' },
  { minute: -20 * HOUR, code: 'transit/arrived_destination', city: 'novosibirsk' },
  { minute: -5 * HOUR, code: 'pickup/out_for_delivery', city: 'novosibirsk' },
  { minute: -HOUR, code: 'delivered/delivered', city: 'novosibirsk' },
]

/** Legs of the way that lie behind a parcel when it meets the event, and where it meets it. By code, else by status. */
const BEFORE: Readonly<Record<string, { legs: number; city: City }>> = {
  inforeceived: { legs: 1, city: 'shenzhen' },
  transit: { legs: 4, city: 'moscow' },
  pickup: { legs: 8, city: 'novosibirsk' },
  delivered: { legs: 9, city: 'novosibirsk' },
  undelivered: { legs: 9, city: 'novosibirsk' },
  exception: { legs: 8, city: 'novosibirsk' },
  'inforeceived/created': { legs: 0, city: 'shenzhen' },
  'transit/in_transit': { legs: 7, city: 'yekaterinburg' },
  'transit/handed_over': { legs: 8, city: 'novosibirsk' },
  'exception/cancelled': { legs: 1, city: 'shenzhen' },
  'exception/pickup_failed': { legs: 1, city: 'shenzhen' },
  'exception/rejected': { legs: 1, city: 'shenzhen' },
  'exception/customs_held': { legs: 4, city: 'moscow' },
  'exception/seized': { legs: 4, city: 'moscow' },
}

/** Ends that need more than one event after the common way. */
const OWN: Readonly<Partial<Record<MeaningCode, readonly Leg[]>>> = {
  'exception/returning': [...WAY.slice(0, 8), refused(-19), { minute: -3 * HOUR, code: 'exception/returning', city: 'novosibirsk' }],
  'exception/returned_to_sender': [
    ...WAY.slice(0, 4),
    refused(-90),
    { minute: -80 * HOUR, code: 'exception/returning', city: 'moscow' },
    { minute: -2 * HOUR, code: 'exception/returned_to_sender', city: 'shenzhen' },
  ],
  'pickup/pickup_expiring': [
    ...WAY.slice(0, 7),
    { minute: -40 * HOUR, code: 'pickup/ready_for_pickup', city: 'novosibirsk' },
    { minute: -2 * HOUR, code: 'pickup/pickup_expiring', city: 'novosibirsk' },
  ],
  'delivered/delivered_collected': [
    ...WAY.slice(0, 8),
    { minute: -18 * HOUR, code: 'pickup/ready_for_pickup', city: 'novosibirsk' },
    { minute: -HOUR, code: 'delivered/delivered_collected', city: 'novosibirsk' },
  ],
}

/** A complete and believable history that ends with the event `code`, oldest first, all of it before the start. */
export function historyTo(code: MeaningCode): readonly Leg[] {
  const own = OWN[code]
  if (own) return own
  const at = WAY.findIndex((leg) => leg.code === code)
  if (at !== -1) return WAY.slice(0, at + 1)
  const { legs, city } = BEFORE[code] ?? BEFORE[code.slice(0, code.indexOf('/'))] ?? { legs: 0, city: 'shenzhen' }
  return [...WAY.slice(0, legs), { minute: -2 * HOUR, code, city }]
}

function refused(hours: number): Leg {
  return { minute: hours * HOUR, code: 'undelivered/refused', city: 'novosibirsk' }
}

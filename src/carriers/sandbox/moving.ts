import type { MeaningCode } from './codes.ts'
import type { City, Leg } from './events.ts'
import { WAY } from './histories.ts'

// AfterShip's own limits: up to 10 checkpoints, 1 to 20 minutes between them.
const PLAN = /^((?:[ITODEFA](?:\d{3})?){1,10})-(\d{1,2})-\d{1,40}$/
const STEP = /([ITODEFA])(\d{3})?/g
const MAX_MINUTES = 20
/** The sample of TrackingMore's `test-carrier` is 1939155131; every number of ten digits moves like it. */
const TEN_DIGITS = /^\d{10}$/
const TEN_DIGITS_MINUTES = 3

/** AfterShip's letters; the three digits are its substatus numbers (docs.aftership.com, delivery sub-statuses), `001` being the default. */
const LETTERS: Readonly<Record<string, Readonly<Record<string, MeaningCode>>>> = {
  I: { '001': 'inforeceived/label_created' },
  T: {
    '001': 'transit/in_transit',
    '002': 'transit/accepted', // acceptance scan
    '003': 'transit/arrived_hub', // arrival scan
    '004': 'transit/arrived_destination_country',
    '005': 'transit/customs_cleared',
    '006': 'transit/departed_hub', // item dispatched
    '007': 'transit/departed_hub', // departure scan
    '009': 'transit/forwarded',
  },
  O: { '001': 'pickup/out_for_delivery' },
  A: { '001': 'pickup/ready_for_pickup' },
  D: {
    '001': 'delivered/delivered',
    '002': 'delivered/delivered_collected', // picked up by the customer
    '003': 'delivered/delivered_signed', // signed by the customer
    '005': 'delivered/delivered_other', // to a neighbour
  },
  F: { '001': 'undelivered/failed_attempt' },
  E: {
    '001': 'exception/on_hold',
    '002': 'exception/address_issue', // customer moved
    '003': 'exception/rejected', // customer refused
    '004': 'exception/customs_held', // delayed by customs
    '007': 'exception/address_issue', // incorrect address
    '008': 'exception/pickup_failed', // pick-up missed
    '009': 'exception/rejected', // by the carrier
    '010': 'exception/returning',
    '011': 'exception/returned_to_sender',
    '012': 'exception/damaged',
    '013': 'exception/lost',
  },
}
const ROAD: readonly City[] = ['guangzhou', 'moscow', 'yekaterinburg', 'novosibirsk']

/** The plan of a number that moves: its first leg is at minute 0, the registration. Null: not such a number. */
export function planOf(number: string): readonly Leg[] | null {
  if (TEN_DIGITS.test(number)) return WAY.map((leg, index) => ({ ...leg, minute: index * TEN_DIGITS_MINUTES }))
  const [, letters = '', every = ''] = PLAN.exec(number) ?? []
  const minutes = Number(every)
  if (letters === '' || minutes < 1 || minutes > MAX_MINUTES) return null
  const legs: Leg[] = []
  let roads = 0
  for (const [, letter = '', sub = '001'] of letters.matchAll(STEP)) {
    const city = cityOf(letter, roads)
    if (letter === 'T') roads++
    legs.push({ minute: legs.length * minutes, code: codeOf(letter, sub), city })
  }
  return legs
}

function codeOf(letter: string, sub: string): MeaningCode {
  const meanings = LETTERS[letter]
  return meanings?.[sub] ?? meanings?.['001'] ?? 'transit/in_transit'
}

function cityOf(letter: string, roads: number): City {
  if (letter === 'I') return 'shenzhen'
  return letter === 'T' ? (ROAD[Math.min(roads, ROAD.length - 1)] ?? 'novosibirsk') : 'novosibirsk'
}

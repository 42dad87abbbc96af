import type { Instant } from '../../src/base/index.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MINUTE_MS = 60_000

/** What becomes of a parcel. `unknown`: the carrier never hears of it; `silent`: it moved long ago and does not any more. */
export type Fate = 'delivered' | 'returned' | 'unknown' | 'announced' | 'silent'

export interface Event {
  code: string
  at: Instant
}

export interface Parcel {
  index: number
  number: string
  /** Index of its carrier. */
  carrier: number
  fate: Fate
  registeredAt: Instant
  /** Oldest first. */
  events: Event[]
  /** What is known about it when the last event is known. */
  status: string
  sub: string | null
}

const ENDS: Readonly<Record<Fate, { status: string; sub: string | null }>> = {
  delivered: { status: 'delivered', sub: 'delivered' },
  returned: { status: 'exception', sub: 'returned_to_sender' },
  unknown: { status: 'notfound', sub: null },
  announced: { status: 'inforeceived', sub: 'created' },
  silent: { status: 'expired', sub: null },
}

/** The same sequence for the same seed: sfc32. */
export function sequence(seed: number): () => number {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

export interface JourneysOptions {
  parcels: number
  start: Instant
  /** Days over which parcels are registered. */
  registerDays: number
  /** For each carrier, whether it is a postal operator, whose parcels expire later. */
  post: readonly boolean[]
  seed: number
}

/** Parcels in the order of their registration. Of 100: 84 delivered after 3 to 20 days, 5 returned, 4 unknown, 4 announced only, 3 silent. */
export function makeParcels({ parcels, start, registerDays, post, seed }: JourneysOptions): Parcel[] {
  const random = sequence(seed)
  const times = Array.from({ length: parcels }, () => registrationTime(random, start, registerDays)).toSorted((a, b) => a - b)
  return times.map((registeredAt, index) => {
    const carrier = index % post.length
    const fate = fateOf(random())
    const events = eventsOf(fate, registeredAt, post[carrier] === true, random)
    return { index, number: `M${String(index).padStart(8, '0')}`, carrier, fate, registeredAt, events, ...ENDS[fate] }
  })
}

/** Merchants register from 8 to 20 o'clock. */
function registrationTime(random: () => number, start: Instant, days: number): Instant {
  return start + Math.floor(random() * days) * DAY_MS + Math.floor((8 + random() * 12) * HOUR_MS)
}

function fateOf(share: number): Fate {
  if (share < 0.84) return 'delivered'
  if (share < 0.89) return 'returned'
  if (share < 0.93) return 'unknown'
  return share < 0.97 ? 'announced' : 'silent'
}

function eventsOf(fate: Fate, registeredAt: Instant, isPost: boolean, random: () => number): Event[] {
  const after = (hours: number): Instant => minute(registeredAt + hours * HOUR_MS)
  if (fate === 'unknown') return []
  if (fate === 'announced') return [{ code: 'NEW', at: after(random() * 6) }]
  // 30 days of silence (60 for post) end within the simulation.
  if (fate === 'silent') return [{ code: 'IN', at: after(-24 * ((isPost ? 42 : 12) + random() * 10)) }]
  const hours = 24 * (3 + random() * 17)
  const events = [
    { code: 'NEW', at: after(-1) },
    { code: 'IN', at: after(4 + random() * 20) },
  ]
  for (let at = 28; at < hours - 14; at += 12 + random() * 36) events.push({ code: 'HUB', at: after(at) })
  events.push({ code: 'OUT', at: after(hours - 3 - random() * 6) })
  if (fate === 'delivered') return [...events, { code: 'OK', at: after(hours) }]
  return [...events, { code: 'TRY', at: after(hours) }, { code: 'BACK', at: after(hours + 20) }, { code: 'HOME', at: after(hours + 60) }]
}

function minute(at: Instant): Instant {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS
}

export { DAY_MS, HOUR_MS, MINUTE_MS }

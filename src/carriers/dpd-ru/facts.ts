import type { Facts } from '../../tracking/index.ts'
import type { RawEvent } from '../carrier.ts'
import { childText, num, type XmlElement } from '../kit/index.ts'

/** One state of one parcel of the order. */
export interface State {
  event: RawEvent
  parcel: string
  /** Of the pickup: a number is unique within it. Empty when it is not told. */
  year: string
  element: XmlElement
}

// DPD takes parcels of up to 1 t.
const MAX_KG = 10_000

/** What the states tell besides what happened, each from the latest that tells it, so that the order of the answer does not matter. */
export function factsOf(states: readonly State[], isReturn: boolean): Facts {
  const key = ({ event }: State): string => `${event.time.local}|${event.code}|${event.attr ?? ''}`
  const latest = states.toSorted((a, b) => (key(a) < key(b) ? 1 : -1))
  const facts: Facts = {}
  const planned = first(latest, ({ element }) => /^\d{4}-\d\d-\d\d/.exec(childText(element, '', 'planDeliveryDate') ?? '')?.[0])
  if (planned !== undefined) facts.eta = { to: planned }
  const weight = weightOf(latest)
  if (weight !== undefined) facts.weightKg = weight
  const reference = first(latest, ({ element }) => childText(element, '', 'clientOrderNr')?.slice(0, 64))
  if (reference !== undefined) facts.reference = reference
  if (isReturn) facts.isReturn = true
  return facts
}

/** Kilograms of the order, else of its parcels together; tracing1-1 tells either or neither. */
function weightOf(latest: readonly State[]): number | undefined {
  const kilograms = (name: string) => (state: State) => {
    const weight = num(childText(state.element, '', name))
    return weight !== undefined && weight > 0 && weight <= MAX_KG ? weight : undefined
  }
  const order = first(latest, kilograms('orderPhysicalWeight'))
  if (order !== undefined) return order
  const parcels = [...new Set(latest.map(({ parcel }) => parcel))].map((parcel) =>
    first(
      latest.filter((state) => state.parcel === parcel),
      kilograms('parcelPhysicalWeight'),
    ),
  )
  const sum = parcels.reduce<number>((all, weight) => all + (weight ?? 0), 0)
  return sum > 0 ? Math.round(sum * 1000) / 1000 : undefined
}

function first<T>(states: readonly State[], read: (state: State) => T | undefined): T | undefined {
  for (const state of states) {
    const value = read(state)
    if (value !== undefined) return value
  }
  return undefined
}

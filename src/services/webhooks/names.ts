import { idToHex } from '../../base/index.ts'

/** `webhook-id` and the id in the modern form: `evt_` and 32 hex digits. */
export function eventName(eventId: string): string {
  return `evt_${idToHex(eventId)}`
}

/** The event's UUID; null for a text of another shape. */
export function eventIdOf(name: string): string | null {
  const [, a, b, c, d, e] = /^evt_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(name) ?? []
  return e === undefined ? null : `${a}-${b}-${c}-${d}-${e}`
}

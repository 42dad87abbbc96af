import type { Instant } from '../base/index.ts'
import type { Moment } from './journey.ts'

export const DAY_MS = 86_400_000

/** A moment on the wire: the instant and the offset of the place, in minutes. */
export interface LocalTime {
  utc: Instant
  offsetMinutes: number
}

/** `+05:30` → 330. */
function offsetMinutes(offset: string): number {
  const sign = offset.startsWith('-') ? -1 : 1
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)))
}

const RELATIVE = /^([+-]\d{1,3})d (\d\d):(\d\d)$/

/** Whether a moment is counted in days of the place. */
export function isInDays(moment: Moment): boolean {
  return typeof moment === 'string' && RELATIVE.test(moment)
}

/** The instant of a moment of a journey that started at `start`, at a place with this offset. */
export function resolve(moment: Moment, start: Instant, offset: string): LocalTime {
  const minutes = offsetMinutes(offset)
  if (typeof moment === 'number') return { utc: start + Math.round(moment * 1000), offsetMinutes: minutes }
  const relative = RELATIVE.exec(moment)
  if (!relative) return { utc: Date.parse(moment), offsetMinutes: moment.endsWith('Z') ? 0 : offsetMinutes(moment.slice(-6)) }
  const localMidnight = Math.floor((start + minutes * 60_000) / DAY_MS) * DAY_MS - minutes * 60_000
  const [, days, hour, minute] = relative
  return { utc: localMidnight + Number(days) * DAY_MS + Number(hour) * 3_600_000 + Number(minute) * 60_000, offsetMinutes: minutes }
}

/** `2026-03-01T09:05:00`, the wall clock at the place. */
export function wallClock(time: LocalTime): string {
  return new Date(time.utc + time.offsetMinutes * 60_000).toISOString().slice(0, 19)
}

/** `+03:00`, or `+0300` with an empty separator. */
export function offsetText(time: LocalTime, separator = ':'): string {
  const absolute = Math.abs(time.offsetMinutes)
  return `${time.offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}${separator}${pad(absolute % 60)}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

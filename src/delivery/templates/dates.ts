import type { Instant } from '../../base/index.ts'
import type { Language } from '../channel.ts'
import type { Words } from './words.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU', zh: 'zh-CN' }
const STAMP = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** Around a dash; not every program has a sign for them. */
const THIN_SPACES = /[\u2009\u202f]/g

interface Moment {
  /** Of the wall clock that is shown, read as UTC. */
  local: number
  hasTime: boolean
}

/** Dates as a person of the language writes them, on the wall clock of `timeZone`. */
export interface Dates {
  /** 2 December, 18:00. */
  instant(at: Instant): string
  /** A day or time as carriers give it: what has an offset is shown in the zone, what has none as it stands. Null: not a date. */
  stamp(text: string): string | null
  /** 28–30 November; by 28 November. Null: nothing known. */
  range(eta: { from: string | null; to: string | null }, words: Pick<Words, 'from' | 'until'>): string | null
}

/** @param timeZone an IANA name; UTC is taken where this machine knows none of that name */
export function createDates(language: Language, timeZone: string): Dates {
  const day = formatter(language, { day: 'numeric', month: 'long' })
  const time = formatter(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const local = wallClock(timeZone)
  const comma = language === 'zh' ? ' ' : ', '
  const show = ({ local: at, hasTime }: Moment): string => (hasTime ? `${day.format(at)}${comma}${time.format(at)}` : day.format(at))
  // Of two days Chinese formatting makes 11/28 – 12/2, which reads as a fraction.
  const days = (from: number, to: number): string =>
    language === 'zh' && !isSameDay(from, to)
      ? `${day.format(from)}至${day.format(to)}`
      : day.formatRange(from, to).replaceAll(THIN_SPACES, ' ')
  return {
    instant: (at) => show({ local: local(at), hasTime: true }),
    stamp: (text) => {
      const moment = read(text, local)
      return moment === null ? null : show(moment)
    },
    range: ({ from, to }, words) => {
      const start = from === null ? null : read(from, local)
      const end = to === null ? null : read(to, local)
      if (start === null) return end === null ? null : words.until(show(end))
      if (end === null) return words.from(show(start))
      if (end.local <= start.local) return show(start)
      const hours = start.hasTime && end.hasTime && isSameDay(start.local, end.local)
      return hours ? `${show(start)}–${time.format(end.local)}` : days(start.local, end.local)
    },
  }
}

/** Everything is formatted as UTC: days without a time must not move, and what has a zone was moved into it before. */
function formatter(language: Language, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LOCALES[language], { ...fields, timeZone: 'UTC' })
}

function isSameDay(a: number, b: number): boolean {
  return Math.floor(a / 86_400_000) === Math.floor(b / 86_400_000)
}

/** What a clock of the zone shows at an instant, as the milliseconds of that reading taken for UTC. */
function wallClock(timeZone: string): (at: Instant) => number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: isKnown(timeZone) ? timeZone : 'UTC',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const value = new Map(parts.formatToParts(at).map((part) => [part.type, Number(part.value)]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => value.get(type) ?? 0
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
  }
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).format(0) !== ''
  } catch {
    return false
  }
}

function read(text: string, local: (at: Instant) => number): Moment | null {
  const match = STAMP.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, offset] = match
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0))
  const at = new Date(wall)
  // No calendar has a 31 February.
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day) || Number(hour ?? 0) > 23) return null
  return { local: offset === undefined ? wall : local(wall - minutesOf(offset) * 60_000), hasTime: hour !== undefined }
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  return offset.startsWith('-') ? -minutes : minutes
}

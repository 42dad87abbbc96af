import { normaliseNumber } from '../../base/index.ts'
import type { Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { TEXTS } from './texts.ts'

/** The whole country's since March 2024; before that the offices of the west were an hour behind. */
export const ZONE = 'Asia/Almaty'
const FORMATS = ['dd.MM.yyyy HH:mm:ss', 'dd.MM.yyyy HH:mm']
const MAX_DAYS = 200
// An item that came from abroad has about 40.
const MAX_EVENTS = 500
const UPU_CODE = /^E[DMX][A-Z]$/
const MISSING = /не найден|не существует|отсутству|нет данных|нет информации|not found|табылма/i

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, { ref, number }: TrackItem): Outcome {
  const failed = httpOutcome(answer, ref, 'none')
  if (failed) return failed
  // There are no codes of errors: the words decide.
  const error = str(path(body, 'error'), 64)
  if (error !== undefined) return { kind: MISSING.test(error) ? 'notFound' : 'temporary', ref, carrierCode: error }
  const days = list(path(body, 'events'))
  if (!days) return { kind: 'schemaDrift', ref, path: 'events' }
  // Somebody else's item is never shown.
  const shown = str(path(body, 'trackid'), 64)
  if (shown !== undefined && normaliseNumber(shown) !== normaliseNumber(number)) return { kind: 'schemaDrift', ref, path: 'trackid' }
  if (days.length === 0) return { kind: 'notFound', ref }
  const events = days
    .slice(0, MAX_DAYS)
    .flatMap((day) => (list(path(day, 'activity')) ?? []).slice(0, MAX_EVENTS).map((one) => eventOf(one, str(path(day, 'date'), 16))))
    .filter((event) => event !== null)
    .slice(0, MAX_EVENTS)
  return events.length === 0 ? { kind: 'schemaDrift', ref, path: 'events[].activity[]' } : { kind: 'found', ref, events, facts: {} }
}

/** Null without a code or a readable time. The first of the codes is that of the event. */
function eventOf(activity: unknown, day: string | undefined): RawEvent | null {
  const code = str(path(activity, 'status', 0), 32)
  const clock = str(path(activity, 'time'), 16)
  if (code === undefined || day === undefined || clock === undefined) return null
  const raw = `${day} ${clock}`
  // Codes of the UPU come from either end of the way, with the clock of a place that is not told.
  const time = UPU_CODE.test(code) ? localTime(raw, FORMATS) : zonedTime(raw, { zone: ZONE, formats: FORMATS })
  if (time === null) return null
  const place = placeOf(activity)
  return { code, text: TEXTS.get(code) ?? code, time, ...(place === undefined ? {} : { place }) }
}

/** `Алматы, ОПС-1`. No country: offices abroad are listed alike. */
function placeOf(activity: unknown): Place | undefined {
  const city = str(path(activity, 'city'), 100)
  const office = str(path(activity, 'name'), 100)
  const text = [city, office === city ? undefined : office].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  const index = str(path(activity, 'zip'), 16) ?? str(path(activity, 'dep_code'), 16)
  const postalCode = index !== undefined && /^\d{6}$/.test(index) ? index : undefined
  return { text, ...(city === undefined ? {} : { city }), ...(postalCode === undefined ? {} : { postalCode }) }
}

import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, clip, httpOutcome, list, num, parseJson, path, str, throttled, zonedTime } from '../kit/index.ts'
import { codeOf } from './codes.ts'

// A parcel that came back has about 20.
const MAX_STATUSES = 500
// Boxberry takes parcels of up to 31 kg; the rest keeps nonsense out.
const MAX_KG = 1_000
/** Written are `2020-05-17 09:32:06` and `2019-05-01T00:56:12`; ListStatusesFull writes `26.12.2020 12:23`. Moscow time, says ListStatuses. */
const TIMES = { zone: 'Europe/Moscow', formats: ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss'] }

/** What a refusal's text speaks of, in the order that it is looked for. Boxberry has no codes for them. */
const REFUSALS = [
  ['throttled', ['лимит', 'слишком част', 'слишком много', 'too many', 'limit']],
  // `ваша учетная запись заблокирована` is one of them.
  ['badCredentials', ['токен', 'token', 'учетн', 'авториз', 'нет доступа', 'доступ запрещ']],
  ['notFound', ['нет данных', 'не найден', 'не существует']],
] as const

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item, ctx))
}

function outcome(answer: CarrierAnswer, body: unknown, { ref }: TrackItem, ctx: CarrierContext): Outcome {
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const message = refusalOf(body)
  if (message !== undefined) return refused(answer, message, ref, ctx)
  const statuses = list(body) ?? list(path(body, 'statuses'))
  if (!statuses) return { kind: 'schemaDrift', ref, path: 'statuses' }
  const events = statuses
    .slice(0, MAX_STATUSES)
    .map(eventOf)
    .filter((event) => event !== null)
  // Nobody has seen an empty list; an order that is known has at least the status of its creation.
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'statuses[].Date' }
  return { kind: 'found', ref, events, facts: factsOf(body) }
}

/** `{"err":"…"}`, `[{"err":"…"}]`, `{"err":true,"message":"…"}` and `{"error":true,"message":"…"}`, all of them with HTTP 200. */
function refusalOf(body: unknown): string | undefined {
  const holder = list(body)?.[0] ?? body
  const flags = [path(holder, 'err'), path(holder, 'error')]
  const text = flags.find((flag) => typeof flag === 'string' && bool(flag) === undefined)
  if (text !== undefined) return str(text) ?? 'err'
  return flags.some((flag) => bool(flag) === true) ? (str(path(holder, 'message')) ?? 'err') : undefined
}

function refused(answer: CarrierAnswer, message: string, ref: string, ctx: CarrierContext): Outcome {
  const words = message.toLowerCase().replaceAll('ё', 'е')
  const [kind] = REFUSALS.find(([, parts]) => parts.some((part) => words.includes(part))) ?? ['temporary' as const]
  const token = ctx.credential['token'] ?? ''
  // The address holds the token, and a refusal may quote it.
  const carrierCode = clip(token === '' ? message : message.replaceAll(token, '*'), 64)
  return kind === 'throttled' ? throttled(answer, ref) : { kind, ref, carrierCode }
}

/** Null without a wording or a readable time. */
function eventOf(status: unknown): RawEvent | null {
  const text = str(path(status, 'Name'), 200)
  const time = zonedTime(str(path(status, 'Date'), 48), TIMES)
  if (text === undefined || time === null) return null
  const place = placeOf(str(path(status, 'Comment')))
  return { code: codeOf(text), text, time, ...(place && { place }) }
}

/** `Москва (115478, Москва г, …)` is a pickup point: its city is taken. Other comments are free text that may hold anything, and are not read. */
function placeOf(comment: string | undefined): Place | undefined {
  const city = /^(\p{L}[\p{L} .-]{1,60}) \(\d{6},/u.exec(comment ?? '')?.[1]
  return city === undefined ? undefined : { text: city, city }
}

/** ListStatusesFull tells the weight. */
function factsOf(body: unknown): Facts {
  const weightKg = num(path(body, 'Weight'))
  return weightKg !== undefined && weightKg > 0 && weightKg <= MAX_KG ? { weightKg } : {}
}

import { Type, type Static, type TProperties } from 'typebox'
import { Value } from 'typebox/value'
import type { Clock, Instant } from '../base/index.ts'
import { wrong } from './journey.ts'
import type { Seen, SeenStep } from './world.ts'
import { html, type Desk, type Reply, type Speaker } from './wire.ts'

const seconds = Type.Number({ minimum: -1e7, maximum: 1e7 })
const field = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' })

function kind<Kind extends string, Extra extends TProperties>(name: Kind, extra: Extra) {
  return Type.Object(
    {
      kind: Type.Literal(name),
      ...extra,
      /** Answers that get it before it lifts itself; all by default. */
      times: Type.Optional(Type.Integer({ minimum: 1 })),
      /** Which answers: those of the token endpoint or the others (default `track`). */
      on: Type.Optional(Type.Union([Type.Literal('token'), Type.Literal('track')])),
    },
    { additionalProperties: false },
  )
}

const FaultSchema = Type.Union([
  /** Tokens given out so far are expired; a new one is good. Happens once. */
  kind('tokenExpired', {}),
  /** No token is good (Russian Post: no login is). */
  kind('tokenRefused', {}),
  /** FedEx: the rule of its token endpoint is on (3 hits a second for 5 s, or 1 for 2 min: 403 for 10 minutes). */
  kind('tokenRule', {}),
  kind('throttled', { retryAfterSeconds: Type.Optional(seconds) }),
  /** 403 for everything, 600 s long by default. */
  kind('penalty', { seconds: Type.Optional(seconds) }),
  kind('serverError', { status: Type.Optional(Type.Integer({ minimum: 500, maximum: 599 })) }),
  kind('okWithFault', {}),
  kind('loginPage', {}),
  kind('emptyBody', { status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })) }),
  kind('contentType', { value: Type.Optional(Type.String({ pattern: '^[ -~]{1,100}$' })) }),
  kind('gzipUnlabelled', {}),
  /** The first half of the body, as a whole HTTP answer. */
  kind('truncated', {}),
  kind('renamedField', { from: Type.Optional(field), to: Type.Optional(field) }),
  kind('extraField', {}),
  /** Events in another order. */
  kind('shuffled', {}),
  /** Every event twice, in another order. */
  kind('duplicated', {}),
  /** The carrier's clock, and the times of its events, are off by this. */
  kind('clockSkew', { seconds }),
  /** The body takes this long, in ten pieces. */
  kind('slowBody', { ms: Type.Number({ minimum: 0, maximum: 600_000 }) }),
  /** The connection is reset before the answer, or after so many bytes of the body. */
  kind('reset', { afterBytes: Type.Optional(Type.Integer({ minimum: 0 })) }),
])

/** What goes wrong at a carrier. One at a time for each carrier. */
export type Fault = Static<typeof FaultSchema>

/** @throws Error that names what is wrong. */
export function checkFault(value: unknown): Fault {
  if (Value.Check(FaultSchema, value)) return value
  throw wrong('fault', Value.Errors(FaultSchema, value)[0])
}

export interface FaultSwitch {
  set(fault: Fault | null): void
  current(): Fault | null
  /** The fault for an answer of this endpoint. Counts: a fault with `times` is used up. */
  take(endpoint: 'token' | 'track'): Fault | null
}

export function createFaultSwitch(clock: Clock): FaultSwitch {
  let active: { fault: Fault; since: Instant; left: number } | null = null

  function over(): boolean {
    if (!active) return true
    const { fault, since, left } = active
    return left <= 0 || (fault.kind === 'penalty' && clock.now() >= since + (fault.seconds ?? 600) * 1000)
  }

  return {
    set: (fault) => {
      active = fault && { fault: checkFault(fault), since: clock.now(), left: fault.times ?? Infinity }
    },
    current: () => (over() ? null : (active?.fault ?? null)),
    take: (endpoint) => {
      if (!active || over()) return null
      const { fault } = active
      const everywhere = fault.on === undefined && fault.kind === 'penalty'
      if (!everywhere && endpoint !== (fault.on ?? (fault.kind === 'tokenRule' ? 'token' : 'track'))) return null
      active.left -= 1
      return fault
    },
  }
}

/** The answer in place of the carrier's own, for faults that refuse; null for the others. */
export function refusal(active: Fault | null, speaker: Speaker, desk: Desk): Reply | null {
  if (active?.kind === 'throttled') {
    const reply = speaker.throttled(desk)
    return active.retryAfterSeconds === undefined ? reply : { ...reply, headers: { 'retry-after': String(active.retryAfterSeconds) } }
  }
  if (active?.kind === 'penalty') return speaker.penalty(desk)
  if (active?.kind === 'serverError') return speaker.failed(active.status ?? 500, desk)
  if (active?.kind === 'okWithFault') return speaker.okWithFault(desk)
  if (active?.kind === 'loginPage') return html(200, 'Sign in', 'Please sign in to continue.')
  return null
}

/** What the carrier sees of a number while the fault is on. */
export function bend(seen: Seen, active: Fault | null): Seen {
  const change = (next: (steps: SeenStep[]) => SeenStep[]): Seen => ({
    ...seen,
    parcels: seen.parcels.map((parcel) => ({ ...parcel, steps: next(parcel.steps) })),
  })
  if (active?.kind === 'shuffled') return change(shuffle)
  if (active?.kind === 'duplicated') return change((steps) => shuffle([...steps, ...steps]))
  if (active?.kind !== 'clockSkew') return seen
  const ms = active.seconds * 1000
  return change((steps) => steps.map((step) => ({ ...step, time: { ...step.time, utc: step.time.utc + ms } })))
}

/** The same other order every time: the odd places, then the even ones backwards. */
function shuffle<Item>(items: readonly Item[]): Item[] {
  return [...items.filter((_, i) => i % 2 === 1), ...items.filter((_, i) => i % 2 === 0).toReversed()]
}

/** The finished answer with what the fault does to its text and head. */
export function spoil(reply: Reply, active: Fault | null, speaker: Speaker): Reply {
  if (active?.kind === 'emptyBody') return { ...reply, status: active.status ?? 200, body: '' }
  if (active?.kind === 'contentType') return { ...reply, contentType: active.value ?? 'text/plain' }
  if (active?.kind === 'truncated') return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) }
  if (active?.kind === 'extraField') return { ...reply, body: addFields(reply.body) }
  if (active?.kind !== 'renamedField') return reply
  const from = active.from ?? speaker.keyField
  return { ...reply, body: rename(reply.body, from, active.to ?? `${from}Renamed`) }
}

function rename(body: string, from: string, to: string): string {
  // In XML an element after a prefix or without one, or an attribute.
  const xml = [':', '<', '</'].reduce(
    (all, before) => all.replaceAll(`${before}${from}>`, `${before}${to}>`).replaceAll(`${before}${from}/>`, `${before}${to}/>`),
    body.replaceAll(` ${from}="`, ` ${to}="`),
  )
  return xml.replaceAll(`"${from}":`, `"${to}":`)
}

/** Whether a part of XML, cut before each `<`, is an end tag and no text after it. */
function isEnd(part: string): boolean {
  return part.startsWith('/') && part.indexOf('>') === part.length - 1
}

/** The end tag `/ns:name>` after an element of our own; other parts as they are. */
function withExtra(part: string): string {
  const [end, prefix = ''] = /^\/([A-Za-z0-9]{1,40}:)?[^<>:]{1,200}>/.exec(part) ?? []
  return end === undefined ? part : `${prefix}LabExtra><${prefix}Deep>1</${prefix}Deep></${prefix}LabExtra><${part}`
}

function addFields(body: string): string {
  // At the end of every element that holds elements, with its prefix if it has one; and an attribute where data come as attributes.
  if (body.startsWith('<'))
    return body
      .replaceAll('<data name=', '<data lab-extra="1" name=')
      .split('<')
      .map((part, i, parts) => (isEnd(parts[i - 1] ?? '') ? withExtra(part) : part))
      .join('<')
  return body.replaceAll(/\{(?=")/g, '{"labExtra":{"deep":[1,null,"x"]},')
}

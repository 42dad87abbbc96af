import type { Carrier, Limit, Outcome, RawEvent } from '../../src/carriers/index.ts'
import type { Instant } from '../../src/base/index.ts'
import { DAY_MS, HOUR_MS } from './journeys.ts'

/** `down`: no answer or 503. `busy`: 429. `slow`: answers late or too late. `drift`: answers of another shape, and other tokens. */
export type TroubleKind = 'down' | 'busy' | 'slow' | 'drift'

export interface Trouble {
  kind: TroubleKind
  from: Instant
  to: Instant
}

export interface Member {
  carrier: Carrier
  /** Milliseconds from request to answer, from and to. */
  takes: readonly [number, number]
  trouble: Trouble | null
  /** Its day does not suffice for what merchants want to know. */
  scarce: boolean
}

const codes: Carrier['codes'] = new Map([
  ['NEW', { status: 'inforeceived', sub: 'created' }],
  ['IN', { status: 'transit', sub: 'accepted' }],
  ['HUB', { status: 'transit', sub: 'in_transit' }],
  ['OUT', { status: 'pickup', sub: 'out_for_delivery' }],
  ['OK', { status: 'delivered', sub: 'delivered' }],
  ['TRY', { status: 'undelivered', sub: 'failed_attempt' }],
  ['BACK', { status: 'exception', sub: 'returning' }],
  ['HOME', { status: 'exception', sub: 'returned_to_sender' }],
])

const token: Carrier['auth'] = {
  kind: 'token',
  request: ({ credential }) => ({ method: 'POST', path: '/token', body: credential['key'] ?? '' }),
  parse: ({ status, text, headers }) => {
    if (status === 429) return { kind: 'throttled', retryAfterSeconds: Number(headers['retry-after'] ?? 60) }
    if (status !== 200) return { kind: 'temporary', carrierCode: `http_${status}` }
    const { token: value, expires }: { token: string; expires: number } = JSON.parse(text)
    return { kind: 'token', value, expiresInSeconds: expires }
  },
}

interface Traits {
  type?: Carrier['type']
  auth?: Carrier['auth']
  batch: number
  limits: Limit[]
}

/** `POST /track {numbers}` → `{parcels: {number: [[code, instant], …] or null}}`. */
function makeCarrier(code: string, { type = 'express', auth = { kind: 'request' }, batch, limits }: Traits): Carrier {
  return {
    code,
    names: { en: code, ru: code, zh: code },
    country: 'DE',
    type,
    endpoint: `https://${code}.example`,
    homepage: '',
    auth,
    credentialFields: [{ name: 'key', secret: true, hint: '' }],
    batch: { max: batch },
    limits,
    time: { basis: 'offset' },
    visibility: 'any',
    languages: ['en'],
    codes,
    buildRequest: (items, ctx) => ({
      method: 'POST',
      path: '/track',
      headers: ctx.token === undefined ? {} : { authorization: ctx.token },
      body: JSON.stringify({ numbers: items.map(({ number }) => number) }),
    }),
    parse: ({ status, headers, text }, items) => {
      const all = (outcome: Failure): Outcome[] => items.map(({ ref }) => ({ ...outcome, ref }))
      const after = headers['retry-after']
      if (status === 401) return all({ kind: 'authExpired' })
      if (status === 429)
        return all({ kind: 'throttled', scope: 'second', ...(after === undefined ? {} : { retryAfterSeconds: Number(after) }) })
      if (status !== 200) return all({ kind: 'temporary', carrierCode: `http_${status}` })
      const { parcels }: { parcels?: Record<string, [string, Instant][] | null> } = JSON.parse(text)
      if (parcels === undefined) return all({ kind: 'schemaDrift', path: 'parcels' })
      return items.map(({ ref, number }) => {
        const events = parcels[number] ?? null
        return events === null ? { kind: 'notFound', ref } : { kind: 'found', ref, facts: {}, events: events.map(eventOf) }
      })
    },
  }
}

type WithoutRef<T> = T extends Outcome ? Omit<T, 'ref'> : never
type Failure = WithoutRef<Exclude<Outcome, { kind: 'found' }>>

function eventOf([code, at]: [string, Instant]): RawEvent {
  const utc = `${new Date(at).toISOString().slice(0, 19)}Z`
  return { code, text: code, time: { raw: utc, local: utc.slice(0, -1), offset: '+00:00', utc, basis: 'offset' } }
}

function day(requests: number, resetZone?: string): Limit {
  return { requests: Math.ceil(requests), per: 'day', ...(resetZone === undefined ? {} : { resetZone }) }
}

/**
 * Twelve carriers whose limits are of the kinds that real ones publish. Day limits grow with the number of parcels a carrier has, and one of
 * them is too small on purpose.
 */
export function makeFleet(parcelsEach: number, start: Instant): Member[] {
  const at = (days: number, hours: number, kind: TroubleKind, forHours: number): Trouble => {
    const from = start + days * DAY_MS + hours * HOUR_MS
    return { kind, from, to: from + forHours * HOUR_MS }
  }
  const member = (
    code: string,
    traits: Traits,
    { takes = [100, 600], trouble = null, scarce = false }: Partial<Omit<Member, 'carrier'>> = {},
  ): Member => ({ carrier: makeCarrier(code, traits), takes, trouble, scarce })
  return [
    member('five-a-second', { batch: 1, limits: [{ requests: 5, per: 'second' }] }),
    member('two-a-second', { batch: 10, limits: [{ requests: 2, per: 'second' }] }),
    member('twenty-in-ten', { type: 'globalpost', batch: 30, limits: [{ requests: 20, per: 10_000 }] }),
    member('token', {
      auth: token,
      batch: 30,
      limits: [
        { requests: 1_400, per: 10_000 },
        { requests: 1, per: 'second', scope: 'token' },
      ],
    }),
    member('sixty-a-minute', { type: 'globalpost', batch: 10, limits: [{ requests: 60, per: 'minute' }] }),
    member('day-of-shanghai', { batch: 100, limits: [day(12 * parcelsEach, 'Asia/Shanghai')] }),
    member('short-day', { batch: 1, limits: [{ requests: 10, per: 'second' }, day(4 * parcelsEach, 'Europe/Moscow')] }, { scarce: true }),
    member('three-limits', {
      batch: 1,
      limits: [{ requests: 3, per: 'second' }, { requests: 100, per: 'minute' }, day(24 * parcelsEach, 'America/New_York')],
    }),
    member('slow', { batch: 100, limits: [{ requests: 10, per: 'second' }] }, { takes: [500, 2_500], trouble: at(9, 3, 'slow', 12) }),
    member('down', { batch: 10, limits: [{ requests: 5, per: 'second' }] }, { trouble: at(8, 9, 'down', 6) }),
    member('busy', { batch: 1, limits: [{ requests: 10, per: 'second' }] }, { trouble: at(7, 14, 'busy', 1) }),
    member('drifting', { auth: token, batch: 30, limits: [{ requests: 50, per: 10_000 }] }, { trouble: at(10, 5, 'drift', 3) }),
  ]
}

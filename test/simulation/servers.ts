import type { Instant } from '../../src/base/index.ts'
import type { Limit } from '../../src/carriers/index.ts'
import type { Sent, Transport } from '../../src/net/index.ts'
import type { Member, TroubleKind } from './carriers.ts'
import type { SimulatedClock } from './clock.ts'
import type { Parcel } from './journeys.ts'
import { createMeter, type Meter } from './meter.ts'

const TOKEN_LIFE_SECONDS = 3_600
/** Answers come in steps of this, so that many share a jump of the clock. */
const STEP_MS = 50

/** Who is told what the carriers saw. */
export interface Witness {
  /** The carrier got the question about this parcel. */
  asked(index: number, at: Instant): void
  /** Its answer reached the asker. */
  answered(index: number, at: Instant): void
}

export interface Servers {
  transport: Transport
  /** By index of the carrier: how many requests came, and what each limit met. */
  meters: readonly { requests: number; tokens: number; limits: Meter[] }[]
}

export interface ServersOptions {
  fleet: readonly Member[]
  parcels: readonly Parcel[]
  clock: SimulatedClock
  random: () => number
  witness: Witness
}

/** Status, headers and text of an answer; null: the connection is refused. `told`: the parcels that it tells of. */
interface Reply {
  status: number
  headers?: Record<string, string>
  text: string
  told?: number[]
}

/** The carriers' side: they count for themselves, answer 429 to who asks too much, and have their troubles. */
export function createServers({ fleet, parcels, clock, random, witness }: ServersOptions): Servers {
  const servers = fleet.map((member) => createServer(member, { parcels, clock, random, witness }))
  const byOrigin = new Map(servers.map((server) => [server.origin, server]))
  return {
    meters: servers.map(({ meter }) => meter),
    transport: {
      send: async (address, { timeoutMs = 15_000, signal, body = '', headers = {} }) => {
        const { origin, pathname } = new URL(address)
        const server = byOrigin.get(origin)
        if (server === undefined) return { kind: 'network', detail: 'ENOTFOUND' }
        const cut = (): Sent | null => (signal?.aborted === true ? { kind: 'timeout', detail: 'cancelled' } : null)
        const takes = server.takes()
        const way = Math.floor(takes / 3)
        await clock.sleep(way, signal)
        if (signal?.aborted) return { kind: 'timeout', detail: 'cancelled' }
        const reply = server.receive(pathname, headers['authorization'], body)
        await clock.sleep(Math.min(takes, timeoutMs) - way, signal)
        const late = cut() ?? (takes > timeoutMs ? ({ kind: 'timeout', detail: 'headers' } as const) : null)
        if (late !== null) return late
        if (reply === null) return { kind: 'network', detail: 'ECONNREFUSED' }
        for (const index of reply.told ?? []) witness.answered(index, clock.now())
        return { kind: 'answer', answer: { status: reply.status, headers: reply.headers ?? {}, text: reply.text } }
      },
      close: () => Promise.resolve(),
    },
  }
}

interface Server {
  origin: string
  meter: Servers['meters'][number]
  takes(): number
  receive(path: string, authorization: string | undefined, body: string): Reply | null
}

function createServer(
  { carrier, takes: [least, most], trouble }: Member,
  { parcels, clock, random, witness }: Omit<ServersOptions, 'fleet'>,
): Server {
  const meter = { requests: 0, tokens: 0, limits: carrier.limits.map(createMeter) }
  let token = { value: '', since: Number.NEGATIVE_INFINITY, until: Number.NEGATIVE_INFINITY }
  const troubled = (): TroubleKind | null => {
    const now = clock.now()
    return trouble !== null && now >= trouble.from && now < trouble.to ? trouble.kind : null
  }
  const counts = (isToken: boolean): boolean =>
    carrier.limits
      .map((limit: Limit, i) => ((limit.scope === 'token') === isToken ? meter.limits[i]?.count(clock.now()) !== false : true))
      .every(Boolean)

  function giveToken(): Reply {
    meter.tokens++
    if (!counts(true)) return { status: 429, text: '' }
    const since = clock.now()
    token = { value: `t${meter.tokens}`, since, until: since + TOKEN_LIFE_SECONDS * 1_000 }
    return { status: 200, text: JSON.stringify({ token: token.value, expires: TOKEN_LIFE_SECONDS }) }
  }

  function tell(body: string): Reply {
    const { numbers }: { numbers: string[] } = JSON.parse(body)
    const now = clock.now()
    const told = numbers.map((number) => Number(number.slice(1)))
    for (const index of told) witness.asked(index, now)
    const entries = told.map((index) => {
      const { events = [] } = parcels[index] ?? {}
      const known = events.filter(({ at }) => at <= now)
      return [numbers[told.indexOf(index)], known.length === 0 ? null : known.map(({ code, at }) => [code, at])]
    })
    return { status: 200, text: JSON.stringify({ parcels: Object.fromEntries(entries) }), told }
  }

  return {
    origin: carrier.endpoint,
    meter,
    takes: () => {
      const [from, to] = troubled() === 'slow' ? [9_000, 20_000] : [least, most]
      return Math.ceil((from + random() * (to - from)) / STEP_MS) * STEP_MS
    },
    receive: (path, authorization, body) => {
      if (path === '/token') return giveToken()
      meter.requests++
      if (!counts(false)) return { status: 429, text: '' }
      const kind = troubled()
      if (kind === 'down') return random() < 0.5 ? null : { status: 503, text: '' }
      if (kind === 'busy') return { status: 429, text: '', headers: random() < 0.5 ? { 'retry-after': '60' } : {} }
      // A carrier that was changed does not know the tokens that it gave before.
      const isForgotten = kind === 'drift' && token.since < (trouble?.from ?? 0)
      if (carrier.auth.kind === 'token' && (isForgotten || authorization !== token.value || clock.now() >= token.until))
        return { status: 401, text: '' }
      return kind === 'drift' ? { status: 200, text: '{"result":{}}' } : tell(body)
    },
  }
}

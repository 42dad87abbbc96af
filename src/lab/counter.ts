import type { Clock, Instant } from '../base/index.ts'
import { bend, createFaultSwitch, refusal, spoil, type Fault } from './faults.ts'
import type { Instantly } from './instant.ts'
import { createTokenDesk, createTokenRule } from './tokens.ts'
import { type Ask, type Desk, type Reply, type Speaker } from './wire.ts'
import { see, type World } from './world.ts'

/** Requests kept for each carrier, and characters of each body. */
const MAX_RECORDS = 1_000
const MAX_RECORDED_BODY = 65_536
const PLACEHOLDER = 'LABNUMBERPLACEHOLDER'

export interface RecordedRequest {
  at: Instant
  method: string
  /** Below the carrier's mount, with the query. */
  path: string
  headers: Record<string, string>
  /** At most 65,536 characters. */
  body: string
  /** Tracking numbers asked for. */
  numbers: string[]
  /** Of the answer; null while it is held back, and where the connection was reset instead. */
  status: number | null
}

/** A finished answer, and what the transport must do to it. */
export interface Served {
  reply: Reply
  fault: Fault | null
  /** For the Date header; the carrier's clock may be off. */
  now: Instant
}

/** One carrier of the lab: protocol, tokens, faults, the hold, the record. */
export interface Counter {
  serve(ask: Ask, signal: AbortSignal): Promise<Served>
  tooLarge(): Reply
  fault(fault: Fault | null): void
  currentFault(): Fault | null
  hold(): void
  release(): void
  held(): boolean
  records(): RecordedRequest[]
}

export interface CounterOptions {
  speaker: Speaker
  clock: Clock
  world: World
  instant: Instantly | undefined
}

export function createCounter({ speaker, clock, world, instant }: CounterOptions): Counter {
  const tokens = createTokenDesk(speaker.code, clock, speaker.token?.seconds ?? 0)
  const tokenRule = createTokenRule(clock)
  const faults = createFaultSwitch(clock)
  const template =
    instant &&
    speaker.instant?.render(PLACEHOLDER, see(instant.journey ?? speaker.instant.journey, clock.now(), clock.now())).split(PLACEHOLDER)
  const records: RecordedRequest[] = []
  let gate: AbortController | null = null
  const notes = new Map<string, string>()
  let ids = 0

  function desk(active: Fault | null): Desk {
    return {
      now: () => clock.now() + (active?.kind === 'clockSkew' ? active.seconds * 1000 : 0),
      look: (number) => {
        const seen = world.look(speaker.code, number)
        return seen && bend(seen, active)
      },
      numbers: () => world.list().flatMap((entry) => (entry.carrier === speaker.code && entry.steps.seen > 0 ? [entry.number] : [])),
      instant: (number) => {
        const escaped = instant && number.startsWith(instant.prefix) ? speaker.instant?.escape(number) : undefined
        return template && escaped !== undefined ? template.join(escaped) : null
      },
      tokens,
      notes,
      refused: active?.kind === 'tokenRefused',
      nextId: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    }
  }

  function respond(ask: Ask, active: Fault | null): Reply {
    const here = desk(active)
    const refused = active?.kind === 'tokenRule' ? (tokenRule() ? speaker.penalty(here) : null) : refusal(active, speaker, here)
    return spoil(refused ?? speaker.respond(ask, here), active, speaker)
  }

  return {
    serve: async (ask, signal) => {
      const query = ask.query.size > 0 ? `?${ask.query.toString()}` : ''
      const { method, headers, body } = ask
      const record: RecordedRequest = {
        at: clock.now(),
        method,
        path: ask.path + query,
        headers,
        body: body.slice(0, MAX_RECORDED_BODY),
        numbers: [],
        status: null,
      }
      records.push(record)
      if (records.length > MAX_RECORDS) records.shift()
      if (gate) await firstOf(gate.signal, signal)
      const active = faults.take(ask.path === speaker.token?.path ? 'token' : 'track')
      const reply = respond(ask, active)
      record.numbers = reply.numbers ?? []
      if (active?.kind !== 'reset') record.status = reply.status
      return { reply, fault: active, now: desk(active).now() }
    },
    tooLarge: () => speaker.tooLarge(desk(null)),
    fault: (fault) => {
      const isToken = fault?.kind === 'tokenExpired' || fault?.kind === 'tokenRule' || fault?.on === 'token'
      if (isToken && speaker.token === null) throw new Error(`lab: ${speaker.code} has no tokens`)
      if (fault?.kind === 'tokenExpired') tokens.expireAll()
      else faults.set(fault)
    },
    currentFault: () => faults.current(),
    hold: () => {
      gate ??= new AbortController()
    },
    release: () => {
      gate?.abort()
      gate = null
    },
    held: () => gate !== null,
    records: () => structuredClone(records),
  }
}

/** Resolves when one of the signals has aborted. */
async function firstOf(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return
  await new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', resolve, { once: true })
  })
}

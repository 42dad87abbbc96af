import { onTestFinished, expect, test } from 'vitest'
import type { Carrier, Limit } from '../../src/carriers/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { type Answer, createEngine, type Engine } from '../../src/polling/index.ts'
import { createMemoryRows, type SharedRows } from '../../src/polling/shared.ts'
import {
  found,
  kinds,
  movedClock,
  type MovedClock,
  numbers,
  outcomes,
  question,
  silent,
  steady,
  testCarrier,
  tokenAuth,
  tokenFields,
  wire,
  type Reply,
  type Call,
  type Wire,
} from './support.ts'

interface Fleet {
  clock: MovedClock
  server: Wire
  rows: SharedRows
  engines: Engine[]
  /** A further process. */
  start: (holder: string) => Engine
  /** Each engine asks about its own numbers, one a request. */
  askAll: (count: number, withinMs: number) => Promise<Answer[]>
}

/** Several processes, one carrier and credential, one clock. */
async function fleet(size: number, carrier: Carrier, reply: (call: Call, count: number) => Reply | null | 'reset'): Promise<Fleet> {
  const clock = movedClock()
  const server = await wire(clock, reply)
  const rows = createMemoryRows()
  const start = (holder: string): Engine => {
    const transport = createTransport({ clock, log: silent, trustedOrigins: [server.url] })
    const engine = createEngine({
      transport,
      clock,
      random: steady,
      log: silent,
      carriers: () => carrier,
      endpointFor: () => server.url,
      sharing: { rows, holder, seal: (plain) => `sealed ${plain}`, open: (sealed) => sealed.slice(7) },
    })
    onTestFinished(async () => {
      await engine.close()
      await transport.close()
    })
    return engine
  }
  const engines = Array.from({ length: size }, (_, i) => start(`process-${i}`))
  const askAll = async (count: number, withinMs: number): Promise<Answer[]> => {
    const deadline = clock.now() + withinMs
    const asking = engines.map((engine, i) =>
      engine.ask(
        numbers(count).map((number) => question(`P${i}${number}`)),
        { deadline },
      ),
    )
    return (await clock.drive(Promise.all(asking), 50)).flat()
  }
  return { clock, server, rows, engines, start, askAll }
}

const limited = (limits: Limit[]): Carrier =>
  testCarrier({ batch: { max: 1 }, limits, auth: { kind: 'request' }, credentialFields: tokenFields })
const served = (call: Call): Reply => outcomes(call, () => found('T'))
const most = (calls: Call[], ms: number): number =>
  Math.max(...calls.map(({ at }) => calls.filter((other) => other.at >= at && other.at < at + ms).length))

test.each([
  [3, 10],
  [3, 2],
  [4, 1],
])('%i processes together never exceed %i requests a second, and each is served', async (size, max) => {
  const { server, askAll } = await fleet(size, limited([{ requests: max, per: 'second' }]), served)
  const answers = await askAll(10, 600_000)
  expect(new Set(kinds(answers))).toEqual(new Set(['found']))
  expect(server.calls).toHaveLength(size * 10)
  expect(most(server.calls, 1_000)).toBeLessThanOrEqual(max)
})

test('the places of a process that died are free when its lease and a window are over', async () => {
  const { clock, server, start, rows } = await fleet(0, limited([{ requests: 2, per: 'second' }]), served)
  const now = clock.now()
  // As a process leaves it that is killed while it asks.
  const key = await keyOf(rows, start('first'), clock)
  await rows.exchange(key, 'dead', () => ({ share: { share: { places: [2] }, until: now + 5_000 }, result: null }))
  const second = start('second')
  const answers = await clock.drive(
    second.ask(
      numbers(4).map((number) => question(number)),
      { deadline: now + 60_000 },
    ),
    50,
  )
  expect(new Set(kinds(answers))).toEqual(new Set(['found']))
  expect(server.calls.slice(1).every(({ at }) => at >= now + 6_000)).toBe(true)
})

/** The key under which an engine agrees with others about the carrier of these tests. */
async function keyOf(rows: SharedRows, engine: Engine, clock: MovedClock): Promise<string> {
  let seen = ''
  const { exchange } = rows
  rows.exchange = (key, holder, change) => {
    seen = key
    return exchange(key, holder, change)
  }
  await clock.drive(engine.ask([question('KEY')], { deadline: clock.now() + 10_000 }), 50)
  rows.exchange = exchange
  await engine.close()
  return seen
}

test('each process asks a carrier that is well eight times at once', async () => {
  const { clock, server, engines } = await fleet(2, limited([]), (call) => (call.body.includes('FIRST') ? served(call) : null))
  const ask = (engine: Engine, all: string[]): Promise<Answer[]> =>
    engine.ask(
      all.map((number) => question(number)),
      { deadline: clock.now() + 10_000 },
    )
  await clock.drive(Promise.all(engines.map((engine) => ask(engine, ['FIRST']))), 50)
  const many = engines.map((engine, i) =>
    ask(
      engine,
      numbers(20).map((number) => `P${i}${number}`),
    ),
  )
  await expect.poll(() => server.calls.length).toBe(2 + 2 * 8)
  await clock.drive(Promise.all(many), 1_000)
})

test('a lone look costs two exchanges with the rows, a long one no more than one a second', async () => {
  const { clock, rows, engines } = await fleet(1, limited([]), (call) => (call.body.includes('LONG') ? null : served(call)))
  const { exchange } = rows
  let exchanges = 0
  rows.exchange = (key, holder, change) => {
    exchanges += 1
    return exchange(key, holder, change)
  }
  const look = async (number: string, ms: number): Promise<number> => {
    exchanges = 0
    const asking = engines[0]?.ask([question(number)], { deadline: clock.now() + ms }) ?? Promise.resolve([])
    await clock.drive(Promise.all([asking, clock.sleep(ms + 5_000)]), 100)
    return exchanges
  }
  expect(await look('SHORT', 10_000)).toBe(2)
  expect(await look('LONG', 10_000)).toBeLessThanOrEqual(13)
})

test('what a process that left has used of a short window is free when that is over, however long the others are', async () => {
  const limits: Limit[] = [
    { requests: 3, per: 'second' },
    { requests: 100, per: 'minute' },
  ]
  const { clock, server, engines } = await fleet(2, limited(limits), served)
  const ask = (i: number, count: number): Promise<Answer[]> => {
    const all = numbers(count).map((number) => question(`P${i}${number}`))
    return clock.drive(engines[i]?.ask(all, { deadline: clock.now() + 10_000 }) ?? Promise.resolve([]), 50)
  }
  expect(new Set(kinds(await ask(0, 6)))).toEqual(new Set(['found']))
  await clock.move(500)
  expect(new Set(kinds(await ask(1, 6)))).toEqual(new Set(['found']))
  expect(most(server.calls, 1_000)).toBeLessThanOrEqual(3)
})

test('a day limit holds over all processes, and over restarts', async () => {
  const { clock, server, start, askAll } = await fleet(3, limited([{ requests: 20, per: 'day' }]), served)
  const first = await askAll(4, 60_000)
  expect(kinds(first).filter((kind) => kind === 'found')).toHaveLength(12)
  const later = start('after a restart')
  const rest = await clock.drive(
    later.ask(
      numbers(30).map((number) => question(number)),
      { deadline: clock.now() + 60_000 },
    ),
    50,
  )
  expect(server.calls.length).toBeLessThanOrEqual(20)
  expect(kinds(rest).filter((kind) => kind === 'found').length).toBeGreaterThanOrEqual(4)
  expect(kinds(rest)).toContain('throttled')
})

test('what a process does not use of a day it gives back when it ends', async () => {
  const { server, engines, start, clock } = await fleet(1, limited([{ requests: 100, per: 'day' }]), served)
  await clock.drive(engines[0]?.ask([question('N0')], { deadline: clock.now() + 10_000 }) ?? Promise.resolve([]), 50)
  await engines[0]?.close()
  const next = start('next')
  const answers = await clock.drive(
    next.ask(
      numbers(99).map((number) => question(number)),
      { deadline: clock.now() + 120_000 },
    ),
    50,
  )
  expect(new Set(kinds(answers))).toEqual(new Set(['found']))
  expect(server.calls).toHaveLength(100)
})

test('a pause that one process is told holds for all', async () => {
  const { clock, server, engines } = await fleet(3, limited([]), (call, count) =>
    count === 1 ? { status: 429, headers: { 'retry-after': '30' } } : served(call),
  )
  const ask = (i: number): Promise<Answer[]> =>
    clock.drive(engines[i]?.ask([question(`N${i}`)], { deadline: clock.now() + 10_000 }) ?? Promise.resolve([]), 50)
  const [told] = await ask(0)
  expect(told?.result.kind).toBe('throttled')
  const others = [...(await ask(1)), ...(await ask(2))]
  expect(others.map(({ result, notBefore }) => [result.kind, notBefore])).toEqual([
    ['throttled', told?.notBefore],
    ['throttled', told?.notBefore],
  ])
  expect(server.calls).toHaveLength(1)
})

test('a breaker that one process opened is open for all', async () => {
  const { clock, server, engines } = await fleet(2, limited([]), () => ({ status: 503 }))
  const asks = async (i: number, count: number): Promise<string[]> =>
    kinds(
      await clock.drive(
        engines[i]?.ask(
          numbers(count).map((number) => question(number)),
          { deadline: clock.now() + 20_000 },
        ) ?? Promise.resolve([]),
        50,
      ),
    )
  await asks(0, 8)
  const before = server.calls.length
  expect(new Set(await asks(1, 8))).toEqual(new Set(['temporary']))
  expect(server.calls).toHaveLength(before)
})

test('a token is fetched once for all processes, and renewed once when the carrier refuses it', async () => {
  const tokens: string[] = []
  const carrier = testCarrier({ auth: tokenAuth, credentialFields: tokenFields })
  const { server, rows, askAll } = await fleet(4, carrier, (call) => {
    if (call.path === '/token') {
      tokens.push(`t${tokens.length + 1}`)
      return { body: { token: tokens.at(-1) ?? '', expires: 3_600 } }
    }
    return call.authorization === `Bearer ${tokens.at(-1)}` ? served(call) : { status: 401 }
  })
  expect(new Set(kinds(await askAll(3, 60_000)))).toEqual(new Set(['found']))
  expect(tokens).toEqual(['t1'])
  // Another one takes the place of the first, as when somebody renews it by hand.
  tokens.push('t2')
  expect(new Set(kinds(await askAll(3, 60_000)))).toEqual(new Set(['found']))
  expect(server.to('/token')).toHaveLength(2)
  const stored = await rows.exchange('', '', () => ({ result: null }))
  expect(stored).toBeNull()
})

test('a process that dies while it fetches a token holds up the others for 20 seconds at most', async () => {
  let fetches = 0
  const carrier = testCarrier({ auth: tokenAuth, credentialFields: tokenFields })
  const { clock, engines } = await fleet(2, carrier, (call) => {
    if (call.path !== '/token') return served(call)
    fetches += 1
    return fetches === 1 ? null : { body: { token: 't', expires: 3_600 } }
  })
  const first = engines[0]?.ask([question('N0')], { deadline: clock.now() + 120_000 })
  const second = await clock.drive(engines[1]?.ask([question('N1')], { deadline: clock.now() + 120_000 }) ?? Promise.resolve([]), 200)
  expect(kinds(second)).toEqual(['found'])
  await clock.drive(first ?? Promise.resolve([]), 200)
})

test('without the rows nobody is asked: what may still be asked is not known', async () => {
  const { clock, server, engines, rows } = await fleet(1, limited([{ requests: 5, per: 'second' }]), served)
  rows.exchange = () => Promise.reject(new Error('the database is away'))
  const answers = await clock.drive(engines[0]?.ask([question('N0')], { deadline: clock.now() + 5_000 }) ?? Promise.resolve([]), 50)
  expect(answers[0]?.result).toMatchObject({ kind: 'temporary', carrierCode: 'limits_unknown' })
  expect(server.calls).toHaveLength(0)
})

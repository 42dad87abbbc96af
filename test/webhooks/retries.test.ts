import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Random, systemClock } from '../../src/base/index.ts'
import { type Answer, idOf, receiver } from './receiver.ts'
import { setClock, shop, type Shop } from './stage.ts'

const T0 = Date.UTC(2026, 5, 1, 12)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** After the attempt before. */
const SCHEDULE = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]

interface Case extends Shop {
  clock: ReturnType<typeof setClock>
  endpointId: string
  delivery(): Promise<Awaited<ReturnType<Shop['services']['webhooks']['delivery']>>>
  /** Moves to the next due time and sends. Answers how long that was. */
  next(): Promise<number>
}

async function oneDelivery(
  answer: () => Answer,
  { random, url }: { random?: Random; url?: string } = {},
): Promise<Case & { received: ReturnType<typeof idOf>[] }> {
  const clock = setClock(T0)
  const s = await shop({ clock, ...(random ? { random } : {}) })
  const r = await receiver(answer)
  const { endpoint } = await s.services.webhooks.create(s.caller, { url: url ?? r.url, types: ['tracking.created'] })
  await s.register(['R1'])
  const delivery: Case['delivery'] = async () => {
    const [first] = await s.services.webhooks.deliveries(s.caller, endpoint.id, { after: null, limit: 1, status: null })
    return s.services.webhooks.delivery(s.caller, { endpointId: endpoint.id, eventId: first?.eventId ?? '' })
  }
  return {
    ...s,
    clock,
    endpointId: endpoint.id,
    delivery,
    get received() {
      return r.received.map(idOf)
    },
    next: async () => {
      const { nextAttemptAt } = await delivery()
      if (nextAttemptAt === null) throw new Error('nothing is due any more')
      const waited = nextAttemptAt - clock.time
      // A millisecond early is too early.
      clock.time = nextAttemptAt - 1
      if (waited > 0) expect(await s.drain()).toBe(0)
      clock.time = nextAttemptAt
      expect(await s.drain()).toBe(1)
      return waited
    },
  }
}

/** Begins to answer and does not come to an end. */
function drip(): Answer {
  return (response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 500)
    response.once('close', () => clearInterval(timer))
  }
}

describe('R-12: a delivery that fails', () => {
  test('is attempted ten times as published, never early, with the same id and body, and then given up', async () => {
    const s = await oneDelivery(() => 500)
    const waits: number[] = []
    for (let i = 0; i < 10; i++) waits.push(await s.next())
    expect(waits[0]).toBe(0)
    for (const [i, pause] of SCHEDULE.entries()) {
      const wait = waits[i + 1] ?? 0
      const most = Math.min(Math.max(pause * 0.1, 2 * SECOND), 15 * MINUTE)
      expect(wait).toBeGreaterThanOrEqual(pause + Math.min(2 * SECOND, most))
      expect(wait).toBeLessThanOrEqual(pause + most + 1)
    }
    expect(s.received).toHaveLength(10)
    expect(new Set(s.received).size).toBe(1)
    expect(await s.delivery()).toMatchObject({ status: 'failed', reason: 'attempts_exhausted', attempts: 10, nextAttemptAt: null })
    expect((await s.delivery()).tries.map(({ httpStatus }) => httpStatus)).toEqual(Array.from({ length: 10 }, () => 500))
  })

  test.each([
    [0, () => 2 * SECOND],
    [1 - 1e-9, (pause: number) => Math.min(Math.max(pause * 0.1, 2 * SECOND), 15 * MINUTE)],
  ])('of %d of the jitter waits so much longer: a tenth at most, 2 s at least and 15 min at most', async (fraction, extra) => {
    const s = await oneDelivery(() => 500, { random: { bytes: (size) => randomBytes(size), fraction: () => fraction } })
    const waits: number[] = []
    for (let i = 0; i < 10; i++) waits.push(await s.next())
    const wanted = [0, ...SCHEDULE.map((pause) => pause + extra(pause))]
    expect(waits.map((wait, i) => Math.abs(wait - (wanted[i] ?? 0)) <= 1)).toEqual(wanted.map(() => true))
  })

  test('is tried again sooner than published where Retry-After says so, and as published where it says nothing', async () => {
    let header: string | null = null
    const s = await oneDelivery(() => (response) => response.writeHead(503, header === null ? {} : { 'retry-after': header }).end())
    await s.next()
    header = '60'
    await s.next()
    header = 'soon'
    const wait = await s.next()
    expect(wait).toBeGreaterThanOrEqual(62 * SECOND)
    expect(wait).toBeLessThanOrEqual(66 * SECOND)
    expect(await s.next()).toBeGreaterThanOrEqual(30 * MINUTE)
  })

  test.each([
    ['120', 120 * SECOND],
    ['864000', DAY],
    [new Date(T0 + 10 * MINUTE).toUTCString(), 10 * MINUTE],
  ])('waits as long as Retry-After %s says, a day at most', async (header, expected) => {
    const s = await oneDelivery(() => (response) => response.writeHead(429, { 'retry-after': header }).end())
    await s.next()
    const { nextAttemptAt } = await s.delivery()
    const wait = (nextAttemptAt ?? 0) - T0
    expect(wait).toBeGreaterThanOrEqual(expected)
    expect(wait).toBeLessThanOrEqual(expected + Math.max(2 * SECOND, Math.min(expected * 0.1, 15 * MINUTE)) + 1)
  })

  test('with 410 disables the endpoint at once; what happens then is held', async () => {
    const s = await oneDelivery(() => 410)
    await s.next()
    s.clock.time += SECOND
    await s.register(['R2'])
    expect(await s.drain()).toBe(0)
    const { disabledBecause } = await s.services.webhooks.get(s.caller, s.endpointId)
    expect(disabledBecause).toBe('gone')
    expect(s.told).toMatchObject([{ notice: { kind: 'webhook_endpoint_disabled', endpointId: s.endpointId } }])
    const listed = await s.services.webhooks.deliveries(s.caller, s.endpointId, { after: null, limit: 9, status: null })
    expect(listed.map(({ status, reason }) => [status, reason])).toEqual([
      ['held', 'endpoint_disabled'],
      ['failed', 'gone'],
    ])
  })

  test.each([300, 301, 302, 303, 304, 307, 308])('%d is a failure and is not followed', async (status) => {
    const elsewhere = await receiver()
    const s = await oneDelivery(() => (response) => response.writeHead(status, { location: elsewhere.url }).end())
    await s.next()
    expect(elsewhere.received).toEqual([])
    expect(s.received).toHaveLength(1)
    expect((await s.delivery()).tries).toMatchObject([{ outcome: 'redirect', httpStatus: status }])
    expect((await s.delivery()).status).toBe('pending')
  })

  test('S-04: of a long answer 64 KiB are read and 4 KiB kept, and a success it is all the same', async () => {
    let written = 0
    const s = await oneDelivery(() => (response) => {
      const chunk = Buffer.from('й'.repeat(8_192))
      const write = (): void => {
        while (written < 50_000_000 && !response.destroyed) {
          written += chunk.length
          if (!response.write(chunk)) return void response.once('drain', write)
        }
        response.end()
      }
      write()
    })
    await s.next()
    // What the sockets of both sides hold is written, though nobody reads it.
    expect(written).toBeLessThan(20_000_000)
    const { status, tries } = await s.delivery()
    expect(status).toBe('delivered')
    expect(Buffer.byteLength(tries[0]?.answer ?? '')).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength(tries[0]?.answer ?? '')).toBeGreaterThan(4_000)
  })

  test('a receiver that says nothing, or drips its answer, is left after 15 s; one that does not get as far as TLS after 5 s', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await new Promise((resolve) => silent.once('listening', resolve))
    const address = silent.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const cases = [
      [await oneDelivery(() => () => {}), 15_000, 'total'],
      [await oneDelivery(drip), 15_000, 'total'],
      [await oneDelivery(() => 204, { url: `https://127.0.0.1:${port}/` }), 5_000, 'connect'],
    ] as const
    await Promise.all(
      cases.map(async ([s, limit, answer]) => {
        const startedAt = performance.now()
        await s.next()
        const took = performance.now() - startedAt
        expect(took).toBeGreaterThan(limit - 500)
        expect(took).toBeLessThan(limit + 3_000)
        expect((await s.delivery()).tries).toMatchObject([{ outcome: 'timeout', httpStatus: null, answer }])
      }),
    )
  }, 40_000)
})

/** Fails or succeeds by `isUp`, with an event every `stepMs`. */
async function weeks(isUp: (hour: number) => boolean, days: number): Promise<Case> {
  let hour = 0
  const s = await oneDelivery(() => (isUp(hour) ? 204 : 503))
  await s.drain()
  for (hour = 6; hour <= days * 24; hour += 6) {
    s.clock.time = T0 + hour * HOUR
    await s.register([`H${hour}`])
    await s.drain()
  }
  return s
}

describe('R-13: an endpoint that fails', () => {
  let turn = 0
  let seed = 1

  test('for five days on end is disabled after a warning on the first; one success in between and it is not', async () => {
    const down = await weeks(() => false, 4)
    expect(down.told.map(({ notice }) => notice.kind)).toEqual(['webhook_endpoint_failing'])
    expect((await down.services.webhooks.get(down.caller, down.endpointId)).disabledAt).toBeNull()
    down.clock.time = T0 + 5 * DAY
    await down.register(['LAST'])
    await down.drain()
    expect(await down.services.webhooks.get(down.caller, down.endpointId)).toMatchObject({
      disabledAt: T0 + 5 * DAY,
      disabledBecause: 'failing',
    })
    expect(down.told.map(({ notice }) => notice.kind)).toEqual(['webhook_endpoint_failing', 'webhook_endpoint_disabled'])

    const once = await weeks((hour) => hour === 96, 8)
    expect((await once.services.webhooks.get(once.caller, once.endpointId)).disabledAt).toBeNull()
    // And the owner is warned of the second series too.
    expect(once.told.map(({ notice }) => notice.kind)).toEqual(['webhook_endpoint_failing', 'webhook_endpoint_failing'])
  }, 60_000)

  test('is warned of after 24 h and disabled after 5 days, not a minute sooner', async () => {
    const s = await oneDelivery(() => 503)
    await s.drain()
    const at = async (time: number): Promise<(string | null)[]> => {
      s.clock.time = T0 + time
      await s.register([`AT${time}`])
      await s.drain()
      const { disabledBecause } = await s.services.webhooks.get(s.caller, s.endpointId)
      return [...s.told.map(({ notice }) => notice.kind), disabledBecause]
    }
    const [warned, disabled] = ['webhook_endpoint_failing', 'webhook_endpoint_disabled']
    expect(await at(DAY - MINUTE)).toEqual([null])
    expect(await at(DAY)).toEqual([warned, null])
    expect(await at(5 * DAY - MINUTE)).toEqual([warned, null])
    expect(await at(5 * DAY)).toEqual([warned, disabled, 'failing'])
    // It is there, what happens is kept for it, and the owner may switch it on again.
    expect(await at(5 * DAY + HOUR)).toEqual([warned, disabled, 'failing'])
    expect((await s.services.webhooks.list(s.caller)).map(({ id }) => id)).toEqual([s.endpointId])
    expect((await s.services.webhooks.update(s.caller, s.endpointId, { enabled: true })).disabledAt).toBeNull()
  }, 60_000)

  test.each([
    ['every second time', () => (turn += 1) % 2 === 0],
    ['by chance, one time of two', () => (seed = (seed * 16_807) % 2_147_483_647) % 2 === 0],
  ])(
    '%s is never disabled nor warned of',
    async (_, isUp) => {
      const s = await weeks(isUp, 20)
      expect((await s.services.webhooks.get(s.caller, s.endpointId)).disabledAt).toBeNull()
      expect(s.told).toEqual([])
    },
    60_000,
  )

  test('what failed or was held since then goes out once each, in the order of the events, at most 30 days back', async () => {
    const clock = setClock(T0)
    const s = await shop({ clock })
    let isUp = false
    const r = await receiver(() => (isUp ? 204 : 410))
    const { endpoint } = await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created', 'tracking.status_changed'] })
    await s.register(['OLD'])
    await s.drain()
    clock.time += 2 * HOUR
    for (let i = 0; i < 40; i++) {
      clock.time += SECOND
      await s.register([`HELD${i}`])
      if (i % 4 === 0) await s.happen(`HELD${i}`, 'tracking.status_changed')
    }
    const { webhooks } = s.services
    await expect(webhooks.recover(s.caller, endpoint.id, T0)).rejects.toMatchObject({ code: 'endpoint_disabled' })
    isUp = true
    await webhooks.update(s.caller, endpoint.id, { enabled: true })
    expect(await s.drain()).toBe(0)
    await expect(webhooks.recover(s.caller, endpoint.id, clock.time - 31 * DAY)).rejects.toMatchObject({ code: 'validation_failed' })
    r.received.length = 0
    expect(await webhooks.recover(s.caller, endpoint.id, T0 + HOUR)).toBe(50)
    expect(await webhooks.recover(s.caller, endpoint.id, T0 + HOUR)).toBe(0)
    clock.time += MINUTE
    // Eight places, and all the same one after the other.
    s.loop(8)
    await expect.poll(() => r.received.length, { timeout: 20_000 }).toBe(50)
    await systemClock.sleep(200)
    expect(r.received).toHaveLength(50)
    const order = r.received.map(
      ({ body }) => JSON.parse(body) as { occurred_at: string; sequence: number; data: { tracking: { number: string } } },
    )
    const wanted = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? [`held${i}/1`, `held${i}/2`] : [`held${i}/1`])).flat()
    expect(order.map(({ data, sequence }) => `${data.tracking.number}/${sequence}`)).toEqual(wanted)
  }, 60_000)

  test('and is found disabled after 29 days still has all that happened meanwhile', async () => {
    let isUp = false
    const s = await oneDelivery(() => (isUp ? 204 : 410))
    await s.next()
    s.clock.time += HOUR
    await s.register(['KEPT1', 'KEPT2'])
    s.clock.time += 29 * DAY
    await s.services.forgetOld()
    isUp = true
    await s.services.webhooks.update(s.caller, s.endpointId, { enabled: true })
    expect(await s.services.webhooks.recover(s.caller, s.endpointId, T0 + MINUTE)).toBe(2)
    s.clock.time += MINUTE
    expect(await s.drain()).toBe(2)
    expect(s.received).toHaveLength(3)
  })

  test('one delivery can be replayed: same id, same body', async () => {
    const s = await oneDelivery(() => 204)
    await s.next()
    const { eventId, body } = await s.delivery()
    await s.services.webhooks.replay(s.caller, { endpointId: s.endpointId, eventId })
    await s.next()
    expect(s.received).toHaveLength(2)
    expect(new Set(s.received).size).toBe(1)
    expect((await s.delivery()).body).toBe(body)
    expect((await s.delivery()).tries).toHaveLength(2)
  })
})

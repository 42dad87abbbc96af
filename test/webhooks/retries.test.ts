import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
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

async function oneDelivery(answer: () => Answer): Promise<Case & { received: ReturnType<typeof idOf>[] }> {
  const clock = setClock(T0)
  const s = await shop({ clock })
  const r = await receiver(answer)
  const { endpoint } = await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
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

  test('a redirect is a failure and is not followed', async () => {
    const elsewhere = await receiver()
    const s = await oneDelivery(() => (response) => response.writeHead(302, { location: elsewhere.url }).end())
    await s.next()
    expect(elsewhere.received).toEqual([])
    expect((await s.delivery()).tries).toMatchObject([{ outcome: 'redirect', httpStatus: 302 }])
    expect((await s.delivery()).status).toBe('pending')
  })

  test('of a long answer 4 KiB are kept, and a success it is all the same', async () => {
    const s = await oneDelivery(() => (response) => response.writeHead(200).end('й'.repeat(500_000)))
    await s.next()
    const { status, tries } = await s.delivery()
    expect(status).toBe('delivered')
    expect(Buffer.byteLength(tries[0]?.answer ?? '')).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength(tries[0]?.answer ?? '')).toBeGreaterThan(4_000)
  })

  test('a receiver that says nothing is left after 15 s', async () => {
    const s = await oneDelivery(() => () => {})
    const startedAt = performance.now()
    await s.next()
    expect(performance.now() - startedAt).toBeGreaterThan(14_500)
    expect(performance.now() - startedAt).toBeLessThan(18_000)
    expect((await s.delivery()).tries).toMatchObject([{ outcome: 'timeout', httpStatus: null }])
  }, 30_000)
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

    const once = await weeks((hour) => hour === 96, 7)
    expect((await once.services.webhooks.get(once.caller, once.endpointId)).disabledAt).toBeNull()
  }, 60_000)

  test('every second time is never disabled nor warned of', async () => {
    let count = 0
    const s = await weeks(() => (count += 1) % 2 === 0, 10)
    expect((await s.services.webhooks.get(s.caller, s.endpointId)).disabledAt).toBeNull()
    expect(s.told).toEqual([])
  }, 60_000)

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

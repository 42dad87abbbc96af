import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { carrierByCode } from '../../src/carriers/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { createTransport, type Transport } from '../../src/net/index.ts'
import { type Answer, createEngine, type Engine } from '../../src/polling/index.ts'
import { kinds, movedClock, type MovedClock, outcomes, question, silent, stage, steady, testCarrier } from './support.ts'

/** Aggregators count numbers: one that is registered is only read from then on, over the wire of the lab. */

let clock: MovedClock
let lab: Lab
let transport: Transport
let engine: Engine
beforeEach(async () => {
  clock = movedClock()
  lab = await createLab({ clock })
  transport = createTransport({ clock, log: silent, trustedOrigins: [lab.url] })
  engine = createEngine({
    transport,
    clock,
    random: steady,
    log: silent,
    carriers: carrierByCode,
    endpointFor: ({ code }) => lab.endpoint(code),
  })
})
afterEach(async () => {
  await engine.close()
  await transport.close()
  await lab.close()
})

interface Asked {
  number: string
  pin?: string
  resume?: string
}

async function ask(carrier: string, ...items: Asked[]): Promise<Answer[]> {
  const questions = items.map((item) =>
    question(item.number, { carrier, credential: { apiKey: 'lab' }, item: { courier: 'usps', ...item } }),
  )
  return clock.drive(engine.ask(questions, { deadline: clock.now() + 60_000 }))
}

const paths = (carrier: string): string[] => lab.requests(carrier).map(({ path, numbers }) => `${path.split('?')[0]} ${numbers.length}`)

describe.each([
  { code: '17track', numbers: ['LB000000017CN', 'LB000000025CN'], pin: '17track:21051', create: '/register', read: '/gettrackinfo' },
  {
    code: 'trackingmore',
    numbers: ['TM00000000000002', 'TM00000000000003'],
    pin: 'trackingmore:usps',
    create: '/trackings/batch',
    read: '/trackings/get',
  },
])('$code', ({ code, numbers, pin, create, read }) => {
  const [first = '', second = ''] = numbers

  test('a number is registered for one unit, read by its ticket, then by its pin', async () => {
    const put = await ask(code, { number: first }, { number: second })
    const pending = { kind: 'pending', resume: 'registered', pin, units: 1, notBeforeSeconds: 120, expiresSeconds: 2_592_000 }
    expect(put.map(({ result }) => result)).toEqual([expect.objectContaining(pending), expect.objectContaining(pending)])
    await clock.move(120_000)
    const byTicket = await ask(code, { number: first, resume: 'registered' }, { number: second, resume: 'registered' })
    const byPin = await ask(code, { number: first, pin }, { number: second, pin })
    for (const { result } of [...byTicket, ...byPin]) expect(result).toMatchObject({ kind: 'found', pin })
    expect(paths(code)).toEqual([`${create} 2`, `${read} 2`, `${read} 2`])
  })

  test('a number that was registered and forgotten costs nothing, and keeps its pin', async () => {
    await ask(code, { number: first })
    const [again] = await ask(code, { number: first })
    expect(again?.result).toMatchObject({ kind: 'pending', resume: 'registered', pin, units: 0, notBeforeSeconds: 10 })
  })

  test("another aggregator's pin, or a carrier's own, is not taken for a registration", async () => {
    const [answer] = await ask(code, { number: first, pin: 'elsewhere:1' })
    expect(answer?.result).toMatchObject({ kind: 'pending', units: 1 })
  })

  test('numbers to register and numbers to read do not travel together: the first decides, the others follow', async () => {
    await ask(code, { number: first })
    await clock.move(120_000)
    const reading = await ask(code, { number: first, pin }, { number: second })
    expect(kinds(reading)).toEqual(['found', 'pending'])
    expect(reading[1]?.result).toMatchObject({ resume: '', notBeforeSeconds: 5 })
    expect(reading[1]?.result).not.toHaveProperty('units')
    const creating = await ask(code, { number: second }, { number: first, pin })
    expect(creating.map(({ result }) => result)).toMatchObject([{ resume: 'registered', units: 1 }, { resume: '' }])
    expect(paths(code)).toEqual([`${create} 1`, `${read} 1`, `${create} 1`])
  })

  test('a number that somebody deleted is not registered again', async () => {
    await ask(code, { number: second })
    expect((await ask(code, { number: first, pin }))[0]?.result.kind).toBe('purged')
  })
})

const pinOf = (answer: Answer | undefined): string => (answer?.result.kind === 'pending' ? (answer.result.pin ?? '') : '')

describe('ship24', () => {
  const number = 'S24LAB0000000001'

  test('a tracker is made for one unit without waiting for couriers, and read when they have answered', async () => {
    const startedAt = clock.now()
    const [first] = await ask('ship24', { number })
    expect(first?.result).toMatchObject({ kind: 'pending', units: 1, notBeforeSeconds: 120 })
    expect(clock.now() - startedAt).toBeLessThan(15_000)
    const pin = pinOf(first)
    expect(pin).toMatch(/^ship24:[0-9a-f-]{36}$/)
    await clock.move(120_000)
    const [second] = await ask('ship24', { number, pin })
    expect(second?.result).toMatchObject({ kind: 'found', units: 0, pin })
    expect(paths('ship24')).toEqual(['/trackers 1', `/trackers/${pin.slice(7)}/results 1`])
  })

  test('a hundred new numbers are registered within the ten a second that Ship24 takes', async () => {
    const startedAt = clock.now()
    const answers = await ask('ship24', ...Array.from({ length: 100 }, (_, i) => ({ number: `S24LAB1${String(i).padStart(9, '0')}` })))
    expect(new Set(kinds(answers))).toEqual(new Set(['pending']))
    expect(clock.now() - startedAt).toBeLessThan(15_000)
  })

  test('asked again from anew the tracker is the same, and after its first minutes costs nothing', async () => {
    const [first] = await ask('ship24', { number })
    await clock.move(600_000)
    const [again] = await ask('ship24', { number })
    expect(again?.result).toMatchObject({ kind: 'pending', units: 0, notBeforeSeconds: 10, pin: pinOf(first) })
  })
})

test('the pin of a question that was put off is cleaned like every other text', async () => {
  const s = await stage(clock, testCarrier(), (call) =>
    outcomes(call, () => ({
      kind: 'pending',
      resume: 'r\u0000',
      notBeforeSeconds: 1,
      expiresSeconds: 2,
      pin: `a\u0000b${'x'.repeat(300)}`,
      units: 1,
    })),
  )
  const [answer] = await clock.drive(s.ask([question('N1')]))
  expect(answer?.result).toEqual({
    kind: 'pending',
    ref: 'ref-N1',
    resume: 'r',
    notBeforeSeconds: 1,
    expiresSeconds: 2,
    pin: `a b${'x'.repeat(197)}`,
    units: 1,
  })
})

import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { asked, found, kinds, movedClock, numbers, outcomes, type PartialOutcome, question, silent, stage, testCarrier } from './support.ts'

test('a failure that passes is asked again, twice at most, half a second or more apart', async () => {
  const s = await stage(movedClock(), testCarrier(), (call, count) => (count < 3 ? { status: 503 } : outcomes(call, () => found('T'))))
  expect(kinds(await s.clock.drive(s.ask([question('N1')])))).toEqual(['found'])
  expect(s.calls).toHaveLength(3)
  expect((s.calls[1]?.at ?? 0) - (s.calls[0]?.at ?? 0)).toBeGreaterThanOrEqual(500)
})

test.each([
  ['a carrier that is down', { status: 500 }, 'temporary'],
  ['a reset connection', 'reset', 'temporary'],
  ['a carrier that hangs', null, 'timeout'],
] as const)('%s is given up after the third request', async (_, reply, kind) => {
  const s = await stage(movedClock(), testCarrier(), () => reply)
  expect(kinds(await s.clock.drive(s.ask([question('N1')]), 1_000))).toEqual([kind])
  expect(s.calls).toHaveLength(3)
})

const FINAL: PartialOutcome[] = [
  { kind: 'invalidNumber' },
  { kind: 'forbidden' },
  { kind: 'notFound' },
  { kind: 'purged' },
  { kind: 'blocked' },
  { kind: 'scopeMissing' },
  { kind: 'badCredentials' },
  { kind: 'schemaDrift', path: 'x' },
  { kind: 'throttled', scope: 'second' },
  { kind: 'needsInput', field: 'phone' },
]

test.each(FINAL)('$kind is never asked again', async (outcome) => {
  const s = await stage(movedClock(), testCarrier(), (call) => outcomes(call, () => outcome))
  expect(kinds(await s.clock.drive(s.ask([question('N1')])))).toEqual([outcome.kind])
  expect(s.calls).toHaveLength(1)
})

test('only the numbers that failed are asked again', async () => {
  const s = await stage(movedClock(), testCarrier(), (call, count) =>
    outcomes(call, (number) => (number === 'N1' && count === 1 ? { kind: 'temporary' } : found('T'))),
  )
  expect(kinds(await s.clock.drive(s.ask(numbers(3).map((number) => question(number)))))).toEqual(['found', 'found', 'found'])
  expect(s.calls.map(asked)).toEqual([['N0', 'N1', 'N2'], ['N1']])
})

test('there is no retry that the deadline would cut', async () => {
  const s = await stage(movedClock(), testCarrier(), () => ({ status: 503 }))
  // The clock stands still: nothing is waited for.
  expect(kinds(await s.ask([question('N1')], 400))).toEqual(['temporary'])
  expect(s.calls).toHaveLength(1)
})

test('the deadline holds whatever the carrier does, and a caller who gives up is answered at once', async () => {
  const s = await stage(systemClock, testCarrier({ batch: { max: 1 } }), (call) =>
    call.body.includes('N0') ? outcomes(call, () => found('T')) : null,
  )
  const startedAt = performance.now()
  expect(
    kinds(
      await s.ask(
        numbers(30).map((number) => question(number)),
        300,
      ),
    ),
  ).toEqual(['found', ...numbers(29).map(() => 'timeout')])
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  const cut = new AbortController()
  setTimeout(() => cut.abort(), 50)
  expect(kinds(await s.ask([question('N1')], 60_000, cut.signal))).toEqual(['timeout'])
  expect(kinds(await s.ask([question('N0')], 0))).toEqual(['timeout'])
})

test('five failures in a row open the breaker for 60 s; then one probe goes, and its success closes it', async () => {
  let up = false
  const s = await stage(movedClock(), testCarrier({ batch: { max: 1 } }), (call) =>
    up ? outcomes(call, () => found('T')) : { status: 500 },
  )
  await s.clock.drive(s.ask([question('A')]))
  const [second] = await s.clock.drive(s.ask([question('B')]))
  expect(s.calls).toHaveLength(5)
  expect(second?.result).toMatchObject({ kind: 'temporary', carrierCode: 'http_500' })

  const openUntil = second?.notBefore ?? 0
  expect(openUntil - (s.calls[4]?.at ?? 0)).toBe(60_000)
  const refused = await s.clock.drive(s.ask(numbers(10).map((number) => question(number))))
  expect(new Set(refused.map(({ notBefore }) => notBefore))).toEqual(new Set([openUntil]))
  expect(s.calls).toHaveLength(5)

  await s.clock.move(openUntil - s.clock.now())
  const probing = await s.clock.drive(s.ask(numbers(10).map((number) => question(number))))
  expect(new Set(kinds(probing))).toEqual(new Set(['temporary']))
  expect(s.calls).toHaveLength(6)

  up = true
  await s.clock.move(60_000)
  expect(new Set(kinds(await s.clock.drive(s.ask(numbers(10).map((number) => question(number))))))).toEqual(new Set(['found']))
  expect(s.calls).toHaveLength(16)
})

test('who was asked when the carrier proved to be down is told until when, like those who were not asked', async () => {
  const s = await stage(movedClock(), testCarrier({ batch: { max: 1 } }), () => ({ body: '{}' }))
  const answers = await s.clock.drive(s.ask(numbers(8).map((number) => question(number))))
  expect(new Set(kinds(answers))).toEqual(new Set(['schemaDrift']))
  expect(s.calls).toHaveLength(8)
  const openUntil = answers.at(-1)?.notBefore
  expect(openUntil).toBeGreaterThan(s.clock.now())
  await s.clock.move((openUntil ?? 0) - s.clock.now())
  const [probe] = await s.clock.drive(s.ask([question('PROBE')]))
  expect(probe?.result.kind).toBe('schemaDrift')
  expect(probe?.notBefore).toBe((openUntil ?? 0) + 60_000)
})

test('a breaker is one carrier’s and one credential’s own', async () => {
  const s = await stage(movedClock(), testCarrier({ auth: { kind: 'request' } }), (call) =>
    call.body.includes('BAD') ? { status: 500 } : outcomes(call, () => found('T')),
  )
  for (let i = 0; i < 2; i++) await s.clock.drive(s.ask([question('BAD')]))
  const other = question('N1', { credential: { id: 'other', secret: 's' } })
  expect(kinds(await s.clock.drive(s.ask([question('N1'), other])))).toEqual(['temporary', 'found'])
})

test('a carrier whose name leads to a private address is not contacted', async () => {
  const clock = movedClock()
  const transport = createTransport({ clock, log: silent, resolve: async () => [{ address: '10.0.0.1', family: 4 }] })
  const s = await stage(clock, testCarrier(), () => null, { transport, endpointFor: ({ endpoint }) => endpoint })
  const [answer] = await s.clock.drive(s.ask([question('N1')]))
  expect(answer?.result).toEqual({ kind: 'blocked', ref: 'ref-N1', carrierCode: 'address' })
  await transport.close()
})

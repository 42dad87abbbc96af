import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { createEngine } from '../../src/polling/index.ts'
import {
  type Call,
  found,
  kinds,
  movedClock,
  numbers,
  outcomes,
  question,
  type Reply,
  silent,
  stage,
  steady,
  testCarrier,
  tokenAuth,
  tokenFields,
  wire,
} from './support.ts'

const carrier = testCarrier({ auth: tokenAuth, credentialFields: tokenFields, batch: { max: 1 } })

/** Tokens `t1`, `t2`, … that live an hour; only the newest works. */
function issuer(tokenReply: (count: number) => Reply | null = () => null): (call: Call) => Reply {
  let count = 0
  return (call) => {
    if (call.path === '/token') {
      count++
      return tokenReply(count) ?? { body: { token: `t${count}`, expires: 3_600 } }
    }
    return call.authorization === `Bearer t${count}` ? outcomes(call, () => found('T')) : { status: 401 }
  }
}

test('50 who ask at once share one token request', async () => {
  const s = await stage(movedClock(), carrier, issuer())
  const asks = numbers(50).map((number) => s.ask([question(number)]))
  expect(kinds((await s.clock.drive(Promise.all(asks))).flat())).toEqual(numbers(50).map(() => 'found'))
  expect(s.to('/token')).toHaveLength(1)
  expect(s.to('/track')).toHaveLength(50)
})

test('a token is used until 60 s before its end', async () => {
  const s = await stage(movedClock(), carrier, issuer())
  await s.ask([question('N1')])
  const fetchedAt = s.to('/token')[0]?.at ?? 0
  await s.clock.move(fetchedAt + 3_540_000 - 1 - s.clock.now())
  await s.ask([question('N2')])
  expect(s.to('/token')).toHaveLength(1)
  await s.clock.move(1)
  expect(kinds(await s.ask([question('N3')]))).toEqual(['found'])
  expect(s.to('/token')).toHaveLength(2)
})

test('each credential has its own token; the same credential under two accounts has one', async () => {
  const s = await stage(movedClock(), carrier, (call) =>
    call.path === '/token' ? { body: { token: call.body, expires: 3_600 } } : outcomes(call, () => found('T')),
  )
  await s.clock.drive(s.ask([question('N1'), question('N2', { accountId: 2 }), question('N3', { credential: { id: 'b', secret: 's' } })]))
  expect(s.to('/token').map(({ body }) => body)).toEqual(['a:s', 'b:s'])
  expect(
    s
      .to('/track')
      .map(({ authorization }) => authorization ?? '')
      .toSorted(),
  ).toEqual(['Bearer a:s', 'Bearer a:s', 'Bearer b:s'])
})

test('a token that the carrier has forgotten is renewed once, and the question is asked again', async () => {
  let valid = 't1'
  const s = await stage(movedClock(), carrier, (call) => {
    if (call.path === '/token') return { body: { token: valid, expires: 3_600 } }
    return call.authorization === `Bearer ${valid}` ? outcomes(call, () => found('T')) : { status: 401 }
  })
  await s.ask([question('N1')])
  valid = 't2'
  expect(kinds(await s.clock.drive(s.ask(numbers(20).map((number) => question(number)))))).toEqual(numbers(20).map(() => 'found'))
  expect(s.to('/token')).toHaveLength(2)
})

test('a fresh token that is refused too ends in badCredentials: nothing is asked for 5 minutes, unless the credential changes', async () => {
  const s = await stage(movedClock(), carrier, (call) =>
    call.path === '/token'
      ? { body: { token: call.body, expires: 3_600 } }
      : call.authorization?.includes('good')
        ? outcomes(call, () => found('T'))
        : { status: 401 },
  )
  const [answer] = await s.clock.drive(s.ask([question('N1')]))
  expect(answer?.result).toMatchObject({ kind: 'badCredentials', carrierCode: 'http_401' })
  expect(answer?.notBefore).toBeGreaterThan(s.clock.now() + 290_000)
  expect([s.to('/token').length, s.to('/track').length]).toEqual([2, 2])

  expect(kinds(await s.clock.drive(s.ask(numbers(20).map((number) => question(number)))))).toEqual(numbers(20).map(() => 'badCredentials'))
  expect(s.calls).toHaveLength(4)
  expect(kinds(await s.ask([question('N1', { credential: { id: 'good', secret: 's' } })]))).toEqual(['found'])

  await s.clock.move(300_000)
  await s.clock.drive(s.ask([question('N1')]))
  expect(s.to('/token').filter(({ body }) => body === 'a:s').length).toBeGreaterThan(2)
})

test('a refused id and secret is told at once and not shown again for 5 minutes', async () => {
  const s = await stage(movedClock(), carrier, () => ({ status: 401 }))
  const first = await s.clock.drive(s.ask(numbers(50).map((number) => question(number))))
  expect(new Set(kinds(first))).toEqual(new Set(['badCredentials']))
  expect(first[0]?.result).toMatchObject({ carrierCode: 'invalid_client' })
  expect(s.calls).toHaveLength(1)
  await s.clock.move(299_000)
  await s.clock.drive(s.ask([question('N1')]))
  expect(s.calls).toHaveLength(1)
  await s.clock.move(1_000)
  await s.clock.drive(s.ask([question('N1')]))
  expect(s.calls).toHaveLength(2)
})

test('a key in the request that is refused stops the numbers that wait behind it', async () => {
  const keyed = testCarrier({ auth: { kind: 'request' }, batch: { max: 1 } })
  const s = await stage(movedClock(), keyed, () => ({ status: 401 }), { atOncePerCredential: 1 })
  expect(new Set(kinds(await s.clock.drive(s.ask(numbers(50).map((number) => question(number))))))).toEqual(new Set(['badCredentials']))
  expect(s.calls).toHaveLength(1)
})

test('a token endpoint that answers 403 is left alone for 10 minutes; tokens of others are not touched', async () => {
  const s = await stage(movedClock(), carrier, (call) => {
    if (call.body === 'a:s') return { status: 403 }
    return call.path === '/token' ? { body: { token: 't', expires: 3_600 } } : outcomes(call, () => found('T'))
  })
  const first = await s.clock.drive(s.ask(numbers(50).map((number) => question(number))))
  expect(new Set(kinds(first))).toEqual(new Set(['throttled']))
  const until = (s.calls[0]?.at ?? 0) + 600_000
  expect(first[0]?.notBefore).toBeGreaterThanOrEqual(until)
  expect(s.calls).toHaveLength(1)

  expect(kinds(await s.clock.drive(s.ask([question('N1'), question('N2', { credential: { id: 'b', secret: 's' } })])))).toEqual([
    'throttled',
    'found',
  ])
  await s.clock.move((first[0]?.notBefore ?? 0) - s.clock.now() - 1)
  await s.clock.drive(s.ask([question('N1')], 0))
  expect(s.to('/token').filter(({ body }) => body === 'a:s')).toHaveLength(1)
  await s.clock.move(1)
  await s.clock.drive(s.ask([question('N1')]))
  expect(s.to('/token').filter(({ body }) => body === 'a:s')).toHaveLength(2)
})

test('a penalty told by the tracking endpoint closes the token endpoint too', async () => {
  const s = await stage(movedClock(), carrier, (call) =>
    call.path === '/token' ? { body: { token: 't', expires: 100 } } : { status: 403 },
  )
  const [answer] = await s.clock.drive(s.ask([question('N1')]))
  expect(answer?.result).toMatchObject({ kind: 'throttled', scope: 'penalty' })
  expect((answer?.notBefore ?? 0) - (s.to('/track')[0]?.at ?? 0)).toBeGreaterThanOrEqual(600_000)
  // The token has ended meanwhile, and is not renewed either.
  await s.clock.move(120_000)
  expect(kinds(await s.clock.drive(s.ask([question('N2')])))).toEqual(['throttled'])
  expect(s.calls).toHaveLength(2)
})

test('token requests of all credentials keep the token limit of the carrier', async () => {
  const limited = testCarrier({ auth: tokenAuth, credentialFields: tokenFields, limits: [{ requests: 2, per: 'second', scope: 'token' }] })
  const s = await stage(movedClock(), limited, (call) =>
    call.path === '/token' ? { body: { token: 't', expires: 3_600 } } : outcomes(call, () => found('T')),
  )
  const asked = numbers(8).map((number) => question(number, { credential: { id: number, secret: 's' } }))
  expect(kinds(await s.clock.drive(s.ask(asked)))).toEqual(numbers(8).map(() => 'found'))
  const times = s.to('/token').map(({ at }) => at)
  for (let i = 2; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 2] ?? 0)).toBeGreaterThanOrEqual(1_000)
})

test('a token endpoint that is down is asked again like any request, and rests after five failures', async () => {
  const s = await stage(
    movedClock(),
    carrier,
    issuer((count) => (count <= 2 ? { status: 503 } : null)),
  )
  expect(kinds(await s.clock.drive(s.ask([question('N1')])))).toEqual(['found'])
  const down = await stage(movedClock(), carrier, () => ({ status: 503 }))
  for (let i = 0; i < 5; i++)
    expect(kinds(await down.clock.drive(down.ask(numbers(10).map((number) => question(number)))))).toContain('temporary')
  expect(down.calls).toHaveLength(5)
})

test('an adapter whose token part throws is temporary, not a crash', async () => {
  const broken = testCarrier({
    auth: { ...tokenAuth, kind: 'token', parse: () => JSON.parse('{'), request: () => ({ method: 'POST', path: '/token' }) },
  })
  const s = await stage(movedClock(), broken, () => ({ body: '{}' }))
  expect(kinds(await s.clock.drive(s.ask([question('N1')])))).toEqual(['temporary'])
})

test('close ends a token request that hangs', async () => {
  const clock = movedClock()
  const server = await wire(clock, () => null)
  const transport = createTransport({ clock, log: silent, trustedOrigins: [server.url] })
  const engine = createEngine({ transport, clock, random: steady, log: silent, carriers: () => carrier, endpointFor: () => server.url })
  const asking = engine.ask([question('N1')], { deadline: clock.now() + 60_000 })
  await expect.poll(() => server.calls.length).toBe(1)
  await engine.close()
  expect(kinds(await asking)).toEqual(['timeout'])
  await transport.close()
})

const hereOrServed = (call: Call): Reply =>
  call.path === '/token' ? { body: { token: 'here', expires: 60 } } : outcomes(call, () => found('T'))

test('a token that another host gives is fetched there, unless the operator has put something in the place of the carrier', async () => {
  const other = await wire(systemClock, () => ({ body: { token: 't', expires: 60 } }))
  const auth = tokenAuth.kind === 'token' ? { ...tokenAuth, endpoint: other.url } : tokenAuth
  const overridden = await stage(systemClock, testCarrier({ auth, credentialFields: tokenFields }), hereOrServed)
  expect(kinds(await overridden.ask([question('N1')]))).toEqual(['found'])
  expect(other.calls).toHaveLength(0)
  const server = await wire(systemClock, hereOrServed)
  const elsewhere = testCarrier({ auth, credentialFields: tokenFields, endpoint: server.url })
  const own = await stage(systemClock, elsewhere, hereOrServed, {
    endpointFor: () => server.url,
    transport: createTransport({ clock: systemClock, log: silent, trustedOrigins: [server.url, other.url] }),
  })
  expect(kinds(await own.ask([question('N1')]))).toEqual(['found'])
  expect(other.to('/token')).toHaveLength(1)
  expect(server.calls.map(({ authorization }) => authorization)).toEqual(['Bearer t'])
})

import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import type { Outcome } from '../../src/carriers/index.ts'
import { asked, event, found, kinds, movedClock, numbers, outcomes, question, stage, testCarrier } from './support.ts'

const always = () => found('T')

test('events become checkpoints by the codes table: code with attribute first, then the code; an unknown code is kept and listed', async () => {
  const events = [
    { ...event('D'), attr: 'back' },
    { ...event('D', 1), attr: 'other' },
    event('X', 2),
    { ...event('X', 3), attr: 'y' },
    event('I', 4),
  ]
  const s = await stage(systemClock, testCarrier(), (call) =>
    outcomes(call, () => ({ kind: 'found', events, facts: { service: 'Parcel' } })),
  )
  const [answer] = await s.ask([question('N1')])
  expect(answer?.result).toMatchObject({
    kind: 'found',
    ref: 'ref-N1',
    facts: { service: 'Parcel' },
    checkpoints: [
      { code: 'D', attr: 'back', status: 'exception', sub: 'returned_to_sender', source: 'test', text: 'says D' },
      { code: 'D', attr: 'other', status: 'delivered', sub: 'delivered' },
      { code: 'X', attr: null, status: 'unknown', sub: null },
      { code: 'X', attr: 'y', status: 'unknown' },
      { code: 'I', status: 'keep', sub: null },
    ],
    unknownCodes: [
      { code: 'X', attr: null, text: 'says X' },
      { code: 'X', attr: 'y', text: 'says X' },
    ],
  })
})

test('the adapter’s own meaning of an event takes the place of the table', async () => {
  const s = await stage(systemClock, testCarrier(), (call) =>
    outcomes(call, () => ({ kind: 'found', facts: {}, events: [{ ...event('X'), meaning: { status: 'void' } }] })),
  )
  expect((await s.ask([question('N1')]))[0]?.result).toMatchObject({ checkpoints: [{ status: 'void' }], unknownCodes: [] })
})

test('70 numbers travel in three requests of a carrier that takes 30, and the answers come in the order of the questions', async () => {
  const s = await stage(systemClock, testCarrier(), (call) => outcomes(call, always))
  const answers = await s.ask(numbers(70).map((number) => question(number)))
  expect(s.calls.map((call) => asked(call).length).toSorted((a, b) => a - b)).toEqual([10, 30, 30])
  expect(answers.map(({ result }) => result.ref)).toEqual(numbers(70).map((number) => `ref-${number}`))
  expect(new Set(kinds(answers))).toEqual(new Set(['found']))
})

test('the same question twice is asked once and answered twice', async () => {
  const s = await stage(systemClock, testCarrier(), (call) => outcomes(call, always))
  const answers = await s.ask([question('N1', { item: { ref: 'a' } }), question('N2'), question('N1', { item: { ref: 'b' } })])
  expect(s.calls.map(asked)).toEqual([['N1', 'N2']])
  expect(answers.map(({ result }) => [result.ref, result.kind])).toEqual([
    ['a', 'found'],
    ['ref-N2', 'found'],
    ['b', 'found'],
  ])
})

test('one number with two post codes, and one ref for two numbers, travel apart', async () => {
  const s = await stage(systemClock, testCarrier(), (call) =>
    outcomes(call, (number) => (number === 'N1' ? found('T') : { kind: 'notFound' })),
  )
  const answers = await s.ask([
    question('N1', { item: { ref: 'a', postalCode: '1' } }),
    question('N1', { item: { ref: 'b', postalCode: '2' } }),
    question('N2', { item: { ref: 'a' } }),
  ])
  expect(s.calls).toHaveLength(2)
  expect(answers.map(({ result }) => [result.ref, result.kind])).toEqual([
    ['a', 'found'],
    ['b', 'found'],
    ['a', 'notFound'],
  ])
})

test('languages and credentials travel apart', async () => {
  const carrier = testCarrier({ auth: { kind: 'request' } })
  const s = await stage(systemClock, carrier, (call) => outcomes(call, always))
  await s.ask([
    question('N1'),
    question('N2', { language: 'de' }),
    question('N3', { credential: { id: 'b', secret: 's' } }),
    question('N4', { accountId: 2 }),
  ])
  expect(s.calls.map(({ body }) => body).toSorted()).toEqual([
    '{"numbers":["N1","N4"],"language":"en"}',
    '{"numbers":["N2"],"language":"de"}',
    '{"numbers":["N3"],"language":"en"}',
  ])
})

test('what cannot be asked is told without asking', async () => {
  const needy = testCarrier({ code: 'needy', auth: { kind: 'request' }, credentialFields: [{ name: 'key', secret: true, hint: '' }] })
  const open = testCarrier({ code: 'open', auth: { kind: 'request' } })
  const half = testCarrier({ code: 'half' })
  delete half.parse
  const s = await stage(systemClock, [needy, open, half], (call) => outcomes(call, always))
  const answers = await s.ask([
    question('N1', { carrier: 'nobody' }),
    question('N2', { carrier: 'needy', credential: null }),
    question('N3', { carrier: 'open', credential: null }),
    question('N4', { carrier: 'half' }),
  ])
  expect(kinds(answers)).toEqual(['unsupported', 'noCredentials', 'found', 'unsupported'])
  expect(s.calls).toHaveLength(1)
})

test('a local carrier answers without a network', async () => {
  const clock = movedClock()
  const local = testCarrier({
    batch: { max: 2 },
    answer: (items, { now }) =>
      items.map(({ ref, number }): Outcome =>
        number === 'N1' && now === clock.now() ? { kind: 'purged', ref } : { kind: 'notFound', ref },
      ),
  })
  const s = await stage(clock, local, () => null)
  const answers = await s.ask(numbers(3).map((number) => question(number)))
  expect(kinds(answers)).toEqual(['notFound', 'purged', 'notFound'])
  expect(answers[0]?.askedAt).toBe(clock.now())
  expect(s.calls).toHaveLength(0)
})

test('an outcome that the adapter forgot or made up is schemaDrift for its item only', async () => {
  const s = await stage(systemClock, testCarrier(), () => ({
    body: { N0: found('T'), N2: { kind: 'lost in space' }, N3: { kind: 'found', events: 'none' } },
  }))
  const answers = await s.ask(numbers(4).map((number) => question(number)))
  expect(kinds(answers)).toEqual(['found', 'schemaDrift', 'schemaDrift', 'schemaDrift'])
})

test.each([
  ['not JSON', { body: '<html>log in</html>' }],
  ['nothing', { body: '' }],
  ['10 MB', { body: 'x'.repeat(10 * 1024 * 1024) }],
  ['a broken zip', { headers: { 'content-encoding': 'br' }, body: 'plain' }],
])('an answer of %s is schemaDrift, not a crash and not "not found"', async (_, reply) => {
  const s = await stage(systemClock, testCarrier(), () => reply)
  expect(kinds(await s.ask([question('N1'), question('N2')]))).toEqual(['schemaDrift', 'schemaDrift'])
  expect(s.calls).toHaveLength(1)
})

test('an adapter that throws while it builds a request, or leaves the carrier’s host, is schemaDrift', async () => {
  const broken = testCarrier({
    buildRequest: () => {
      throw new Error('bug')
    },
  })
  const astray = testCarrier({ code: 'astray', buildRequest: () => ({ method: 'GET', path: '@evil.example/' }) })
  const s = await stage(systemClock, [broken, astray], () => null)
  expect(kinds(await s.ask([question('N1'), question('N2', { carrier: 'astray' })]))).toEqual(['schemaDrift', 'schemaDrift'])
  expect(s.calls).toHaveLength(0)
})

const minute = (i: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + i * 60_000).toISOString().slice(0, 19)

test('of 2,000 events the newest 500 are kept; texts are cut and cleaned', async () => {
  const events = Array.from({ length: 2_000 }, (_, i) => ({
    code: 'T',
    text: `\u0000${'x'.repeat(i === 1_999 ? 5_000 : 5)}`,
    time: { ...event('T').time, local: minute(i), utc: `${minute(i)}Z` },
  }))
  const s = await stage(systemClock, testCarrier(), (call) => outcomes(call, () => ({ kind: 'found', facts: {}, events })))
  const [answer] = await s.ask([question('N1')])
  const checkpoints = answer?.result.kind === 'found' ? answer.result.checkpoints : []
  expect(checkpoints).toHaveLength(500)
  expect(Math.min(...checkpoints.map((checkpoint) => checkpoint.at))).toBe(Date.parse(`${minute(1_500)}Z`))
  expect(checkpoints[0]?.text.length).toBeGreaterThan(900)
  expect(checkpoints[0]?.text.length).toBeLessThanOrEqual(1_000)
  expect(checkpoints[0]?.text).toMatch(/^x+$/)
})

test('close cuts what is under way: every question is answered, and later ones are not asked', async () => {
  const s = await stage(systemClock, testCarrier(), () => null)
  const asking = s.ask([question('N1'), question('N2')])
  await expect.poll(() => s.calls.length).toBe(1)
  await s.engine.close()
  expect(kinds(await asking)).toEqual(['timeout', 'timeout'])
  expect(kinds(await s.ask([question('N3')]))).toEqual(['timeout'])
  expect(s.calls).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { carrierByCode } from '../../src/carriers/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { type Answer, createEngine, type Question } from '../../src/polling/index.ts'
import { kinds, movedClock, question, silent, steady } from './support.ts'

const NUMBERS = ['RA644000001RU', '80083000000016', 'RO300000012RU']

function questions(resume?: string, list = NUMBERS): Question[] {
  return list.map((number) =>
    question(number, {
      carrier: 'russian-post',
      credential: { login: 'lab', password: 'lab', service: 'batch' },
      language: 'ru',
      item: resume === undefined ? {} : { resume },
    }),
  )
}

async function post(): Promise<{
  lab: Lab
  ask(resume?: string, list?: string[]): Promise<Answer[]>
  paths(): string[]
  wait(seconds: number): Promise<void>
  close(): Promise<void>
}> {
  const clock = movedClock()
  const lab = await createLab({ clock })
  const transport = createTransport({ clock, log: silent, trustedOrigins: [lab.url] })
  const engine = createEngine({
    transport,
    clock,
    random: steady,
    log: silent,
    carriers: carrierByCode,
    endpointFor: ({ code }) => lab.endpoint(code),
  })
  return {
    lab,
    ask: (resume, list) => clock.drive(engine.ask(questions(resume, list), { deadline: clock.now() + 60_000 }), 1),
    paths: () => lab.requests('russian-post').map(({ path, numbers }) => `${path} ${numbers.length}`),
    wait: (seconds) => clock.move(seconds * 1_000),
    close: async () => {
      await engine.close()
      await transport.close()
      await lab.close()
    },
  }
}

const ticketOf = (answers: Answer[]): string => {
  const tickets = new Set(answers.map(({ result }) => (result.kind === 'pending' ? result.resume : result.kind)))
  expect(tickets.size).toBe(1)
  return [...tickets][0] ?? ''
}

test('three numbers share one ticket; asked too early it is kept, after a quarter of an hour it holds all answers', async () => {
  const carrier = await post()
  const first = await carrier.ask()
  expect(first[0]?.result).toMatchObject({ kind: 'pending', notBeforeSeconds: 900, expiresSeconds: 115_200 })
  const ticket = ticketOf(first)
  expect(ticketOf(await carrier.ask(ticket))).toBe(ticket)
  await carrier.wait(900)
  const answers = await carrier.ask(ticket)
  expect(kinds(answers)).toEqual(['found', 'found', 'notFound'])
  expect(answers[0]?.result).toMatchObject({
    unknownCodes: [],
    checkpoints: expect.arrayContaining([expect.objectContaining({ code: '2', attr: '1' })]),
  })
  expect(carrier.paths()).toEqual(['/fc 3', '/fc 0', '/fc 3'])
  await carrier.close()
})

test('a ticket that the carrier has forgotten is asked for anew', async () => {
  const carrier = await post()
  const ticket = ticketOf(await carrier.ask())
  await carrier.wait(33 * 3_600)
  expect(ticketOf(await carrier.ask(ticket))).toBe('')
  expect(ticketOf(await carrier.ask())).not.toBe(ticket)
  await carrier.close()
})

test('an answer that is larger than anybody reads is asked for anew on two tickets', async () => {
  const carrier = await post()
  const steps = Array.from({ length: 500 }, (_, i) => ({ code: '8', attr: '2', at: `-${1 + (i % 60)}d 10:00`, text: { ru: 'Обработка' } }))
  const list = Array.from({ length: 150 }, (_, i) => String(80_100_000_000_000 + i))
  for (const number of list) carrier.lab.set('russian-post', number, { steps })
  const ticket = ticketOf(await carrier.ask(undefined, list))
  await carrier.wait(900)
  const split = (await carrier.ask(ticket, list)).map(({ result }) => (result.kind === 'pending' ? result.resume : result.kind))
  expect([...new Set(split)]).toEqual([`anew/${ticket}/1`, `anew/${ticket}/2`])
  expect(split.indexOf(`anew/${ticket}/2`)).toBe(75)
  expect(ticketOf(await carrier.ask(split[0], list.slice(0, 75)))).not.toBe(ticket)
  await carrier.close()
})

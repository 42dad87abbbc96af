import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, CarrierRequest, Outcome, RawEvent, TokenOutcome, TrackItem } from '../carrier.ts'
import { brazilCorreios } from './index.ts'

interface Event {
  codigo: string
  tipo?: string | number
  descricao?: string
  dtHrCriado?: string
  unidade?: object
}
type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = 'AA000000116BR'
const UNKNOWN = 'AA000000990BR'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { user: 'us:er', accessCode: 'códe', card: '0067000000' }, token: 'abc', language: 'pt', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const mixed = fixture('found-and-not-found.json')

function ask(text: string, items: readonly TrackItem[] = [item], status = 200): Outcome[] {
  return brazilCorreios.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

function request(numbers: readonly string[], language = 'pt'): CarrierRequest | undefined {
  return brazilCorreios.buildRequest?.(
    numbers.map((number) => itemOf(number)),
    { ...ctx, language },
  )
}

function token(text: string, status = 201, headers: Record<string, string> = {}): TokenOutcome | null {
  return brazilCorreios.auth.kind === 'token' ? brazilCorreios.auth.parse(answerOf(text, status, headers)) : null
}

/** An answer with these objects. */
const objects = (...all: readonly object[]): string => JSON.stringify({ versao: '3', quantidade: all.length, objetos: all })
/** An answer with one object and these events, a day apart. */
function events(...all: readonly Event[]): string {
  return objects({ codObjeto: NUMBER, eventos: all.map((event, day) => ({ dtHrCriado: `2026-01-${10 + day}T10:00:00`, ...event })) })
}

function reversed(): string {
  const body = JSON.parse(mixed)
  body.objetos[0].eventos.reverse()
  return JSON.stringify(body)
}

const refused = (message: string): string =>
  JSON.stringify({ msgs: [message], date: '2026-01-15T12:00:00', method: 'GET', path: '/v1/objetos' })
const subs = (all: readonly RawEvent[]): unknown[] => all.map(({ meaning }) => meaning && 'sub' in meaning && meaning.sub)

carrierContract(brazilCorreios, {
  found: { items: [item], answer: answerOf(mixed) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(mixed) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(mixed) },
  invalid: { items: [itemOf('AAAA')], answer: answerOf(objects({ codObjeto: 'AAAA', mensagem: 'SRO-019: Objeto inválido' })) },
  auth: { items: [item], answer: answerOf(refused('Token inválido ou expirado'), 403) },
  throttled: { items: [item], answer: answerOf('', 429) },
  malformed: { items: [item], answer: answerOf(mixed.replaceAll('"eventos"', '"historico"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(events({ codigo: 'PO', tipo: '01', dtHrCriado: raw })),
    samples: [
      { raw: '2026-01-16T16:05:44', local: '2026-01-16T16:05:44', utc: '2026-01-16T19:05:44Z' },
      { raw: '2026-07-16T16:05:44', local: '2026-07-16T16:05:44', utc: '2026-07-16T19:05:44Z' },
      // The last summer with summer time in Brazil.
      { raw: '2019-01-16T16:05:44', local: '2019-01-16T16:05:44', utc: '2019-01-16T18:05:44Z' },
    ],
  },
  canaries: ['CANARY-RECIPIENT', 'CANARY-COMMENT', 'CANARY-STREET', 'CANARY-QUARTER', '01000000'],
})

test('the request asks for all events of all objects, with the token and one of three languages', () => {
  expect(request([NUMBER, UNKNOWN])).toEqual({
    method: 'GET',
    path: `/srorastro/v1/objetos?codigosObjetos=${NUMBER}&codigosObjetos=${UNKNOWN}&resultado=T`,
    headers: { accept: 'application/json', 'accept-language': 'pt-BR', authorization: 'Bearer abc' },
  })
  expect(['en', 'es', 'ru'].map((language) => request([NUMBER], language)?.headers?.['accept-language'])).toEqual(['en', 'es-ES', 'en'])
})

describe('the token', () => {
  test('is asked for with user and code in the header and the card in the body', () => {
    const { auth } = brazilCorreios
    expect(auth.kind === 'token' && auth.request(ctx)).toEqual({
      method: 'POST',
      path: '/token/v1/autentica/cartaopostagem',
      // printf 'us:er:códe' | base64
      headers: { accept: 'application/json', authorization: 'Basic dXM6ZXI6Y8OzZGU=', 'content-type': 'application/json' },
      body: '{"numero":"0067000000"}',
    })
  })

  test('lives from its emission to its end', () => {
    const value = 'placeholder.placeholder.placeholder'
    expect(token(fixture('token.json'))).toEqual({ kind: 'token', value, expiresInSeconds: 86_400 })
    for (const expiraEm of ['', 'soon', '2026-01-14T09:00:00']) {
      const text = JSON.stringify({ ...JSON.parse(fixture('token.json')), expiraEm })
      expect(token(text), expiraEm).toEqual({ kind: 'token', value, expiresInSeconds: 3_600 })
    }
  })

  test.each([
    [401, refused('PSW-001: inválido'), { kind: 'badCredentials', carrierCode: 'PSW-001' }],
    [400, refused('Cartão não encontrado'), { kind: 'badCredentials', carrierCode: 'http_400' }],
    [403, refused('GTW-001: sem acesso'), { kind: 'badCredentials', carrierCode: 'GTW-001' }],
    [403, '<html></html>', { kind: 'temporary', carrierCode: 'http_403' }],
    [500, '', { kind: 'temporary', carrierCode: 'http_500' }],
    [200, '{}', { kind: 'temporary', carrierCode: 'no_token' }],
    [201, '{"token":"a\\r\\nb"}', { kind: 'temporary', carrierCode: 'no_token' }],
    [429, '', { kind: 'throttled', carrierCode: 'http_429', retryAfterSeconds: 7 }],
  ])('%i %s', (status, text, outcome) => expect(token(text, status, { 'retry-after': '7' })).toEqual(outcome))
})

describe('events', () => {
  test('code and type, city and state, Brasília time', () => {
    const all = found(mixed).events
    expect(all.map(({ code, attr }) => `${code}:${attr}`)).toEqual(['BDE:01', 'OEC:01', 'RO:01', 'PO:01', 'FC:82'])
    expect(all[2]).toEqual({
      code: 'RO',
      attr: '01',
      text: 'Objeto em transferência - por favor aguarde',
      time: {
        raw: '2026-01-17T02:11:00',
        local: '2026-01-17T02:11:00',
        offset: '-03:00',
        utc: '2026-01-17T05:11:00Z',
        basis: 'carrierZone',
      },
      place: { text: 'CURITIBA, PR', city: 'CURITIBA', region: 'PR', country: 'BR' },
    })
    expect(all[4]).not.toHaveProperty('place')
    expect(found(mixed).facts).toEqual({ service: 'ENCOMENDA PAC', eta: { to: '2026-01-20' } })
  })

  test('abroad the zone is not known and the country is a name', () => {
    const abroad = { codSro: '00156000', tipo: 'País', nome: 'CHINA', endereco: {} }
    const brazil = { codSro: '00500001', tipo: 'País', nome: 'Unidade de Tratamento Internacional', endereco: { uf: 'BR' } }
    const all = found(events({ codigo: 'PO', tipo: '01', unidade: abroad }, { codigo: 'PAR', tipo: '16', unidade: brazil })).events
    expect(all.map(({ time }) => [time.utc, time.basis])).toEqual([
      [null, 'unknown'],
      ['2026-01-11T13:00:00Z', 'carrierZone'],
    ])
    expect(all.map(({ place }) => place)).toEqual([{ text: 'CHINA' }, { text: 'Unidade de Tratamento Internacional', country: 'BR' }])
  })

  test('a type of one digit is that of two', () => {
    expect(found(events({ codigo: 'BDE', tipo: '1' }, { codigo: 'BDE', tipo: 20 })).events.map(({ attr }) => attr)).toEqual(['01', '20'])
  })

  test.each([
    ['Objeto entregue ao remetente', 'returned_to_sender', 'returning'],
    ['Objeto entregado al remitente', 'returned_to_sender', 'returning'],
    ['Item delivered to the sender', 'returned_to_sender', 'returning'],
    ['Objeto entregue ao destinatário', undefined, undefined],
  ])('%s', (descricao, delivered, out) => {
    const all = found(
      events({ codigo: 'BDE', tipo: '01', descricao }, { codigo: 'OEC', tipo: '01', descricao }, { codigo: 'PO', descricao }),
    )
    expect(subs(all.events)).toEqual([delivered, out, undefined])
  })

  test.each([
    ['BDE:01', 'delivered', 'delivered'],
    ['BDR:68', 'delivered', 'delivered_other'],
    ['BDI:23', 'exception', 'returned_to_sender'],
    ['BDE:20', 'undelivered', 'failed_attempt'],
    ['BDE:50', 'exception', 'lost'],
    ['FC:82', 'inforeceived', 'label_created'],
    ['FC:03', 'transit', 'misrouted'],
    ['PAR:17', 'exception', 'customs_held'],
    ['OEC:09', 'exception', 'returning'],
  ])('%s is %s %s', (pair, status, sub) => expect(brazilCorreios.codes.get(pair)).toEqual({ status, sub }))

  test('a type that nobody knows is not taken for a delivery; "disregard the one before" withdraws', () => {
    for (const code of ['BDE', 'BDI', 'BDR', 'FC', 'PAR']) expect(brazilCorreios.codes.has(code), code).toBe(false)
    expect(brazilCorreios.codes.get('EST')).toEqual({ status: 'void' })
  })

  test('an event without a readable time is left out; all of them are a drift', () => {
    expect(found(events({ codigo: 'PO' }, { codigo: 'RO', dtHrCriado: '17/01/2026' })).events).toHaveLength(1)
    expect(ask(events({ codigo: 'PO', dtHrCriado: '' }))).toEqual([
      { kind: 'schemaDrift', ref: NUMBER, path: 'objetos[].eventos[].dtHrCriado' },
    ])
  })
})

describe('refusals', () => {
  test.each([
    ['SRO-020: Objeto não encontrado na base de dados dos Correios.', 'notFound', 'SRO-020'],
    ['SRO-019: Objeto inválido', 'invalidNumber', 'SRO-019'],
    ['SRO-009: Objeto não pertence ao contrato', 'forbidden', 'SRO-009'],
    ['SRO-999: Placeholder', 'temporary', 'SRO-999'],
    ['Sistema indisponível', 'temporary', 'no_code'],
  ])('an object with %s, and an answer about one with the same', (mensagem, kind, carrierCode) => {
    expect(ask(objects({ codObjeto: NUMBER, mensagem, eventos: [] }))).toEqual([{ kind, ref: NUMBER, carrierCode }])
    for (const status of [200, 400, 404]) expect(ask(refused(mensagem), [item], status)).toEqual([{ kind, ref: NUMBER, carrierCode }])
  })

  test('an error of the whole answer blames only what cannot be a number', () => {
    const outcomes = ask(refused('SRO-019: Objeto inválido'), [item, itemOf('A-B'), itemOf(UNKNOWN)], 400)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['temporary', 'invalidNumber', 'temporary'])
    const absent = ask(refused('SRO-020: Objeto não encontrado'), [item, itemOf('A-B')], 404)
    expect(absent.map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
  })

  test('a wrong language is our fault and passes', () =>
    expect(ask(refused('SRO-018: Idioma inválido'), [item], 400)).toEqual([{ kind: 'temporary', ref: NUMBER, carrierCode: 'SRO-018' }]))

  test('403: a token that ended, but a page is a closed door', () => {
    expect(ask('', [item], 403)).toEqual([{ kind: 'authExpired', ref: NUMBER, carrierCode: 'http_403' }])
    expect(ask('<html></html>', [item], 403)[0]?.kind).toBe('blocked')
  })

  test('an object that is left out, or that says nothing, is a drift; events count whatever stands beside them', () => {
    expect(ask(objects({ codObjeto: UNKNOWN, mensagem: 'SRO-020' }))).toEqual([
      { kind: 'schemaDrift', ref: NUMBER, path: 'objetos[].codObjeto' },
    ])
    expect(ask(objects({ codObjeto: NUMBER, eventos: [] }))).toEqual([{ kind: 'schemaDrift', ref: NUMBER, path: 'objetos[].eventos' }])
    const event = { codigo: 'PO', tipo: '01', dtHrCriado: '2026-01-16T16:05:44' }
    expect(found(objects({ codObjeto: NUMBER, mensagem: 'SRO-020: Placeholder', eventos: [event] })).events).toHaveLength(1)
  })
})

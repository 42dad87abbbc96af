import { describe, expect, test } from 'vitest'
import { answerOf, itemOf } from '../../../test/carriers/contract.ts'
import { hostileBodies, truncations } from '../../../test/carriers/hostile.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { russianPost } from './index.ts'

const ctx: CarrierContext = { credential: { login: 'me', password: 'a<b', service: 'batch' }, language: 'ru', now: 0 }
const items = [itemOf('RA644000001RU'), itemOf('80083000000016')]

function envelope(name: string, content: string): string {
  return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><n:${name} xmlns:n="http://fclient.russianpost.org/postserver" xmlns:c="http://fclient.russianpost.org">${content}</n:${name}></S:Body></S:Envelope>`
}
const answered = (content: string): string => envelope('answerByTicketResponse', `<value>${content}</value>`)
const refused = (code: string): string => envelope('answerByTicketResponse', `<error ErrorTypeID="${code}" ErrorName="Placeholder"/>`)
const OPERATION = '<c:Operation OperTypeID="2" OperCtgID="1" OperName="Вручение" DateOper="15.01.2026 13:27:00" IndexOper="644008"/>'
const FOUND = answered(
  `<c:Item Barcode="RA644000001RU">${OPERATION}</c:Item><c:Item Barcode="80083000000016"><c:Error ErrorTypeID="12" ErrorName="нет"/></c:Item>`,
)

const parse = (text: string, status = 200): Outcome[] => russianPost.parse?.(answerOf(text, status), items, ctx) ?? []
const kinds = (text: string): string[] => parse(text).map(({ kind }) => kind)

const resumes = (outcomes: Outcome[]): Set<string> => new Set(outcomes.map((one) => (one.kind === 'pending' ? one.resume : one.kind)))
const perDay = (credential: Record<string, string>): boolean => (russianPost.limitsFor?.(credential) ?? []).some(({ per }) => per === 'day')

describe('the batch service', () => {
  test('asks for a ticket with all barcodes, then for its answer', () => {
    const first = russianPost.buildRequest?.(items, ctx)
    expect(first).toMatchObject({ method: 'POST', path: '/fc', headers: { 'content-type': 'text/xml;charset=UTF-8', soapaction: '""' } })
    expect(first?.body).toContain('<fcl:Item Barcode="RA644000001RU"/><fcl:Item Barcode="80083000000016"/></request>')
    expect(first?.body).toContain('<login>me</login><password>a&lt;b</password><language>RUS</language>')
    const second = russianPost.buildRequest?.([itemOf('RA644000001RU', { resume: 'T<1' })], ctx)
    expect(second?.body).toContain('<pos:answerByTicketRequest><ticket>T&lt;1</ticket><login>me</login>')
  })

  test('answers by barcode; the time is local without a zone, the place a postcode', () => {
    const [found, unknown] = parse(FOUND)
    expect(unknown).toEqual({ kind: 'notFound', ref: '80083000000016', carrierCode: 'error_12' })
    expect(found).toEqual({
      kind: 'found',
      ref: 'RA644000001RU',
      facts: {},
      events: [
        {
          code: '2',
          attr: '1',
          text: 'Вручение',
          time: { raw: '15.01.2026 13:27:00', local: '2026-01-15T13:27:00', offset: null, utc: null, basis: 'unknown' },
          place: { text: '644008', postalCode: '644008' },
        },
      ],
    })
  })

  test.each([
    ['3', ['badCredentials', 'badCredentials']],
    ['6', ['pending', 'pending']],
    ['16', ['temporary', 'temporary']],
    ['17', ['pending', 'pending']],
    ['18', ['temporary', 'temporary']],
  ])('error %s is %j', (code, wanted) => expect(kinds(refused(code))).toEqual(wanted))

  test('a barcode that the answer leaves out is asked for anew; an operation without a readable time is a drift', () => {
    expect(parse(answered(`<c:Item Barcode="RA644000001RU">${OPERATION}</c:Item>`))[1]).toMatchObject({ kind: 'pending', resume: '' })
    const unreadable = FOUND.replace('15.01.2026 13:27:00', 'yesterday')
    expect(kinds(unreadable)).toEqual(['schemaDrift', 'notFound'])
    expect(kinds(envelope('somethingElse', ''))).toEqual(['schemaDrift', 'schemaDrift'])
    expect(kinds(answered(''))).toEqual(['schemaDrift', 'schemaDrift'])
  })

  test('cut off or hostile, it is an error', () => {
    const broken = ['schemaDrift', 'temporary', 'blocked']
    for (const text of truncations(FOUND)) for (const kind of kinds(text)) expect(broken).toContain(kind)
    for (const [name, text] of hostileBodies(FOUND)) for (const kind of kinds(text)) expect(broken, name).toContain(kind)
  })

  test('an answer of too many operations is asked for anew on two tickets, each with half of the numbers', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => itemOf(`R${i}`, { resume: 'T1' }))
    const text = (each: number): string =>
      answered(many.map(({ number }) => `<c:Item Barcode="${number}">${OPERATION.repeat(each)}</c:Item>`).join(''))
    expect(resumes(russianPost.parse?.(answerOf(text(10)), many, ctx) ?? [])).toEqual(new Set(['found']))
    const split = russianPost.parse?.(answerOf(text(11)), many, ctx) ?? []
    expect([...resumes(split)]).toEqual(['anew/T1/1', 'anew/T1/2'])
    expect(split.filter((one) => one.kind === 'pending' && one.resume === 'anew/T1/1')).toHaveLength(1_500)
    const half = many.slice(0, 1_500).map((item) => ({ ...item, resume: 'anew/T1/1' }))
    expect(russianPost.buildRequest?.(half, ctx)?.body).toContain('<pos:ticketRequest><request><fcl:Item Barcode="R0"/>')
  })

  test('namespaces are told by their URI, quotation marks and entities are read as XML has them', () => {
    const odd = FOUND.replaceAll('c:', 'ns3:')
      .replaceAll('xmlns:c=', 'xmlns:ns3 = ')
      .replace('"Вручение"', '"Вручение &amp; \'выдача\' > всё"')
      .replace('"644008"', "'644008'")
    expect(parse(`<?xml version='1.0' encoding="UTF-8"?>\n${odd}\n`)[0]).toMatchObject({
      kind: 'found',
      events: [{ text: "Вручение & 'выдача' > всё", place: { text: '644008' } }],
    })
    for (const broken of [
      `${FOUND}x`,
      `${FOUND}<a/>`,
      FOUND.replace('</value>', '</values>'),
      FOUND.replace('<value>', '<!-- --><value>'),
    ]) {
      expect(kinds(broken)).toEqual(['schemaDrift', 'schemaDrift'])
    }
    expect(kinds(FOUND.replace('http://fclient.russianpost.org"', 'http://elsewhere"'))).toEqual(['schemaDrift', 'schemaDrift'])
  })

  test('a contract lifts the quota, and only the batch service takes more than one number', () => {
    expect([perDay({}), perDay({ service: 'contract' }), perDay({ service: 'batch' })]).toEqual([true, false, false])
    expect([{}, { service: 'contract' }, { service: 'batch' }].map((credential) => russianPost.batch.maxFor?.(credential))).toEqual([
      1, 1, 3_000,
    ])
  })
})

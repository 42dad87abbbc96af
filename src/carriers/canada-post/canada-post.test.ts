import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { canadaPost } from './index.ts'

const NUMBER = '7000000000000108'
const HEADERS = { 'content-type': 'application/vnd.cpc.track-v2+xml' }
const OCCURRENCE = /<occurrence>[\s\S]*?<\/occurrence>/g
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { username: 'me', password: 'secret' }, language: 'en', now: 0 }

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
const delivered = fixture('delivered')

function ask(text: string, { status = 200, language = 'en', headers = {} } = {}): Outcome | undefined {
  return canadaPost.parse?.(answerOf(text, status, { ...HEADERS, ...headers }), [item], { ...ctx, language })[0]
}

function found(text: string, language = 'en'): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, { language })
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The delivered item with one occurrence of these fields. */
function occurrence(fields: Record<string, string>): string {
  const own: Record<string, string> = {
    'event-identifier': '0100',
    'event-date': '2026-01-14',
    'event-time': '14:45:48',
    'event-time-zone': 'EST',
    'event-description': 'Item processed',
    'event-site': 'QUEBEC',
    'event-province': 'QC',
    ...fields,
  }
  const text = Object.entries(own).map(([name, value]) => `<${name}>${value}</${name}>`)
  const [first = '', ...others] = delivered.match(OCCURRENCE) ?? []
  return others.reduce((all, other) => all.replace(other, ''), delivered).replace(first, `<occurrence>${text.join('')}</occurrence>`)
}

const one = (fields: Record<string, string>): RawEvent | undefined => found(occurrence(fields)).events[0]

function reversed(): string {
  const all = delivered.match(OCCURRENCE) ?? []
  let next = all.length
  return delivered.replaceAll(OCCURRENCE, () => all[--next] ?? '')
}

function timed(raw: string): string {
  const [date = '', clock = '', zone = ''] = raw.split(' ')
  return occurrence({ 'event-date': date, 'event-time': clock, 'event-time-zone': zone })
}

carrierContract(canadaPost, {
  found: { items: [item], answer: answerOf(delivered, 200, HEADERS) },
  notFound: { items: [item], answer: answerOf(fixture('not-found'), 404, HEADERS) },
  auth: { items: [item], answer: answerOf(fixture('auth'), 401, HEADERS) },
  throttled: { items: [item], answer: answerOf(fixture('throttled'), 500, HEADERS) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('occurrence', 'event'), 200, HEADERS) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(timed(raw), 200, HEADERS),
    samples: [
      { raw: '2026-01-14 14:45:48 EST', local: '2026-01-14T14:45:48', utc: '2026-01-14T19:45:48Z' },
      { raw: '2026-01-14 14:45:48 NST', local: '2026-01-14T14:45:48', utc: '2026-01-14T18:15:48Z' },
      { raw: '2026-07-14 14:45:48 EDT', local: '2026-07-14T14:45:48', utc: '2026-07-14T18:45:48Z' },
      { raw: '2026-07-14 23:45:48 PDT', local: '2026-07-14T23:45:48', utc: '2026-07-15T06:45:48Z' },
      { raw: '2026-07-14 14:45:48', local: '2026-07-14T14:45:48', utc: null },
      { raw: '2026-07-14 14:45:48 ISRAEL', local: '2026-07-14T14:45:48', utc: null },
    ],
  },
  canaries: ['CANARY-SIGNER', 'CANARY-REFERENCE', 'Z9Z9Z9'],
  skip: { partlyFound: 'one number a call', invalid: 'what it answers to a malformed PIN is not published' },
})

test('the request asks for one PIN with Basic, its own type and the language', () => {
  expect(canadaPost.buildRequest?.([item], { ...ctx, language: 'fr' })).toEqual({
    method: 'GET',
    path: `/vis/track/pin/${NUMBER}/detail`,
    headers: {
      accept: 'application/vnd.cpc.track-v2+xml',
      'accept-language': 'fr-CA',
      authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
    },
  })
})

describe('events', () => {
  test('an event has its code without leading zeros, its place and its instant', () => {
    expect(found(delivered).events[2]).toEqual({
      code: '174',
      text: 'Item out for delivery',
      time: {
        raw: '2026-01-16 08:27:43 EST',
        local: '2026-01-16T08:27:43',
        offset: '-05:00',
        utc: '2026-01-16T13:27:43Z',
        basis: 'offset',
      },
      place: { text: 'OTTAWA, ON', city: 'OTTAWA', region: 'ON', country: 'CA' },
    })
  })

  test('a recorded signature is no delivery', () => {
    expect(found(delivered).events[0]?.code).toBe('20')
    expect(canadaPost.codes.get('20')).toEqual({ status: 'keep' })
  })

  test("abroad a zone's name says nothing: CST in China is not Winnipeg's", () => {
    const abroad = found(delivered).events[4]
    expect(abroad?.time).toMatchObject({ raw: '2026-01-08 09:31:07 CST', local: '2026-01-08T09:31:07', utc: null, basis: 'unknown' })
    expect(abroad?.place).toEqual({ text: 'CNCANA,China' })
    expect(one({ 'event-time-zone': 'CST', 'event-province': 'MB' })?.time.offset).toBe('-06:00')
    expect(one({ 'event-site': '', 'event-province': '' })?.time.offset).toBe('-05:00')
  })

  test.each([
    ['1496', 'Item successfully returned to sender', 'returned_to_sender'],
    ['1498', "L'article a été renvoyé avec succès à l’expéditeur.", 'returned_to_sender'],
    ['0174', "L'article renvoyé à l'expéditeur est sorti pour livraison.", 'returning'],
    ['1412', 'Item being returned to sender arrived at postal facility', 'returning'],
    ['1479', 'Tentative de renvoyer article à expéditeur. Carte laissée indiquant où ramasser', 'returning'],
  ])('%s "%s" is %s', (code, text, sub) => {
    expect(one({ 'event-identifier': code, 'event-description': text })?.meaning).toEqual({ status: 'exception', sub })
  })

  test('the words of other codes decide nothing', () => {
    const text = 'Final Notice; Item will be returned to sender if not collected within 10 days'
    expect(one({ 'event-identifier': '0156', 'event-description': text })).not.toHaveProperty('meaning')
    expect(one({ 'event-identifier': '1496', 'event-description': 'Delivered' })).not.toHaveProperty('meaning')
  })

  test('an event without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(delivered.replace('<event-date>2026-01-08<', '<event-date>08/01/2026<')).events).toHaveLength(5)
    expect(ask(occurrence({ 'event-date': '' }))).toMatchObject({ kind: 'schemaDrift', path: 'significant-events/occurrence' })
    expect(ask(occurrence({ 'event-time': '25:00:00' }))?.kind).toBe('schemaDrift')
  })

  test('an unknown code is kept verbatim', () => expect(one({ 'event-identifier': '09999' })).toMatchObject({ code: '9999' }))
})

describe('facts', () => {
  test('the service in the language asked for, and the changed date', () => {
    expect(found(delivered).facts).toEqual({ service: 'Expedited Parcels', eta: { to: '2026-01-16' } })
    expect(found(delivered, 'fr').facts.service).toBe('Colis accélérés')
    const unchanged = delivered.replace('<changed-expected-date>2026-01-16<', '<changed-expected-date><')
    expect(found(unchanged).facts.eta).toEqual({ to: '2026-01-15' })
    expect(found(unchanged.replace('<expected-delivery-date>2026-01-15<', '<expected-delivery-date>2026-02-30<')).facts).not.toHaveProperty(
      'eta',
    )
  })
})

describe('refusals', () => {
  test('the code decides, whatever the HTTP status', () => {
    for (const status of [200, 400, 401, 404, 500]) {
      expect(ask(fixture('not-found'), { status })).toEqual({ kind: 'notFound', ref: NUMBER, carrierCode: '004' })
      expect(ask(fixture('auth'), { status })).toEqual({ kind: 'badCredentials', ref: NUMBER, carrierCode: 'E002' })
    }
  })

  test('a spent minute is throttled for a minute, or for as long as the carrier says', () => {
    const spent = { kind: 'throttled', ref: NUMBER, scope: 'second', retryAfterSeconds: 60, carrierCode: 'Server' }
    expect(ask(fixture('throttled'), { status: 500 })).toEqual(spent)
    expect(ask(fixture('throttled'), { status: 500, headers: { 'retry-after': '90' } })).toEqual({ ...spent, retryAfterSeconds: 90 })
  })

  test('another failure of the server, or a code that nobody knows, is temporary', () => {
    const failed = fixture('throttled').replace('Rejected by SLM Monitor', 'Internal Error')
    expect(ask(failed)).toEqual({ kind: 'temporary', ref: NUMBER, carrierCode: 'Server' })
    expect(ask(failed, { status: 500 })).toMatchObject({ kind: 'temporary', carrierCode: 'http_500' })
    expect(ask(failed.replace('Server', '9999'), { status: 400 })).toMatchObject({ kind: 'temporary', carrierCode: '9999' })
  })

  test("somebody else's item is never shown", () => {
    expect(ask(delivered.replace(NUMBER, '7000000000000207'))).toMatchObject({ kind: 'schemaDrift', path: 'tracking-detail/pin' })
    expect(ask(delivered.replace(`<pin>${NUMBER}</pin>`, ''))).toMatchObject({ kind: 'schemaDrift', path: 'tracking-detail/pin' })
  })

  test('a prefix or no namespace at all does not matter', () => {
    expect(found(delivered.replace(' xmlns="http://www.canadapost.ca/ws/track"', '')).events).toHaveLength(6)
  })
})

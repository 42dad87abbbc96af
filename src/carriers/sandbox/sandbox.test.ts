import { describe, expect, test } from 'vitest'
import { carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import { SUBSTATUSES, type EventStatus } from '../../tracking/index.ts'
import type { Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { codes } from './codes.ts'
import { sandbox } from './index.ts'
import { STATIC_NUMBERS } from './numbers.ts'

const REGISTERED = Date.UTC(2026, 2, 10, 8, 30, 25)
const MINUTE = 60_000

function ask(
  number: string,
  { minutes = 0, language = 'en', ...extra }: Partial<TrackItem> & { minutes?: number; language?: string } = {},
): Outcome {
  const item = itemOf(number, { registeredAt: REGISTERED, ...extra })
  const [outcome] = sandbox.answer?.([item], { credential: {}, language, now: REGISTERED + minutes * MINUTE }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function events(outcome: Outcome): RawEvent[] {
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome.events
}

const eventCodes = (outcome: Outcome): string[] => events(outcome).map(({ code }) => code)
const wordless = (all: RawEvent[] | undefined): object[] => (all ?? []).map((event) => ({ ...event, text: '' }))
const happyAt = (minutes: number): string[] => eventCodes(ask('ITOD-1-123', { minutes }))
const lastCode = (outcome: Outcome): string | undefined => eventCodes(outcome).at(-1)

const local = 'it answers without a network, so there is no answer of a carrier to read'
carrierContract(sandbox, {
  found: { items: [itemOf('SB-DELIVERED')] },
  partlyFound: { items: ['SB-TRANSIT', 'SB-NOTFOUND', 'SB-INVALID'].map((number) => itemOf(number)) },
  notFound: { items: ['SB-NOTFOUND', 'RA644000001RU', '', 'x'.repeat(5_000)].map((number) => itemOf(number)) },
  invalid: { items: [itemOf('SB-INVALID')] },
  throttled: { items: ['SB-THROTTLED', 'SB-QUOTA'].map((number) => itemOf(number)) },
  skip: { auth: 'it has no credentials', malformed: local, reversed: local, times: local, canaries: local, hostile: local },
})

describe('numbers with a finished history', () => {
  test('every status and every substatus of the domain has a number', () => {
    const reached = [...STATIC_NUMBERS.keys()].map((number) => meaningOf(codes, lastCode(ask(number)) ?? ''))
    for (const status of ['inforeceived', 'transit', 'pickup', 'delivered', 'undelivered', 'exception'] satisfies EventStatus[]) {
      for (const sub of SUBSTATUSES[status]) expect(reached).toContainEqual({ status, sub })
    }
    expect(lastCode(ask('SB-EXCEPTION-ADDRESS-ISSUE'))).toBe('exception/address_issue')
    expect(lastCode(ask('SB-ADDRESS-ISSUE'))).toBe('undelivered/address_issue')
  })

  test('the history is in order, over before the registration, and in places with offsets', () => {
    for (const number of STATIC_NUMBERS.keys()) {
      const all = events(ask(number))
      const instants = all.map(({ time }) => Date.parse(time.utc ?? ''))
      expect(instants, number).toEqual([...new Set(instants)].toSorted((a, b) => a - b))
      expect(instants.at(-1), number).toBeLessThan(REGISTERED)
      for (const { time, place } of all) {
        expect(Date.parse(`${time.local}${time.offset}`)).toBe(Date.parse(time.utc ?? ''))
        expect(place?.country).toMatch(/^(CN|RU)$/)
      }
    }
  })

  test('a later look shows the same events, so that nothing is new', () => {
    for (const number of [...STATIC_NUMBERS.keys(), 'SB-EXPIRED', 'SB-WITHDRAWN', 'SB-SHUFFLED', 'SB-NOZONE']) {
      expect(ask(number, { minutes: 60 * 24 * 30 }), number).toEqual(ask(number))
    }
  })

  test('only the words depend on the language', () => {
    const [en, ru, zh, de] = ['en', 'ru', 'zh', 'de'].map((language) => events(ask('SB-DELIVERED', { language })))
    expect([en, ru, zh, de].map((all) => all?.at(-1)?.text)).toEqual(['Delivered', 'Вручено', '已妥投', 'Delivered'])
    expect(wordless(ru)).toEqual(wordless(en))
    expect(wordless(zh)).toEqual(wordless(en))
  })

  test('the numbers of EasyPost and Shippo mean what they mean there', () => {
    const known = ['EZ1000000001', 'EZ2000000002', 'EZ3000000003', 'EZ4000000004', 'EZ5000000005', 'EZ6000000006']
    expect(known.map((number) => lastCode(ask(number)))).toEqual([
      'inforeceived/label_created',
      'transit/in_transit',
      'pickup/out_for_delivery',
      'delivered/delivered_signed',
      'exception/returned_to_sender',
      'exception/address_issue',
    ])
    const shippo = ['PRE_TRANSIT', 'TRANSIT', 'DELIVERED', 'RETURNED', 'FAILURE']
    expect(shippo.map((name) => lastCode(ask(`SHIPPO_${name}`)))).toEqual([
      'inforeceived/label_created',
      'transit/in_transit',
      'delivered/delivered',
      'exception/returned_to_sender',
      'exception/address_issue',
    ])
    expect(ask('EZ7000000007').kind).toBe('notFound')
    expect(ask('SHIPPO_UNKNOWN').kind).toBe('notFound')
    expect(ask('EZ8000000008').kind).toBe('notFound')
  })

  test('many of one kind: digits after a dash, in any case', () => {
    expect(eventCodes(ask('sb-delivered-00042'))).toEqual(eventCodes(ask('SB-DELIVERED')))
    expect(ask('SB-FORBIDDEN-7').kind).toBe('forbidden')
    expect(ask('SB-DELIVERED-X').kind).toBe('notFound')
    expect(ask('EZ4000000004-1').kind).toBe('notFound')
  })
})

describe('numbers that move', () => {
  test('a step each minute, the first one with the registration', () => {
    expect(happyAt(0)).toEqual(['inforeceived/label_created'])
    expect(happyAt(1)).toEqual(['inforeceived/label_created', 'transit/in_transit'])
    expect(happyAt(3)).toEqual(['inforeceived/label_created', 'transit/in_transit', 'pickup/out_for_delivery', 'delivered/delivered'])
    expect(happyAt(1_000)).toEqual(happyAt(3))
  })

  test('what was seen stays as it was', () => {
    const early = events(ask('ITTOD-20-1', { minutes: 45 }))
    expect(early).toHaveLength(3)
    expect(events(ask('ITTOD-20-1', { minutes: 100 })).slice(0, 3)).toEqual(early)
  })

  test('substatuses by three digits, the usual one for those not listed', () => {
    expect(eventCodes(ask('I001T002E010E011-1-643642', { minutes: 9 }))).toEqual([
      'inforeceived/label_created',
      'transit/accepted',
      'exception/returning',
      'exception/returned_to_sender',
    ])
    expect(eventCodes(ask('T999F002A004-1-1', { minutes: 9 }))).toEqual([
      'transit/in_transit',
      'undelivered/failed_attempt',
      'pickup/ready_for_pickup',
    ])
  })

  test.each(['ITTTTTTTTTD-1-1', 'ITOD-0-1', 'ITOD-21-1', 'ITOD-1', 'ITXD-1-1', '-1-1', 'I01-1-1'])('%s is not a plan', (number) => {
    expect(ask(number, { minutes: 500 }).kind).toBe('notFound')
  })

  test('ten digits go the whole way, three minutes a step', () => {
    expect(eventCodes(ask('1939155131', { minutes: 7 }))).toEqual([
      'inforeceived/label_created',
      'transit/accepted',
      'transit/departed_origin_country',
    ])
    expect(lastCode(ask('1939155131', { minutes: 27 }))).toBe('delivered/delivered')
    expect(ask('193915513').kind).toBe('notFound')
  })
})

describe('numbers that misbehave', () => {
  test.each([
    ['SB-PENDING', { kind: 'temporary' }],
    ['SB-DOWN', { kind: 'temporary' }],
    ['SB-FORBIDDEN', { kind: 'forbidden' }],
    ['SB-PURGED', { kind: 'purged' }],
    ['SB-BLOCKED', { kind: 'blocked' }],
    ['SB-DRIFT', { kind: 'schemaDrift' }],
    ['SB-THROTTLED', { kind: 'throttled', scope: 'second', retryAfterSeconds: 60 }],
    ['SB-QUOTA', { kind: 'throttled', scope: 'day', retryAfterSeconds: 3_600 }],
    ['SB-POSTCODE', { kind: 'needsInput', field: 'postalCode' }],
    ['SB-PHONE', { kind: 'needsInput', field: 'phone' }],
  ])('%s', (number, outcome) => expect(ask(number)).toMatchObject(outcome))

  test('the missing input opens the parcel', () => {
    expect(ask('SB-POSTCODE', { postalCode: '630099' }).kind).toBe('found')
    expect(ask('SB-PHONE', { phone: '+70000000000' }).kind).toBe('found')
  })

  test('a carrier that recovers, and a label scanned late', () => {
    expect([4, 5].map((minutes) => ask('SB-RECOVERS', { minutes }).kind)).toEqual(['temporary', 'found'])
    expect([9, 10].map((minutes) => ask('SB-LATE', { minutes }).kind)).toEqual(['notFound', 'found'])
  })

  test('an old parcel has been silent for 200 days', () => {
    const last = events(ask('SB-EXPIRED')).at(-1)
    expect(REGISTERED - Date.parse(last?.time.utc ?? '')).toBeGreaterThan(200 * 24 * 60 * MINUTE)
  })

  test('awkward answers: shuffled and doubled, without zone, withdrawn, an unknown code, a note', () => {
    expect(events(ask('SB-SHUFFLED'))).toHaveLength(20)
    expect(eventCodes(ask('SB-SHUFFLED'))[0]).toBe('delivered/delivered')
    expect(events(ask('SB-NOZONE')).every(({ time }) => time.basis === 'unknown' && time.utc === null && time.offset === null)).toBe(true)
    expect(eventCodes(ask('SB-WITHDRAWN')).slice(-2)).toEqual(['delivered/delivered', 'void/withdrawn'])
    expect(meaningOf(codes, lastCode(ask('SB-UNKNOWNCODE')) ?? '')).toBeNull()
    expect(lastCode(ask('SB-NOTE'))).toBe('keep/note')
  })

  test('a reused number asks for a choice once, and keeps to it', () => {
    expect(ask('SB-AMBIGUOUS')).toMatchObject({ pin: 'sandbox~2', ambiguous: ['sandbox~1', 'sandbox~2'] })
    const chosen = ask('SB-AMBIGUOUS', { pin: 'sandbox~1' })
    expect(chosen).toMatchObject({ pin: 'sandbox~1' })
    expect(chosen).not.toHaveProperty('ambiguous')
    expect(lastCode(chosen)).toBe('delivered/delivered')
  })

  test('a renumbered parcel names its new number', () => {
    expect(ask('SB-RENUMBERED')).toMatchObject({ kind: 'found', successors: [{ carrier: 'sandbox', number: 'SB-DELIVERED' }] })
  })
})

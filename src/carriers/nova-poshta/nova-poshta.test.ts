import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { Outcome, TrackItem } from '../carrier.ts'
import { novaPoshta } from './index.ts'

const [RECEIVED, MOVING, UNKNOWN, FORGOTTEN] = ['20450000000015', '20450000000023', '20450000000031', '20450000000049'] as const
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const states = fixture('states.json')

/** One waybill of the fixture with other fields, alone in its answer. */
function waybill(fields: object, number: string = RECEIVED): string {
  const body = JSON.parse(states)
  const document = body.data.find((one: { Number: string }) => one.Number === number)
  return JSON.stringify({ ...body, data: [{ ...document, ...fields }] })
}

const moving = (fields: object): string => waybill(fields, MOVING)
const refused = (errors: string[], errorCodes: string[] = []): string => JSON.stringify({ success: false, data: [], errors, errorCodes })

function ask(text: string, item: TrackItem = itemOf(RECEIVED)): Outcome {
  const [outcome] = novaPoshta.parse?.(answerOf(text), [item], { credential: {}, language: 'uk', now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number: string = RECEIVED): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, itemOf(number))
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

carrierContract(novaPoshta, {
  found: { items: [itemOf(RECEIVED)], answer: answerOf(states) },
  partlyFound: { items: [RECEIVED, MOVING, UNKNOWN, FORGOTTEN].map((number) => itemOf(number)), answer: answerOf(states) },
  notFound: { items: [itemOf(UNKNOWN), itemOf(FORGOTTEN)], answer: answerOf(states) },
  invalid: { items: [itemOf('12 3*')], answer: answerOf(refused(['DocumentNumber is invalid'])) },
  auth: { items: [itemOf(RECEIVED)], answer: answerOf(fixture('key-refused.json')) },
  throttled: { items: [itemOf(RECEIVED)], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [itemOf(RECEIVED)], answer: answerOf(states.replaceAll('"StatusCode"', '"State"')) },
  times: {
    answer: (raw) => answerOf(waybill({ StatusCode: '5', TrackingUpdateDate: raw })),
    samples: [
      { raw: '14-01-2026 10:00:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T08:00:00Z' },
      { raw: '14.01.2026 10:00:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T08:00:00Z' },
      { raw: '2026-07-14 10:00:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T07:00:00Z' },
      { raw: '10:00 14.07.2026', local: '2026-07-14T10:00:00', utc: '2026-07-14T07:00:00Z' },
    ],
  },
  canaries: ['CANARY', '380000000001', '380000000002'],
  skip: { reversed: 'one number has one event, that of its current state' },
})

test('the request asks for all waybills with an empty key, and a phone as digits', () => {
  const items = [itemOf(RECEIVED, { phone: '+380 (00) 000-00-02' }), itemOf(MOVING)]
  const request = novaPoshta.buildRequest?.(items, { credential: {}, language: 'uk', now: 0 })
  expect(request).toMatchObject({ method: 'POST', path: '/v2.0/json/' })
  expect(JSON.parse(request?.body ?? '')).toEqual({
    apiKey: '',
    modelName: 'TrackingDocument',
    calledMethod: 'getStatusDocuments',
    methodProperties: {
      Documents: [
        { DocumentNumber: RECEIVED, Phone: '380000000002' },
        { DocumentNumber: MOVING, Phone: '' },
      ],
    },
  })
})

describe('the time of a state', () => {
  test.each([
    ['9', '14.01.2026 13:36:49'],
    ['1', '12-01-2026 12:41:31'],
    ['7', '2026-01-14 13:36:49'],
  ])('%s: %s', (StatusCode, raw) => expect(found(waybill({ StatusCode })).events.map(({ time }) => time.raw)).toEqual([raw]))

  test('a missing one is replaced by the next that tells the same', () => {
    const none = { RecipientDateTime: '', ActualDeliveryDate: '0001-01-01 00:00:00' }
    expect(found(waybill({ RecipientDateTime: '' })).events[0]?.time.raw).toBe('2026-01-14 09:05:00')
    expect(found(waybill(none)).events[0]?.time.raw).toBe('2026-01-14 13:36:49')
    expect(found(states, MOVING).events[0]?.time).toMatchObject({ raw: '20:05 14.01.2026', utc: '2026-01-14T18:05:00Z' })
  })

  test('none at all is a drift, not the time of asking', () => {
    expect(ask(moving({ DateScan: '' }), itemOf(MOVING))).toEqual({ kind: 'schemaDrift', ref: MOVING, path: 'data[].TrackingUpdateDate' })
  })
})

describe('a state', () => {
  test('has the words, with the reason of a failed attempt, and the city of its end', () => {
    expect(found(states).events[0]).toMatchObject({
      code: '9',
      text: 'Відправлення отримано',
      place: { text: 'Чернівці', city: 'Чернівці' },
    })
    expect(found(states, MOVING).events[0]).not.toHaveProperty('place')
    expect(found(waybill({ StatusCode: '1' })).events[0]?.place?.city).toBe('Львів')
    const attempt = { StatusCode: '111', Status: 'Невдала спроба доставки', UndeliveryReasonsSubtypeDescription: 'Немає зв’язку' }
    expect(found(waybill(attempt)).events[0]?.text).toBe('Невдала спроба доставки: Немає зв’язку')
  })

  test('received on a waybill that is a return: the sender has it back', () => {
    const { events, facts } = found(waybill({ OwnerDocumentType: 'CargoReturn' }))
    expect(events[0]?.meaning).toEqual({ status: 'exception', sub: 'returned_to_sender' })
    expect(facts.isReturn).toBe(true)
    expect(found(waybill({ OwnerDocumentType: 'CargoReturn', StatusCode: '5' })).events[0]).not.toHaveProperty('meaning')
  })

  test('a waybill made on its basis is a successor, but not one for the money of a parcel that was received', () => {
    const next = { LastCreatedOnTheBasisNumber: '20450000000099' }
    expect(found(moving({ ...next, StatusCode: '104' }), MOVING).successors).toEqual([{ carrier: 'nova-poshta', number: '20450000000099' }])
    expect(found(states)).not.toHaveProperty('successors')
    expect(found(waybill({ LastCreatedOnTheBasisDocumentType: 'CargoReturn' })).successors).toHaveLength(1)
    expect(found(states, MOVING)).not.toHaveProperty('successors')
  })

  test('facts: service, the weight that was measured, the planned day until it is received, the number of the shop', () => {
    expect(found(states).facts).toEqual({ service: 'WarehouseWarehouse', weightKg: 4.8, reference: 'SHOP-0001' })
    expect(found(states, MOVING).facts).toEqual({ service: 'WarehouseDoors', weightKg: 1.5, eta: { to: '2026-01-16' } })
    expect(found(moving({ ScheduledDeliveryDate: '17-01-2026 18:00:00', CheckWeight: 9e9 }), MOVING).facts).toMatchObject({
      weightKg: 1.5,
      eta: { to: '2026-01-17' },
    })
  })
})

describe('refusals', () => {
  test('a number that is missing in the answer is a drift', () => {
    expect(ask(states, itemOf('20450000000099'))).toEqual({ kind: 'schemaDrift', ref: '20450000000099', path: 'data[].Number' })
    expect(ask('{"success":true}').kind).toBe('schemaDrift')
  })

  test.each([
    [['API key is invalid'], ['20000200068'], 'badCredentials', '20000200068'],
    [['To many requests'], [], 'throttled', 'To many requests'],
    [['DocumentNumber is invalid'], ['1'], 'invalidNumber', '1'],
    [['Something new'], [], 'temporary', 'Something new'],
    [[], [], 'temporary', 'no_success'],
  ])('%j %j is %s', (errors, errorCodes, kind, carrierCode) => {
    expect(ask(refused(errors, errorCodes))).toMatchObject({ kind, ref: RECEIVED, carrierCode })
  })

  test('an error about a number blames none of several that may be right', () => {
    const items = [itemOf(RECEIVED), itemOf(MOVING)]
    const outcomes = novaPoshta.parse?.(answerOf(refused(['DocumentNumber is invalid'], [])), items, {
      credential: {},
      language: 'uk',
      now: 0,
    })
    expect(outcomes?.map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
  })
})

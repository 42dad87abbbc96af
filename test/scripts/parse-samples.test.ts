import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { candidates, readSamples, report, statusOf } from '../../scripts/parse-samples.ts'
import { type Carrier, carrierByCode, type Outcome } from '../../src/carriers/index.ts'

const base = mkdtempSync(join(tmpdir(), 'samples-'))
let root = ''
let made = 0
beforeEach(() => {
  root = join(base, String(++made))
  mkdirSync(root)
})
afterAll(() => rmSync(base, { recursive: true }))

function sample(folder: string, file: string, content: unknown): void {
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, file), typeof content === 'string' ? content : JSON.stringify(content))
}

/** An order of CDEK with these statuses. */
function order(number: string, ...codes: string[]): object {
  const statuses = codes.map((code, i) => ({ code, name: 'Placeholder', date_time: `2026-01-1${i}T10:00:00+0300` }))
  return { entity: { cdek_number: number, statuses } }
}

const refused = (code: string): object => ({ requests: [{ errors: [{ code, message: 'Placeholder' }] }] })
const rows = (...fields: ('folder' | 'file' | 'adapter' | 'number' | 'outcome' | 'events' | 'unknown' | 'problem')[]): unknown[] =>
  readSamples(root).map((row) => fields.map((field) => row[field]))

describe('rows', () => {
  test('each answer with its number, outcome, events and the codes that the table lacks', () => {
    sample('cdek', 'order-found.json', order('1000000001', 'CREATED', 'NEW_CODE'))
    sample('cdek', 'order-notfound-404.json', refused('v2_entity_not_found'))
    sample('cdek', 'README.md', 'Placeholder')
    sample('cdek', 'codes.json', {})
    sample('cdek', 'token-success.json', { access_token: 'x' })
    sample('cdek', 'webhook-order-status.json', {})
    expect(rows('file', 'adapter', 'number', 'outcome', 'events', 'unknown', 'problem')).toEqual([
      ['order-found.json', 'cdek', '1000000001', 'found', 2, ['NEW_CODE'], ''],
      ['order-notfound-404.json', 'cdek', 'v2_entity_not_found', 'notFound', null, [], ''],
    ])
  })

  test('a folder goes by its own name or by that of its adapter; one without an adapter is listed', () => {
    sample('dhl-express-mydhl', 'throttled-429.json', {})
    sample('ems-china', 'throttled-429.json', {})
    sample('chronopost', 'found.xml', '<a/>')
    sample('nobody', 'found.json', {})
    expect(rows('folder', 'file', 'adapter', 'outcome')).toEqual([
      ['chronopost', '1 file', '', 'no adapter'],
      ['dhl-express-mydhl', 'throttled-429.json', 'dhl-express', 'throttled'],
      ['ems-china', 'throttled-429.json', 'china-ems', 'throttled'],
      ['nobody', '1 file', '', 'no adapter'],
    ])
  })

  test('several numbers of one answer have a row each', () => {
    const known = { shipmentID: 'H9000000000000000010', status: [{ timestamp: '2026-01-14T08:30:00+01:00', code: '0000' }] }
    const unknown = { shipmentID: 'H9000000000000000029', result: { code: 'e001' } }
    sample('hermes-de', 'batch.json', { shipmentinfo: [known, unknown] })
    expect(rows('number', 'outcome', 'events')).toEqual([
      ['H9000000000000000010', 'found', 1],
      ['H9000000000000000029', 'notFound', null],
    ])
  })

  test('an answer in another shape, and one that is no answer, is a row like others', () => {
    sample('cdek', 'found.json', { order: { cdek_number: '1000000001' } })
    sample('cdek', 'error.json', 'no JSON')
    expect(rows('file', 'outcome', 'problem')).toEqual([
      ['error.json', 'schemaDrift', ''],
      ['found.json', 'schemaDrift', ''],
    ])
  })
})

describe('what is wrong', () => {
  const cdek = carrierByCode('cdek') as Carrier
  const problems = (parse: () => Outcome[]): string[] => readSamples(root, () => ({ ...cdek, parse })).map(({ problem }) => problem)

  test('an adapter that throws, forgets or makes up an outcome', () => {
    sample('cdek', 'found.json', order('1000000001', 'CREATED'))
    expect(
      problems(() => {
        throw new Error('boom')
      }),
    ).toEqual(['threw boom'])
    expect(problems(() => [])).toEqual(['outcomes: none'])
    expect(problems(() => [{ kind: 'lost', ref: '1' } as unknown as Outcome])).toEqual(['outcomes: lost'])
  })

  test('a find without events, where the file is named a find and holds times', () => {
    const nothing = { shipment: { idShip: '6A00000000001', event: [], entryDate: '2026-01-14T10:00:00+01:00' } }
    sample('la-poste', 'found.json', nothing)
    sample('la-poste', 'notfound-empty.json', nothing)
    expect(rows('file', 'outcome', 'problem')).toEqual([
      ['found.json', 'found', 'found without events'],
      ['notfound-empty.json', 'found', ''],
    ])
  })
})

test.each([
  ['notfound-404.json', '{}', 404],
  ['notfound-http200.json', '{}', 200],
  ['order-invalid-format-400.json', '{}', 400],
  ['throttled.json', '{}', 429],
  ['rtm34-fault-auth.xml', '<S:Envelope/>', 500],
  ['fault-notfound.xml', '<response/>', 200],
  ['auth-error.xml', '<messages/>', 401],
  ['found-2026.json', '{}', 200],
])('%s came with HTTP %3$d', (file, text, status) => expect(statusOf(file, text)).toBe(status))

function found(text: string): string[] {
  return candidates(text).map(({ number }) => number)
}

test('numbers are looked for in elements, attributes, keys, values, and JSON within JSON; the unknown one comes last', () => {
  const unknown = 'UNKNOWN0001'
  expect(found('<a>\n    <n:Pin id="A-0001">B-0002</n:Pin>\n</a>')).toEqual(['B-0002', 'A-0001', unknown])
  expect(found('{"C-0003":[{"text":"no number"}],"mailNo":40004}')).toEqual(['C-0003', '40004', unknown])
  expect(found(JSON.stringify({ data: JSON.stringify({ waybill: 'D-0005' }) }))).toEqual(['D-0005', unknown])
  expect(found('')).toEqual([unknown])
})

test('without the folder there is nothing to do; what is wrong is marked and ends with 1', () => {
  const away = join(root, 'away')
  expect(report(away)).toEqual({ code: 0, text: `There is no ${away}: nothing to parse.\n` })
  sample('cdek', 'found.json', order('1000000001', 'CREATED', 'NEW_CODE'))
  expect(report(root).code).toBe(0)
  sample('la-poste', 'found.json', { shipment: { idShip: '6A00000000001', event: [], entryDate: '2026-01-14T10:00:00+01:00' } })
  const { code, text } = report(root)
  expect(code).toBe(1)
  expect(text).toMatch(/^cdek +found\.json +cdek +found +2 +NEW_CODE$/m)
  expect(text).toMatch(/^la-poste +found\.json +laposte +! found without events +0$/m)
  expect(text).toMatch(/^2 rows, 0 folders without an adapter, 1 wrong$/m)
})

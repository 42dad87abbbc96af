import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLab, LAB_CREDENTIALS } from '../../src/lab/index.ts'
import { fedexTrack, handClock, openLab, pick, pickEach, soap, type Answer, type Bench } from './support.ts'
import { see } from '../../src/lab/world.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openLab()
})
afterEach(() => bench.lab.close())

const operations = async (number: string): Promise<string[]> =>
  [...(await bench.call('russian-post', '/rtm34', soap(number))).text.matchAll(/<ns3:OperType><ns3:Id>(\d+)/g)].map(
    (match) => match[1] ?? '',
  )

describe('journeys', () => {
  test('a journey that starts when asked for shows each step when its second has come', async () => {
    bench.clock.move(3_600)
    expect(await operations('80083000000030')).toEqual(['28'])
    bench.clock.move(9)
    expect(await operations('80083000000030')).toEqual(['28'])
    bench.clock.move(1)
    expect(await operations('80083000000030')).toEqual(['28', '1'])
    bench.clock.move(40)
    expect(await operations('80083000000030')).toEqual(['28', '1', '8', '8', '2'])
  })

  test('a journey that was set starts then; nothing happened yet is not found', async () => {
    bench.lab.set('russian-post', 'RO300000012RU', { steps: [{ code: '1', attr: '1', at: 60, text: { ru: 'Единичный' } }] })
    expect(await operations('RO300000012RU')).toEqual([])
    bench.clock.move(60)
    expect(await operations('RO300000012RU')).toEqual(['1'])
    bench.lab.set('russian-post', 'RO300000012RU', null)
    expect(await operations('RO300000012RU')).toEqual([])
  })

  test('a time is relative to the day at the place, or absolute', async () => {
    // 12:00 UTC on 2 March is 3 March at +13:00.
    const steps = [
      { code: '1', at: '-1d 04:00', offset: '+13:00', text: { ru: 'a' } },
      { code: '8', at: '2026-01-05T06:07:08-03:30', text: { ru: 'b' } },
    ]
    bench.lab.set('russian-post', 'RO300000012RU', { steps })
    const { text } = await bench.call('russian-post', '/rtm34', soap('RO300000012RU'))
    expect(text).toContain('<ns3:OperDate>2026-03-02T04:00:00.000+13:00</ns3:OperDate>')
    expect(text).toContain('<ns3:OperDate>2026-01-05T06:07:08.000-03:30</ns3:OperDate>')
  })

  test.each([0, 5, 6, 7, 16, 23])('a parcel that flies west arrives after it left, also when it is %i:13 UTC', (hour) => {
    const journey = {
      offset: '-05:00',
      steps: [
        { code: '1', at: '-2d 17:00', text: { en: 'New York' } },
        { code: '2', at: '-1d 03:30', offset: '-08:00', text: { en: 'Los Angeles' } },
        { code: '3', at: '-1d 05:00', offset: '-08:00', text: { en: 'San Pedro' } },
      ],
    }
    const start = Date.UTC(2026, 10, 28, hour, 13)
    const times = see(journey, start, start).parcels[0]?.steps.map(({ time }) => time.utc) ?? []
    expect(times).toHaveLength(3)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('a wrong journey or scenario is refused with its place', async () => {
    expect(() => bench.lab.set('cdek', '1', { steps: [{ code: 'X', at: 'yesterday', text: {} }] })).toThrow('/steps/0/at')
    const parcels = [{ number: '1', journey: { steps: [], colour: 'red' } }]
    await expect(createLab({ clock: handClock(), scenarios: [{ carrier: 'cdek', parcels }] })).rejects.toThrow('/parcels/0/journey')
  })
})

async function post(path: string, body: unknown, type = 'application/json'): Promise<Answer> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } }
  const response = await fetch(`${bench.lab.url}/_lab${path}`, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

async function get(path: string): Promise<Answer> {
  const response = await fetch(`${bench.lab.url}/_lab${path}`)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('the control door', () => {
  test('lists endpoints and parcels of every carrier', async () => {
    const { text } = await get('')
    expect(pick(text, 'carriers', 'cdek')).toEqual({ endpoint: `${bench.lab.url}/cdek`, fault: null, held: false })
    expect(new Set(pickEach(text, ['parcels'], 'carrier'))).toEqual(new Set(Object.keys(LAB_CREDENTIALS)))
    expect(pick(text, 'parcels')).toContainEqual(expect.objectContaining({ number: 'RA644000001RU', steps: { seen: 6, all: 6 } }))
  })

  test('sets faults, holds, parcels; shows requests; resets', async () => {
    expect((await post('/faults', { carrier: 'fedex', fault: { kind: 'throttled', times: 2 }, hold: true })).status).toBe(200)
    expect(bench.lab.describe().carriers['fedex']).toMatchObject({ held: true, fault: { kind: 'throttled' } })
    expect(pick((await post('/faults', { carrier: 'fedex', fault: null, hold: false })).text, 'carriers', 'fedex')).toMatchObject({
      fault: null,
      held: false,
    })

    const journey = { steps: [{ code: '1', attr: '1', at: -60, text: { en: 'Single' } }] }
    expect((await post('/parcels', { carrier: 'russian-post', number: 'RO300000012RU', journey })).status).toBe(200)
    expect(await operations('RO300000012RU')).toEqual(['1'])
    expect(pick((await get('/requests?carrier=russian-post')).text, 'requests')).toMatchObject([
      { method: 'POST', path: '/rtm34', numbers: ['RO300000012RU'], status: 200 },
    ])
    expect((await post('/reset', {})).status).toBe(200)
    expect(await operations('RO300000012RU')).toEqual([])
    expect(bench.lab.requests('russian-post')).toHaveLength(1)
  })

  test('refuses what it does not understand, and types a web page can send', async () => {
    expect(await post('/faults', { carrier: 'fedex', fault: { kind: 'fire' } })).toMatchObject({ status: 400 })
    expect((await post('/faults', { carrier: 'nobody' })).status).toBe(400)
    expect((await post('/parcels', { carrier: 'cdek', number: '1', journey: {} })).status).toBe(400)
    expect((await post('/reset', {}, 'text/plain')).status).toBe(415)
    expect((await get('/requests')).status).toBe(400)
    expect((await get('/other')).status).toBe(404)
    expect((await fetch(bench.lab.url)).status).toBe(404)
  })
})

test('numbers of the instant range are answered by every carrier from one journey', async () => {
  const journey = { steps: [{ code: '8', attr: '4', at: -60, text: { ru: 'Покинуло' } }] }
  const { lab, call, bearer } = await openLab({ instant: { prefix: 'BENCH', journey } })
  try {
    expect((await call('russian-post', '/rtm34', soap('BENCH7'))).text).toContain('<ns3:Barcode>BENCH7</ns3:Barcode>')
    const order = await call('cdek', '/orders?cdek_number=BENCH8', { headers: await bearer('cdek') })
    expect(JSON.parse(order.text)).toMatchObject({ entity: { cdek_number: 'BENCH8', statuses: [{ code: '8' }] } })
    const track = await call('fedex', '/track/v1/trackingnumbers', fedexTrack(['BENCH"1', 'BENCH2', 'OTHER3'], await bearer('fedex')))
    const path = ['output', 'completeTrackResults']
    expect(pickEach(track.text, path, 'trackingNumber')).toEqual(['BENCH"1', 'BENCH2', 'OTHER3'])
    expect(pickEach(track.text, path, 'trackResults', 0, 'scanEvents', 0, 'eventType')).toEqual(['8', '8', undefined])
  } finally {
    await lab.close()
  }
})

test('without a journey, numbers of the instant range are in transit', async () => {
  const { lab, call, bearer } = await openLab({ instant: { prefix: '99' } })
  try {
    const track = await call('fedex', '/track/v1/trackingnumbers', fedexTrack(['990000000001'], await bearer('fedex')))
    const path = ['output', 'completeTrackResults', 0, 'trackResults', 0]
    expect(pick(track.text, ...path, 'latestStatusDetail', 'derivedCode')).toBe('IT')
    expect(pickEach(track.text, [...path, 'scanEvents'], 'eventType')).toEqual(['DP', 'PU', 'OC'])
    expect((await call('russian-post', '/rtm34', soap('99000000000001'))).text).toContain('<ns3:OperType><ns3:Id>8</ns3:Id>')
    expect((await call('cdek', '/orders?cdek_number=9900000001', { headers: await bearer('cdek') })).text).toContain('TAKEN_BY_TRANSPORTER')
  } finally {
    await lab.close()
  }
})

test('close frees the port though an answer is held', async () => {
  const { lab, call } = await openLab()
  lab.hold('russian-post')
  const held = call('russian-post', '/rtm34', soap('RA644000001RU'))
  const refused = expect(held).rejects.toThrow()
  await expect.poll(() => lab.requests('russian-post').length).toBe(1)
  await lab.close()
  await refused
  const again = await createLab({ clock: handClock(), port: Number(new URL(lab.url).port) })
  expect(again.url).toBe(lab.url)
  await again.close()
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fedexTrack, openLab, pick, pickEach, soap, type Answer, type Bench } from './support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openLab()
})
afterEach(() => bench.lab.close())

const tags = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<ns3:${name}>([^<]*)</ns3:${name}>`, 'g'))].map((m) => m[1] ?? '')

const post = (init: RequestInit): Promise<Answer> => bench.call('russian-post', '/rtm34', init)

describe('Russian Post', () => {
  test('a delivered item: records out of order, the acceptance twice, times with the offset of the place', async () => {
    const { status, headers, text } = await post(soap('RA644000001RU'))
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/soap+xml; charset=utf-8')
    expect(text).toContain('<ns7:getOperationHistoryResponse xmlns:ns3="http://russianpost.org/operationhistory/data"')
    expect(tags(text, 'OperDate')).toEqual([
      '2026-02-24T10:01:00.000+06:00',
      '2026-02-27T08:20:00.000+06:00',
      '2026-02-25T19:40:00.000+06:00',
      '2026-02-28T13:27:00.000+06:00',
      '2026-02-25T07:15:00.000+06:00',
      '2026-02-24T10:01:00.000+06:00',
    ])
    expect(text).toContain('<ns3:OperType><ns3:Id>2</ns3:Id><ns3:Name>Вручение</ns3:Name></ns3:OperType><ns3:OperAttr><ns3:Id>1</ns3:Id>')
    expect(bench.lab.requests('russian-post').at(-1)).toMatchObject({ numbers: ['RA644000001RU'], status: 200, path: '/rtm34' })
  })

  test('names come in English when asked, and an office abroad has no index', async () => {
    const { text } = await post(soap('RB100000017CN', { language: 'ENG' }))
    expect(text).toContain('Released by customs')
    expect(text).toContain('<ns3:OperationAddress><ns3:Description>GUANGZHOU</ns3:Description></ns3:OperationAddress>')
  })

  test('nothing known: 200 and an empty history; so is the notice of a known item', async () => {
    for (const init of [soap('RO300000012RU'), soap('RA644000001RU', { message: '1' })]) {
      const { status, text } = await post(init)
      expect(status).toBe(200)
      expect(text).toContain('<ns3:OperationHistoryData/>')
    }
  })

  test.each([
    ['a wrong login', soap('RA644000001RU', { login: 'other' }), 'AuthorizationFaultReason'],
    ['a wrong login comes before a wrong number', soap('12', { login: 'other' }), 'AuthorizationFaultReason'],
    ['a number of another form', soap('12345'), 'OperationHistoryFaultReason'],
    ['an unknown language', soap('RA644000001RU', { language: 'FRA' }), 'LanguageFaultReason'],
  ])('%s is a fault with its reason', async (_name, init, reason) => {
    const { status, headers, text } = await post(init)
    expect(status).toBe(500)
    expect(headers.get('content-type')).toBe('application/soap+xml; charset=utf-8')
    expect(text).toContain('<S:Value>S:Receiver</S:Value>')
    expect(text).toContain(`<ns3:${reason} xmlns:ns3="http://russianpost.org/operationhistory/data">`)
  })

  test('malformed requests: SOAP 1.1, no XML, a DOCTYPE, text/xml, GET', async () => {
    const body = soap('RA644000001RU')
    expect((await post(soap('RA644000001RU', { envelope: 'http://schemas.xmlsoap.org/soap/envelope/' }))).text).toContain(
      'S:VersionMismatch',
    )
    expect((await post({ ...body, body: '<a><b></a>' })).text).toContain('S:Sender')
    expect((await post({ ...body, body: `<!DOCTYPE a [<!ENTITY b "c">]>${body.body}` })).text).toContain('S:Sender')
    expect((await post({ ...body, headers: { 'content-type': 'text/xml' } })).status).toBe(415)
    expect((await bench.call('russian-post', '/rtm34')).status).toBe(405)
    expect((await bench.call('russian-post', '/other')).status).toBe(404)
  })

  test('a place with markup is escaped', async () => {
    bench.lab.set('russian-post', 'RA644000001RU', { steps: [{ code: '1', at: 0, place: { city: '<b>&"' }, text: { ru: 'Единичный' } }] })
    expect((await post(soap('RA644000001RU'))).text).toContain('<ns3:Description>&lt;b&gt;&amp;&quot;</ns3:Description>')
  })
})

const orders = (query: string, headers: Record<string, string> = {}): Promise<Answer> => bench.call('cdek', `/orders${query}`, { headers })
const errorOf = (text: string): unknown => pick(text, 'requests', 0, 'errors', 0, 'code')

describe('CDEK', () => {
  test('a delivered order: statuses newest first, offset without a colon', async () => {
    const { status, text } = await orders('?cdek_number=1100000001', await bench.bearer('cdek'))
    expect(status).toBe(200)
    expect(pick(text, 'entity')).toMatchObject({ is_return: false, cdek_number: '1100000001' })
    const statuses = pickEach(text, ['entity', 'statuses'])
    expect(statuses[0]).toEqual({
      code: 'DELIVERED',
      name: 'Вручен',
      date_time: '2026-02-28T15:40:00+0700',
      city: 'Новосибирск',
      deleted: false,
    })
    expect(pick(statuses.at(-1), 'code')).toBe('CREATED')
  })

  test('the same order by shop number and by uuid; a return says so', async () => {
    const headers = await bench.bearer('cdek')
    const { text } = await orders('?im_number=IM-1100000003', headers)
    expect(pick(text, 'entity', 'is_return')).toBe(true)
    expect((await orders(`/${String(pick(text, 'entity', 'uuid'))}`, headers)).text).toBe(text)
  })

  test.each([
    ['?cdek_number=1999999999', 400, 'v2_entity_not_found'],
    ['?im_number=nothing', 400, 'v2_entity_not_found_im_number'],
    ['?cdek_number=1100000004', 400, 'v2_entity_forbidden'],
    ['?cdek_number=RA644000001RU', 400, 'v2_invalid_format'],
    ['', 400, 'v2_parameters_empty'],
    ['/not-a-uuid', 400, 'v2_invalid_format'],
    ['/00000000-0000-4000-8000-001999999999', 404, 'v2_entity_not_found'],
  ])('%s is refused with %i %s', async (query, status, code) => {
    const answer = await orders(query, await bench.bearer('cdek'))
    expect(answer.status).toBe(status)
    expect(errorOf(answer.text)).toBe(code)
    expect(JSON.parse(answer.text)).toMatchObject({ requests: [{ state: 'INVALID' }] })
  })

  test('tokens live 3599 s; wrong credentials, no token and an expired one are 401', async () => {
    expect(JSON.parse((await bench.token('cdek')).text)).toMatchObject({ token_type: 'bearer', expires_in: 3599 })
    const wrong = await bench.token('cdek', { client_secret: 'other' })
    expect([wrong.status, JSON.parse(wrong.text)]).toEqual([401, { error: 'invalid_client', error_description: 'Bad client credentials' }])
    expect((await orders('?cdek_number=1100000001')).status).toBe(401)
    const headers = await bench.bearer('cdek')
    bench.clock.move(3598)
    expect((await orders('?cdek_number=1100000001', headers)).status).toBe(200)
    bench.clock.move(1)
    const late = await orders('?cdek_number=1100000001', headers)
    expect([late.status, errorOf(late.text)]).toEqual([401, 'v2_token_expired'])
  })

  test('a wrong grant, method and path', async () => {
    expect((await bench.token('cdek', { grant_type: 'password' })).status).toBe(400)
    expect((await bench.call('cdek', '/orders', { method: 'PUT' })).status).toBe(405)
    expect((await bench.call('cdek', '/deliverypoints')).status).toBe(404)
  })
})

const RESULTS = ['output', 'completeTrackResults']
const trackResults = (text: string, ...path: (string | number)[]): unknown => pick(text, ...RESULTS, 0, 'trackResults', ...path)

const codes = (text: string): unknown[] => pickEach(text, [...RESULTS, 0, 'trackResults'], 'latestStatusDetail', 'code')

async function track(numbers: (string | object)[], headers?: Record<string, string>): Promise<Answer & { code: unknown }> {
  const answer = await bench.call('fedex', '/track/v1/trackingnumbers', fedexTrack(numbers, headers ?? (await bench.bearer('fedex'))))
  return { ...answer, code: pick(answer.text, 'errors', 0, 'code') }
}

describe('FedEx', () => {
  test('one call holds good, unknown and impossible numbers, in the order asked', async () => {
    const { status, text } = await track(['770000000039', '999999999999', 'NO-NUMBER', '770000000017'])
    expect(status).toBe(200)
    expect(pickEach(text, RESULTS, 'trackingNumber')).toEqual(['770000000039', '999999999999', 'NO-NUMBER', '770000000017'])
    const errors = [undefined, 'TRACKING.TRACKINGNUMBER.NOTFOUND', 'TRACKING.TRACKINGNUMBER.INVALID', undefined]
    expect(pickEach(text, RESULTS, 'trackResults', 0, 'error', 'code')).toEqual(errors)
    const derived = ['DL', undefined, undefined, 'IT']
    expect(pickEach(text, RESULTS, 'trackResults', 0, 'latestStatusDetail', 'derivedCode')).toEqual(derived)
    expect(bench.lab.requests('fedex').at(-1)?.numbers).toHaveLength(4)
  })

  test('scans come newest first with the offset of the place, and now and then without', async () => {
    const { text } = await track(['770000000039'])
    expect(pickEach(text, [...RESULTS, 0, 'trackResults', 0, 'scanEvents'], 'date')).toEqual([
      '2026-02-27T11:48:00-08:00',
      '2026-02-27T08:05:00-08:00',
      '2026-02-26T04:10:00-06:00',
      '2026-02-25T17:20:00',
      '2026-02-25T09:00:00-06:00',
    ])
  })

  test('an exception has its code; the recovered parcel is delivered', async () => {
    const { text } = await track(['770000000040'])
    expect(trackResults(text, 0, 'latestStatusDetail', 'code')).toBe('DL')
    const scans = [...RESULTS, 0, 'trackResults', 0, 'scanEvents']
    expect(pickEach(text, scans, 'eventType')).toEqual(['DL', 'OD', 'DE', 'OD', 'DP', 'PU'])
    expect(pickEach(text, scans, 'exceptionCode')).toEqual(['', '', '08', '', '', ''])
  })

  test('a reused number has two results; the unique id or the ship date picks one', async () => {
    const trackingNumber = '770000000050'
    const { text } = await track([trackingNumber])
    expect(codes(text)).toEqual(['DP', 'DL'])
    const trackingNumberUniqueId = trackResults(text, 1, 'trackingNumberInfo', 'trackingNumberUniqueId')
    expect(codes((await track([{ trackingNumberInfo: { trackingNumber, trackingNumberUniqueId } }])).text)).toEqual(['DL'])
    const dated = { trackingNumberInfo: { trackingNumber }, shipDateBegin: '2026-02-01', shipDateEnd: '2026-03-01' }
    expect(codes((await track([dated])).text)).toEqual(['DP'])
  })

  test('30 numbers a call, not 31, and not none', async () => {
    const many = Array.from({ length: 31 }, () => '770000000017')
    expect(pickEach((await track(many.slice(1))).text, RESULTS)).toHaveLength(30)
    expect(await track(many)).toMatchObject({ status: 400, code: 'TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED' })
    expect(await track([])).toMatchObject({ status: 400, code: 'TRACKING.TRACKINGNUMBER.EMPTY' })
  })

  test('tokens live 3600 s; wrong credentials, no token and an expired one are 401', async () => {
    expect(JSON.parse((await bench.token('fedex')).text)).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'CXS' })
    const wrong = await bench.token('fedex', { client_id: 'other' })
    expect([wrong.status, JSON.parse(wrong.text)]).toMatchObject([401, { errors: [{ code: 'NOT.AUTHORIZED.ERROR' }] }])
    expect((await bench.token('fedex', { grant_type: '' })).status).toBe(400)
    expect(await track(['770000000017'], {})).toMatchObject({ status: 401, code: 'NOT.AUTHORIZED.ERROR' })
    const headers = await bench.bearer('fedex')
    bench.clock.move(3600)
    expect(await track(['770000000017'], headers)).toMatchObject({ status: 401, code: 'NOT.AUTHORIZED.ERROR' })
  })

  test('malformed requests: no JSON, another shape, another type, GET', async () => {
    const headers = { ...(await bench.bearer('fedex')), 'content-type': 'application/json' }
    const send = (init: RequestInit) => bench.call('fedex', '/track/v1/trackingnumbers', init)
    expect((await send({ method: 'POST', headers, body: '{"trackingInfo":' })).status).toBe(400)
    expect((await send({ method: 'POST', headers, body: '{"trackingInfo":{}}' })).status).toBe(400)
    expect((await send({ method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' })).status).toBe(415)
    expect((await send({ headers })).status).toBe(405)
  })
})

test('a body over 1 MiB is refused', async () => {
  const body = 'x'.repeat(1_048_577)
  for (const [carrier, path] of [['russian-post', '/rtm34'] as const, ['fedex', '/track/v1/trackingnumbers'] as const]) {
    expect((await bench.call(carrier, path, { method: 'POST', body })).status).toBe(413)
  }
})

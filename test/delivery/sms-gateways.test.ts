import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createSmsDelivery, type SendResult, type Sms, type SmsAlarm, type SmsDelivery } from '../../src/delivery/index.ts'
import { createTransport, type Transport } from '../../src/net/index.ts'
import { silentLog } from '../support/database.ts'
import {
  type Fault,
  type GatewayDouble,
  SMS_RU_CREDENTIAL,
  type SmsRuDouble,
  SMSC_RU_CREDENTIAL,
  startGateway,
  startSmscRu,
  startSmsRu,
  startTwilio,
  TWILIO_CREDENTIAL,
} from '../support/sms-gateways/index.ts'

const MESSAGE: Sms = {
  to: '+79161234567',
  text: 'Дом и Сад: заказ 7 & 8 = "15" отправлен https://t.example/aB3dE6',
  sender: null,
  id: '0193b0c4-0000-7000-8000-000000000001',
  reportUrl: 'https://trackru.example/sms/report?key=k',
}
const ADDRESS = 'https://trackru.example/sms/report?key=k'

const alarms: SmsAlarm[] = []
let gateway: GatewayDouble
let transport: Transport
let delivery: SmsDelivery

/** One provider over its double. */
function over(start: () => Promise<GatewayDouble>): void {
  beforeAll(async () => {
    gateway = await start()
    transport = createTransport({ clock: systemClock, log: silentLog, trustedOrigins: [gateway.url] })
    const endpoints = { twilio: gateway.url, 'sms-ru': gateway.url, 'smsc-ru': `${gateway.url},${gateway.url}` }
    delivery = createSmsDelivery({ transport, clock: systemClock, endpoints })
  })
  afterAll(async () => {
    await transport.close()
    await gateway.close()
  })
  beforeEach(() => {
    alarms.length = 0
    gateway.taken.length = 0
    gateway.requests.length = 0
  })
}

async function send(
  provider: string,
  credential: Record<string, string>,
  message: Partial<Sms> = {},
  signal = new AbortController().signal,
): Promise<SendResult | undefined> {
  const channel = delivery.channel(provider, credential, (alarm) => alarms.push(alarm))
  const result = await channel?.send({ ...MESSAGE, ...message }, signal)
  await channel?.close()
  return result
}

function twilio(message: Partial<Sms> = {}): Promise<SendResult | undefined> {
  return send('twilio', TWILIO_CREDENTIAL, message)
}

function smsRu(credential: Record<string, string> = {}): Promise<SendResult | undefined> {
  return send('sms-ru', { ...SMS_RU_CREDENTIAL, ...credential })
}

function smscRu(): Promise<SendResult | undefined> {
  return send('smsc-ru', SMSC_RU_CREDENTIAL)
}

/** Of a gateway that no provider's name stands for. */
function generic(fields: Record<string, string> = {}): Record<string, string> {
  return {
    url: `${gateway.url}/send`,
    headers: 'Authorization: Bearer k',
    body: '{"to":"{{to}}","text":"{{text}}","ref":"{{id}}","from":"{{sender}}"}',
    sender: 'SHOP',
    successPath: 'result.code',
    successValue: '0,ok',
    idPath: 'messages.0.id',
    ...fields,
  }
}

describe('Twilio', () => {
  over(startTwilio)

  test('C2 Twilio: a message arrives as it was written, with the address of reports', async () => {
    expect(await twilio()).toEqual({ kind: 'sent', providerId: `SM${'1'.padStart(32, '0')}`, parts: 1 })
    expect(gateway.taken).toEqual([
      {
        providerId: `SM${'1'.padStart(32, '0')}`,
        to: MESSAGE.to,
        text: MESSAGE.text,
        sender: TWILIO_CREDENTIAL.from,
        reportUrl: MESSAGE.reportUrl,
      },
    ])
    await twilio({ sender: `MG${'1'.repeat(32)}` })
    expect(gateway.requests.at(-1)?.form.get('MessagingServiceSid')).toBe(`MG${'1'.repeat(32)}`)
  })

  test.each<[Fault, SendResult]>([
    ['opted_out', { kind: 'refused', reason: '21610 Attempt to send to unsubscribed recipient', suppress: true }],
    ['bad_number', { kind: 'refused', reason: "21211 Invalid 'To' Phone Number", suppress: true }],
    ['forbidden_text', { kind: 'refused', reason: '30007 Message filtered', suppress: false }],
    ['undeliverable', { kind: 'refused', reason: "21614 'To' number is not a valid mobile number", suppress: true }],
    ['throttled', { kind: 'later', reason: 'http 429', afterSeconds: 7 }],
    ['down', { kind: 'later', reason: 'http 503', afterSeconds: 60 }],
    ['no_money', { kind: 'blocked', reason: '20005 Account is not active' }],
    ['bad_login', { kind: 'blocked', reason: '20003 Authenticate' }],
  ])('C2 Twilio: %s', async (fault, result) => {
    gateway.next(fault)
    expect(await twilio()).toEqual(result)
    expect(gateway.taken).toEqual([])
    expect(alarms.map(({ kind }) => kind)).toEqual(
      result.kind === 'blocked' ? [fault === 'no_money' ? 'no_money' : 'credentials_refused'] : [],
    )
  })

  test('C2 Twilio: reports are believed when Twilio signed them; twice the same says the same', async () => {
    await twilio()
    const [message] = gateway.taken
    if (!message) throw new Error('nothing was taken')
    const read = (status: 'delivered' | 'undelivered' | 'sent', spoiled?: boolean): unknown =>
      delivery.readReports('twilio', gateway.report(message, status, ADDRESS, spoiled), TWILIO_CREDENTIAL)
    const { providerId } = message
    const delivered = { reports: [{ providerId, status: 'delivered', reason: null }], answer: '' }
    expect(read('delivered')).toEqual(delivered)
    expect(read('delivered')).toEqual(delivered)
    expect(read('undelivered')).toEqual({ reports: [{ providerId, status: 'undelivered', reason: 'undelivered 30003' }], answer: '' })
    expect(read('sent')).toEqual({ reports: [{ providerId, status: 'sent', reason: null }], answer: '' })
    expect(read('delivered', true)).toBeNull()
    const genuine = gateway.report(message, 'delivered', ADDRESS)
    expect(delivery.readReports('twilio', { ...genuine, url: `${ADDRESS}&x=1` }, TWILIO_CREDENTIAL)).toBeNull()
    expect(delivery.readReports('twilio', { ...genuine, headers: {} }, TWILIO_CREDENTIAL)).toBeNull()
    expect(delivery.readReports('twilio', genuine, { ...TWILIO_CREDENTIAL, authToken: '' })).toBeNull()
    const changed = { ...genuine, text: genuine.text.replace('delivered', 'undelivered') }
    expect(delivery.readReports('twilio', changed, TWILIO_CREDENTIAL)).toBeNull()
  })

  test('C2 Twilio: the signature is that of the published example', () => {
    const call = {
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      headers: { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
      query: {},
      text: 'CallSid=CA1234567890ABCDE&From=%2B12349013030&To=%2B18005551212&Caller=%2B12349013030&Digits=1234',
    }
    expect(delivery.readReports('twilio', call, { authToken: '12345' })).toEqual({ reports: [], answer: '' })
    expect(delivery.readReports('twilio', call, { authToken: '12346' })).toBeNull()
  })

  test('C2 a gateway that does not answer may have taken it; one that is gone is asked again later', async () => {
    const stop = new AbortController()
    gateway.next('hang')
    const hanging = send('twilio', TWILIO_CREDENTIAL, {}, stop.signal)
    while (gateway.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    expect(await hanging).toEqual({ kind: 'unknown', reason: 'timeout: cancelled' })
    gateway.next('lost')
    expect(await send('twilio', TWILIO_CREDENTIAL)).toEqual({ kind: 'unknown', reason: 'network: UND_ERR_SOCKET' })
    await gateway.close()
    expect(await send('twilio', TWILIO_CREDENTIAL)).toEqual({ kind: 'later', reason: 'network: ECONNREFUSED' })
  })
})

describe('SMS.ru', () => {
  let smsRuDouble: SmsRuDouble
  over(async () => {
    smsRuDouble = await startSmsRu()
    return smsRuDouble
  })

  test('C2 SMS.ru: a message arrives as it was written, and the key is not in the address', async () => {
    expect(await smsRu({ from: 'DOMSAD' })).toEqual({ kind: 'sent', providerId: '000000-10000000' })
    expect(gateway.taken).toMatchObject([{ to: MESSAGE.to, text: MESSAGE.text, sender: 'DOMSAD' }])
    expect(gateway.requests[0]?.query.size).toBe(0)
    expect(alarms).toEqual([])
  })

  test.each<[Fault, SendResult]>([
    ['opted_out', { kind: 'refused', reason: '215 Ошибка 215', suppress: true }],
    ['bad_number', { kind: 'refused', reason: '202 Ошибка 202', suppress: false }],
    ['undeliverable', { kind: 'refused', reason: '207 Ошибка 207', suppress: false }],
    ['forbidden_text', { kind: 'refused', reason: '216 Ошибка 216', suppress: false }],
    ['repeated', { kind: 'later', reason: '231 Ошибка 231', afterSeconds: 60 }],
    ['down', { kind: 'later', reason: '220 Ошибка 220', afterSeconds: 60 }],
    ['shut_out', { kind: 'later', reason: '505 Ошибка 505', afterSeconds: 3_600 }],
    ['throttled', { kind: 'later', reason: 'http 429', afterSeconds: 60 }],
    ['nonsense', { kind: 'later', reason: 'not an answer of SMS.ru' }],
    ['no_money', { kind: 'blocked', reason: '201 Ошибка 201' }],
    ['bad_login', { kind: 'blocked', reason: '200 Ошибка 200' }],
  ])('C2 SMS.ru: %s, also when the call as a whole went well', async (fault, result) => {
    gateway.next(fault)
    expect(await smsRu()).toEqual(result)
    expect(gateway.taken).toEqual([])
    expect(alarms.length).toBe(result.kind === 'blocked' ? 1 : 0)
  })

  test('C2 SMS.ru: a low balance is an alarm, and the message is sent all the same', async () => {
    smsRuDouble.setBalance(199)
    expect(await smsRu()).toMatchObject({ kind: 'sent' })
    expect(alarms).toEqual([{ provider: 'sms-ru', kind: 'balance_low', balance: 199 }])
    await smsRu({ lowBalance: '100' })
    expect(alarms).toHaveLength(1)
  })

  test('C2 SMS.ru: reports are believed with the hash of the key, and several come at once', async () => {
    await smsRu()
    const [message] = gateway.taken
    if (!message) throw new Error('nothing was taken')
    const read = (status: 'delivered' | 'undelivered' | 'sent', spoiled?: boolean): unknown =>
      delivery.readReports('sms-ru', gateway.report(message, status, ADDRESS, spoiled), SMS_RU_CREDENTIAL)
    const { providerId } = message
    expect(read('delivered')).toEqual({ reports: [{ providerId, status: 'delivered', reason: null }], answer: '100' })
    expect(read('delivered')).toEqual(read('delivered'))
    expect(read('undelivered')).toEqual({ reports: [{ providerId, status: 'undelivered', reason: '104' }], answer: '100' })
    expect(read('sent')).toEqual({ reports: [{ providerId, status: 'sent', reason: null }], answer: '100' })
    expect(read('delivered', true)).toBeNull()
    expect(
      delivery.readReports('sms-ru', { url: ADDRESS, headers: {}, query: {}, text: 'data[0]=sms_status' }, SMS_RU_CREDENTIAL),
    ).toBeNull()
  })
})

describe('SMSC.ru', () => {
  over(startSmscRu)

  test('C2 SMSC.ru: a message arrives as it was written, with its price', async () => {
    expect(await smscRu()).toEqual({ kind: 'sent', providerId: '1', parts: 1, cost: { amount: 3.4, currency: 'RUB' } })
    expect(gateway.taken).toMatchObject([{ to: MESSAGE.to, text: MESSAGE.text }])
  })

  test.each<[Fault, SendResult, string | null]>([
    ['bad_request', { kind: 'refused', reason: '1 parameters error', suppress: false }, null],
    ['bad_date', { kind: 'refused', reason: '5 invalid date format', suppress: false }, null],
    ['bad_login', { kind: 'blocked', reason: '2 authorise error' }, 'credentials_refused'],
    ['no_money', { kind: 'blocked', reason: '3 no money' }, 'no_money'],
    ['shut_out', { kind: 'later', reason: '4 ip is blocked', afterSeconds: 300 }, null],
    ['forbidden_text', { kind: 'refused', reason: '6 message is denied', suppress: false }, null],
    ['bad_number', { kind: 'refused', reason: '7 invalid number', suppress: true }, null],
    ['undeliverable', { kind: 'refused', reason: "8 message can't be delivered", suppress: true }, null],
    ['repeated', { kind: 'later', reason: '9 duplicate request, wait a minute', afterSeconds: 61 }, null],
    ['throttled', { kind: 'later', reason: 'http 429', afterSeconds: 60 }, null],
  ])('C2 SMSC.ru: %s', async (fault, result, alarm) => {
    gateway.next(fault)
    expect(await smscRu()).toEqual(result)
    expect(gateway.requests).toHaveLength(1)
    expect(alarms.map(({ kind }) => kind)).toEqual(alarm === null ? [] : [alarm])
  })

  test('C2 SMSC.ru: the reserve host takes over when the first is down or gone, and both down is later', async () => {
    gateway.next('down')
    expect(await smscRu()).toMatchObject({ kind: 'sent' })
    expect(gateway.requests).toHaveLength(2)
    gateway.next('down', 'down')
    expect(await smscRu()).toEqual({ kind: 'later', reason: 'http 502', afterSeconds: 60 })
    const gone = await startGateway(
      () => ({ text: '' }),
      () => ({ url: '', headers: {}, query: {}, text: '' }),
    )
    await gone.close()
    const trusting = createTransport({ clock: systemClock, log: silentLog, trustedOrigins: [gone.url, gateway.url] })
    const other = createSmsDelivery({ transport: trusting, clock: systemClock, endpoints: { 'smsc-ru': `${gone.url},${gateway.url}` } })
    expect(await other.channel('smsc-ru', SMSC_RU_CREDENTIAL)?.send(MESSAGE, new AbortController().signal)).toMatchObject({ kind: 'sent' })
    await trusting.close()
  })

  test('C2 SMSC.ru: a timeout does not go to the reserve, which would send it twice', async () => {
    const stop = new AbortController()
    gateway.next('hang')
    const hanging = send('smsc-ru', SMSC_RU_CREDENTIAL, {}, stop.signal)
    while (gateway.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    expect(await hanging).toEqual({ kind: 'unknown', reason: 'timeout: cancelled' })
    expect(gateway.requests).toHaveLength(1)
  })

  test('C2 SMSC.ru: reports are believed with the hash of the secret string', async () => {
    await smscRu()
    const [message] = gateway.taken
    if (!message) throw new Error('nothing was taken')
    const read = (status: 'delivered' | 'undelivered' | 'sent', spoiled?: boolean): unknown =>
      delivery.readReports('smsc-ru', gateway.report(message, status, ADDRESS, spoiled), SMSC_RU_CREDENTIAL)
    expect(read('delivered')).toEqual({ reports: [{ providerId: '1', status: 'delivered', reason: null }], answer: 'OK' })
    expect(read('undelivered')).toEqual({ reports: [{ providerId: '1', status: 'undelivered', reason: '20 1' }], answer: 'OK' })
    expect(read('sent')).toEqual({ reports: [{ providerId: '1', status: 'sent', reason: null }], answer: 'OK' })
    expect(read('delivered', true)).toBeNull()
  })
})

describe('any gateway', () => {
  over(() =>
    startGateway(
      ({ path, text }) => {
        if (path === '/no') return { status: 403, text: '' }
        if (path === '/tired') return { status: 504, text: '' }
        if (path === '/busy') return { status: 429, headers: { 'retry-after': '9' }, text: '' }
        return { text: JSON.stringify({ result: { code: path === '/odd' ? 'bad' : 0 }, messages: [{ id: 'm1' }], got: text }) }
      },
      (message, _status, url) => ({ url, headers: {}, query: { id: message.providerId, state: 'DELIVRD' }, text: '' }),
    ),
  )
  const HOSTILE = 'a "quoted" \\ line\nnext {{to}} & x=1 ?#%'

  test('C2 generic: values are escaped for JSON, forms and addresses, and are not read again', async () => {
    expect(await send('http', generic(), { text: HOSTILE })).toEqual({ kind: 'sent', providerId: 'm1' })
    expect(JSON.parse(gateway.requests[0]?.text ?? '')).toEqual({ to: MESSAGE.to, text: HOSTILE, ref: MESSAGE.id, from: 'SHOP' })
    expect(gateway.requests[0]?.headers.authorization).toBe('Bearer k')
    const form = { bodyKind: 'form', body: 'phone={{to}}&msg={{text}}&name={{sender}}' }
    await send('http', generic(form), { text: HOSTILE, sender: 'OTHER' })
    expect(Object.fromEntries(gateway.requests[1]?.form ?? [])).toEqual({ phone: MESSAGE.to, msg: HOSTILE, name: 'OTHER' })
    await send('http', generic({ method: 'GET', url: `${gateway.url}/send?to={{to}}&text={{text}}` }), { text: HOSTILE })
    expect(Object.fromEntries(gateway.requests[2]?.query ?? [])).toEqual({ to: MESSAGE.to, text: HOSTILE })
    expect(gateway.requests[2]).toMatchObject({ method: 'GET', text: '' })
  })

  test('C2 generic: success is what the merchant says it is', async () => {
    expect(await send('http', generic({ url: `${gateway.url}/odd` }))).toEqual({
      kind: 'refused',
      reason: 'result.code = bad',
      suppress: false,
    })
    expect(await send('http', generic({ successStatus: '202' }))).toEqual({ kind: 'refused', reason: 'http 200', suppress: false })
    expect(await send('http', generic({ successStatus: '201, 200-204' }))).toMatchObject({ kind: 'sent' })
    // Somebody between us and the gateway waited for its answer for too long.
    expect(await send('http', generic({ url: `${gateway.url}/tired` }))).toEqual({ kind: 'unknown', reason: 'http 504' })
    expect(await send('http', generic({ url: `${gateway.url}/busy` }))).toEqual({ kind: 'later', reason: 'http 429', afterSeconds: 9 })
    expect(await send('http', generic({ url: `${gateway.url}/no` }))).toEqual({ kind: 'blocked', reason: 'http 403' })
    expect(await send('http', generic({ successPath: '__proto__.toString' }))).toMatchObject({ kind: 'refused' })
  })

  test('C2 generic: the address passes the guard of what leaves', async () => {
    for (const url of ['https://169.254.169.254/latest', 'http://127.0.0.1:1/x', 'https://localhost/x', 'https://[::1]/x'])
      expect(await send('http', generic({ url }))).toMatchObject({ kind: 'blocked' })
  })

  test('C2 generic: reports by the fields that the merchant names', () => {
    const fields = generic({
      reportIdField: 'id',
      reportStatusField: 'state',
      deliveredValues: 'DELIVRD,ok',
      undeliveredValues: 'UNDELIV',
    })
    const read = (call: { query?: Record<string, string>; text?: string }, own = fields): unknown =>
      delivery.readReports('http', { url: ADDRESS, headers: {}, query: {}, text: '', ...call }, own)
    const delivered = { reports: [{ providerId: 'm1', status: 'delivered', reason: null }], answer: '' }
    expect(read({ query: { id: 'm1', state: 'DELIVRD' } })).toEqual(delivered)
    expect(read({ text: 'id=m1&state=ok' })).toEqual(delivered)
    expect(read({ text: '{"id":"m1","state":"UNDELIV"}' })).toEqual({
      reports: [{ providerId: 'm1', status: 'undelivered', reason: 'UNDELIV' }],
      answer: '',
    })
    expect(read({ text: '{"id":"m1","state":"enroute"}' })).toEqual({ reports: [], answer: '' })
    expect(read({ text: '{"id":"m1"}' })).toBeNull()
    expect(read({ query: { id: 'm1', state: 'DELIVRD' } }, generic())).toBeNull()
  })
})

describe('credentials', () => {
  afterEach(() => void (alarms.length = 0))

  test.each([
    ['nobody', {}, 'provider'],
    ['constructor', {}, 'provider'],
    ['twilio', { accountSid: TWILIO_CREDENTIAL.accountSid, from: '+1' }, 'authToken'],
    ['twilio', { ...TWILIO_CREDENTIAL, accountSid: 'AC1' }, 'accountSid'],
    ['twilio', { ...TWILIO_CREDENTIAL, extra: 'x' }, 'extra'],
    ['sms-ru', { apiId: 'x', lowBalance: 'much' }, 'lowBalance'],
    ['smsc-ru', { apiKey: 'x', currency: 'rub' }, 'currency'],
    ['http', { url: 'ftp://x/' }, 'url'],
    ['http', { url: 'https://{{to}}.example/' }, 'url'],
    ['http', { url: 'https://a.example/', headers: 'Host: evil' }, 'headers'],
    ['http', { url: 'https://a.example/', headers: 'no colon' }, 'headers'],
    ['http', { url: 'https://a.example/', method: 'DELETE' }, 'method'],
    ['http', { url: 'https://a.example/', body: '{"text":{{text}}}' }, 'body'],
    ['http', { url: 'https://a.example/', successStatus: '2xx' }, 'successStatus'],
  ])('C2 a wrong credential of %s names its field: %j', (provider, credential, field) => {
    expect(delivery.checkCredential(provider, credential as Record<string, string>)?.field).toBe(field)
  })

  test('C2 right credentials pass, and every field says where it is found', () => {
    expect(delivery.checkCredential('twilio', TWILIO_CREDENTIAL)).toBeNull()
    expect(delivery.checkCredential('sms-ru', SMS_RU_CREDENTIAL)).toBeNull()
    expect(delivery.checkCredential('smsc-ru', SMSC_RU_CREDENTIAL)).toBeNull()
    expect(delivery.checkCredential('http', { url: 'https://a.example/send', body: '{"t":"{{text}}"}' })).toBeNull()
    const fields = Object.values(delivery.providers).flatMap(({ credentialFields }) => credentialFields)
    expect(fields.every(({ hint }) => hint.length > 5)).toBe(true)
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createMailChannel, type Mail, type MailChannel, renderMail, sampleFacts } from '../../src/delivery/index.ts'
import { createOpenSocket } from '../../src/net/index.ts'
import { INJECTIONS } from '../support/injections.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'

const NOW = Date.UTC(2026, 10, 28, 9, 30)
const clock = { now: () => NOW, sleep: () => Promise.resolve() }
const never = new AbortController().signal

let server: TestMailServer
let channel: MailChannel

beforeAll(async () => {
  server = await startMailServer()
  channel = createMailChannel({ url: server.url, clock, dkim: null })
})
afterEach(() => {
  server.refuse({})
  server.received.length = 0
})
afterAll(async () => {
  await channel.close()
  await server.close()
})

function mail(change: Partial<Mail> = {}): Mail {
  const facts = sampleFacts('delivered', 'ru')
  return {
    to: 'anna@buyer.test',
    from: { name: 'Лавка «Маяк»', address: 'mail@shop.test' },
    replyTo: 'help@shop.test',
    ...renderMail(facts),
    messageId: '<0197-delivered@shop.test>',
    references: '<0196-shipped@shop.test>',
    stopUrl: 'https://track.shop.test/n/abc/stop',
    stopMailto: 'stop+abc@shop.test',
    ...change,
  }
}

describe('C1 headers', () => {
  test('C1 headers: threads, silences answers of machines, offers to stop in one click, and names sender and time', async () => {
    expect(await channel.send(mail(), never)).toEqual({ kind: 'sent', providerId: expect.stringContaining('250') })
    const [{ from, to, raw, mail: got } = expect.fail('nothing came')] = server.received
    expect({ from, to }).toEqual({ from: 'mail@shop.test', to: ['anna@buyer.test'] })
    const headers = Object.fromEntries(
      got.headerLines.map(({ key, line }) => [
        key,
        line
          .slice(line.indexOf(':') + 1)
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ]),
    )
    expect(headers).toMatchObject({
      'message-id': '<0197-delivered@shop.test>',
      references: '<0196-shipped@shop.test>',
      'in-reply-to': '<0196-shipped@shop.test>',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'feedback-id': 'notice:::shop-test',
      'list-unsubscribe': '<https://track.shop.test/n/abc/stop>, <mailto:stop+abc@shop.test>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'reply-to': 'help@shop.test',
    })
    expect(got.date?.getTime()).toBe(NOW)
    expect(got.from?.value).toEqual([{ name: 'Лавка «Маяк»', address: 'mail@shop.test' }])
    expect(got.subject).toBe('Доставлено: заказ 100245 · Лавка «Маяк»')
    expect(raw.toString('latin1')).not.toMatch(/^.{999,}$/m)
  })

  test('C1 parts: text comes first, both arrive as they were made', async () => {
    const sent = mail()
    await channel.send(sent, never)
    const [{ mail: got, raw } = expect.fail('nothing came')] = server.received
    expect(got.text?.trimEnd()).toBe(sent.text.trimEnd())
    expect(String(got.html).trimEnd()).toBe(sent.html.trimEnd())
    const types = [...raw.toString('latin1').matchAll(/^Content-Type: ([a-z/]+)/gm)].map(([, type]) => type)
    expect(types).toEqual(['multipart/alternative', 'text/plain', 'text/html'])
  })

  test('C1 headers: every attempt has the same Message-ID; the first mail of a thread refers to none', async () => {
    const first = mail({ references: '<0197-delivered@shop.test>' })
    await channel.send(first, never)
    await channel.send(first, never)
    expect(server.received.map((one) => one.mail.messageId)).toEqual([first.messageId, first.messageId])
    expect(server.received[0]?.mail.references).toBeUndefined()
  })

  test('C1 headers: one click is promised for https only', async () => {
    await channel.send(mail({ stopUrl: 'http://localhost:3000/n/abc/stop', stopMailto: null, feedbackId: 'delivered:7::shop' }), never)
    const { headers } = server.received[0]?.mail ?? expect.fail('nothing came')
    expect(headers.has('list-unsubscribe-post')).toBe(false)
    expect(headers.get('feedback-id')).toBe('delivered:7::shop')
  })

  test('C1 sender: DKIM covers the headers that stop mails', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const key = { domain: 'shop.test', selector: 'trackru', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
    const signing = createMailChannel({ url: server.url, clock, dkim: key })
    expect(await signing.send(mail(), never)).toMatchObject({ kind: 'sent' })
    await signing.close()
    const line = server.received[0]?.mail.headerLines.find(({ key: name }) => name === 'dkim-signature')?.line.replaceAll(/\s+/g, '') ?? ''
    expect(line).toContain('d=shop.test;')
    expect(line).toContain('s=trackru;')
    const signed = (/;h=([^;]+)/.exec(line)?.[1] ?? '').toLowerCase().split(':')
    expect(signed).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post']),
    )
  })
})

describe('S-07 e-mail header and SMTP injection', () => {
  test(`S-07 ${INJECTIONS.length} payloads as the recipient, the sender and the address for answers: nothing is sent`, async () => {
    expect(INJECTIONS.length).toBeGreaterThanOrEqual(25)
    for (const payload of INJECTIONS) {
      expect(await channel.send(mail({ to: payload }), never)).toMatchObject({ kind: 'refused', suppress: false })
      expect(await channel.send(mail({ from: { name: 'Shop', address: payload } }), never)).toMatchObject({ kind: 'blocked' })
      expect(await channel.send(mail({ replyTo: payload }), never)).toMatchObject({ kind: 'blocked' })
    }
    expect(server.received).toEqual([])
  })

  test(`S-07 ${INJECTIONS.length} payloads as name, subject and links: no header more, and the envelope as it was`, async () => {
    await channel.send(mail(), never)
    const usual = keysOf(0)
    for (const payload of INJECTIONS) {
      const hostile = mail({
        from: { name: payload, address: 'mail@shop.test' },
        subject: payload,
        stopMailto: payload,
        stopUrl: `https://track.shop.test/${payload}`,
        feedbackId: payload,
        messageId: `<${payload}>`,
        references: `<${payload}>`,
      })
      expect(await channel.send(hostile, never)).toMatchObject({ kind: 'sent' })
      const { from, to } = server.received.at(-1) ?? expect.fail('nothing came')
      expect({ payload, from, to }).toEqual({ payload, from: 'mail@shop.test', to: ['anna@buyer.test'] })
      expect({ payload, more: keysOf(-1).filter((key) => !usual.includes(key)) }).toEqual({ payload, more: [] })
    }
  })

  test('S-07 a domain in other letters goes out in ASCII', async () => {
    expect(await channel.send(mail({ to: 'anna@пример.рф' }), never)).toMatchObject({ kind: 'sent' })
    // The test server shows the envelope in the other letters again, so the header tells.
    expect(server.received[0]?.raw.toString('latin1')).toContain('\r\nTo: anna@xn--e1afmkfd.xn--p1ai\r\n')
  })
})

function keysOf(index: number): string[] {
  return server.received.at(index)?.mail.headerLines.map(({ key }) => key) ?? []
}

describe('C1 bounces: what becomes of an attempt', () => {
  test.each([
    ['rcptTo', '550 5.1.1 No such user anna@buyer.test here', { kind: 'refused', suppress: true }],
    ['rcptTo', '550 No such user', { kind: 'refused', suppress: true }],
    ['rcptTo', '551 User not local', { kind: 'refused', suppress: true }],
    ['rcptTo', '553 Mailbox name invalid', { kind: 'refused', suppress: true }],
    ['rcptTo', '550 5.7.1 Relaying denied', { kind: 'refused', suppress: false }],
    ['rcptTo', '550 Message looks like spam', { kind: 'refused', suppress: false }],
    ['rcptTo', '552 5.2.2 Mailbox full', { kind: 'refused', suppress: false }],
    ['rcptTo', '451 4.7.1 Greylisted, come back later', { kind: 'later', afterSeconds: 300 }],
    ['rcptTo', '421 4.3.2 Going down', { kind: 'later' }],
    ['data', '554 5.7.1 Rejected as spam', { kind: 'refused', suppress: false }],
    ['data', '550 5.1.1 No such user', { kind: 'refused', suppress: true }],
    ['data', '452 4.3.1 Out of space', { kind: 'later' }],
    ['mailFrom', '550 5.7.1 Sender not allowed', { kind: 'blocked' }],
    ['mailFrom', '530 5.7.0 Authentication required', { kind: 'blocked' }],
    ['mailFrom', '450 4.1.8 Try again', { kind: 'later' }],
  ] as const)('%s answered by %s is %j', async (step, answer, result) => {
    server.refuse({ [step]: answer })
    const got = await channel.send(mail(), never)
    expect(got).toMatchObject(result)
    expect(JSON.stringify(got)).not.toContain('anna')
    server.refuse({})
    expect(await channel.send(mail(), never)).toMatchObject({ kind: 'sent' })
  })

  test('a wrong password blocks; a right one, percent-encoded, does not', async () => {
    const wrong = createMailChannel({ url: server.url.replace('//', '//shop:wrong@'), clock, dkim: null })
    expect(await wrong.send(mail(), never)).toMatchObject({ kind: 'blocked' })
    expect(await wrong.verify()).toContain('535')
    await wrong.close()
    const right = createMailChannel({ url: server.url.replace('//', '//shop:right%20p%40ss@'), clock, dkim: null })
    expect(await right.verify()).toBeNull()
    expect(await right.send(mail(), never)).toMatchObject({ kind: 'sent' })
    server.refuse({ auth: '454 4.7.0 Temporary failure' })
    await right.close()
    const busy = createMailChannel({ url: server.url.replace('//', '//shop:right%20p%40ss@'), clock, dkim: null })
    expect(await busy.send(mail(), never)).toMatchObject({ kind: 'later' })
    await busy.close()
  })

  test('a password is not sent to another machine in the clear', async () => {
    // 0.0.0.0 leads here too, but is not taken for this machine.
    const away = createMailChannel({ url: server.url.replace('//127.0.0.1', '//shop:right%20p%40ss@0.0.0.0'), clock, dkim: null })
    const before = server.connections()
    expect(await away.send(mail(), never)).toMatchObject({ kind: 'blocked' })
    await away.close()
    expect(server.connections()).toBeGreaterThan(before)
    expect(server.received).toEqual([])
  })

  test('S-04 a server of an account is reached through the guard, which the owner has to satisfy', async () => {
    const blocked = createMailChannel({ url: server.url, clock, dkim: null, open: createOpenSocket({ networks: [] }) })
    const before = server.connections()
    expect(await blocked.send(mail(), never)).toEqual({ kind: 'blocked', reason: '127.0.0.1 is not a public address' })
    expect(await blocked.verify()).toBe('127.0.0.1 is not a public address')
    expect(server.connections()).toBe(before)
    await blocked.close()
    const url = server.url.replace('//', '//shop:right%20p%40ss@')
    const reached = createMailChannel({ url, clock, dkim: null, open: createOpenSocket({ networks: ['127.0.0.0/8'] }) })
    expect(await reached.send(mail(), never)).toMatchObject({ kind: 'sent' })
    await reached.close()
  })

  test('a server that turns everybody away is not taken for a refusal of the message', async () => {
    const closed = await startMailServer({
      onConnect: (_session, done) => done(Object.assign(new Error('5.7.1 Your address is listed'), { responseCode: 554 })),
    })
    const there = createMailChannel({ url: closed.url, clock, dkim: null })
    expect(await there.send(mail(), never)).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('listed') })
    await there.close()
    await closed.close()
  })

  test('a server that is not there, or breaks off, is tried again later', async () => {
    const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const channelThere = createMailChannel({ url: `smtp://127.0.0.1:${port}`, clock, dkim: null })
    expect(await channelThere.send(mail(), never)).toMatchObject({ kind: 'later', afterSeconds: 60 })
    await new Promise((resolve) => silent.close(resolve))
    expect(await channelThere.send(mail(), never)).toMatchObject({ kind: 'later', reason: expect.stringContaining('ECONNREFUSED') })
    expect(await channelThere.verify()).toContain('ECONNREFUSED')
    await channelThere.close()
  })

  test('stopped in the middle it is tried again, and nothing is rejected', async () => {
    const slow = await startMailServer({ onMailFrom: () => {} })
    const waiting = createMailChannel({ url: slow.url, clock, dkim: null })
    const stopping = new AbortController()
    const sending = waiting.send(mail(), stopping.signal)
    setImmediate(() => stopping.abort())
    expect(await sending).toMatchObject({ kind: 'later' })
    expect(await waiting.send(mail(), stopping.signal)).toMatchObject({ kind: 'later' })
    await waiting.close()
    await slow.close()
  })

  test('connections are pooled', async () => {
    const pooled = createMailChannel({ url: server.url, clock, dkim: null, connections: 2 })
    const before = server.connections()
    const results = await Promise.all(Array.from({ length: 40 }, (_, i) => pooled.send(mail({ messageId: `<${i}@shop.test>` }), never)))
    await pooled.close()
    expect(results.every(({ kind }) => kind === 'sent')).toBe(true)
    expect(server.connections() - before).toBeLessThanOrEqual(2)
    expect(new Set(server.received.map((one) => one.mail.messageId)).size).toBe(40)
  })
})

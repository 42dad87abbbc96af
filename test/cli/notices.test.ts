import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { type Program, type Ran, runProgram, startProgram } from '../support/program.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { until } from '../webhooks/stage.ts'
import { json, temporary } from './support.ts'

interface Notice {
  id: string
  kind: string
  status: string
  reason: string | null
  recipient: string
  message_id: string | null
  history: object[]
}

const API_KEY = 'trk_live_an-operators-own-key-0000001'
const BUYER = 'anna@buyer.example'

const folder = temporary()
let database: FreshDatabase
let mail: TestMailServer
let server: Program
let env: Record<string, string> = {}

beforeAll(async () => {
  database = await freshDatabase()
  mail = await startMailServer()
  env = {
    DATABASE_URL: database.url,
    SECRET_KEY,
    DATA_DIR: folder.path,
    SMTP_URL: mail.url,
    MAIL_FROM: 'mail@shop.example',
    INITIAL_API_KEY: API_KEY,
  }
  server = await startProgram(env)
})
afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.exited
  await mail.close()
  await database.drop()
  folder.remove()
})

const run = (...args: string[]): Promise<Ran> => runProgram(args, env)
const withInput = (input: string, ...args: string[]): Promise<Ran> => runProgram(args, env, input)

async function told<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return json<T>(stdout)
}

const ledger = (...args: string[]): Promise<{ data: Notice[]; next_cursor: string | null }> => told('notices', 'list', ...args)

async function post(number: string, order: string): Promise<void> {
  const response = await fetch(`${server.url}/api/trackings`, {
    method: 'POST',
    headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ number, carrier: 'sandbox', order_id: order, customer_email: BUYER }),
  })
  expect(response.status).toBe(201)
}

function failureOf(messageId: string, recipient: string): string {
  return [
    'From: MAILER-DAEMON@mx.buyer.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    'MIME-Version: 1.0',
    '',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.buyer.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '',
    '--b1--',
    '',
  ].join('\r\n')
}

describe('preview', () => {
  test.concurrent.each(['en', 'ru', 'zh'])('of a mail in %s has a subject and its HTML, of an SMS its parts', async (lang) => {
    const file = join(folder.path, `${lang}.html`)
    const seen = await run('notices', 'preview', '--kind', 'delivered', '--lang', lang, '--out', file)
    expect(seen).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\S.*\n/) })
    expect(readFileSync(file, 'utf8')).toContain(`<html lang="${lang}`)
    const sms = await told('notices', 'preview', '--kind', 'delivered', '--lang', lang, '--channel', 'sms')
    expect(sms).toMatchObject({ channel: 'sms', subject: null, html: null, parts: 1, encoding: lang === 'en' ? 'GSM-7' : 'UCS-2' })
  })

  test('an SMS has no HTML to write', async () => {
    const file = join(folder.path, 'none.html')
    expect(await run('notices', 'preview', '--kind', 'delivered', '--channel', 'sms', '--out', file)).toMatchObject({ code: 2, stdout: '' })
  })

  test('of an account is in its name and its words', async () => {
    const mine = ['--account', 'words']
    await told('notices', 'settings', 'set', ...mine, '--shop-name', 'Lantern')
    const put = ['notices', 'templates', 'put', 'sms', 'delivered', 'en', '-', ...mine]
    expect(await withInput('{"text":"{{shop}} says: here it is"}', ...put)).toMatchObject({ code: 0 })
    const sms = ['notices', 'preview', '--kind', 'delivered', '--channel', 'sms', ...mine]
    expect((await run(...sms)).stdout).toBe('Lantern says: here it is\n\n1 part, GSM-7\n')
    expect(await told('notices', 'templates', 'list', ...mine)).toMatchObject({
      data: [{ channel: 'sms', kind: 'delivered', language: 'en' }],
    })
    expect(await run('notices', 'templates', 'delete', 'sms', 'delivered', 'en', ...mine)).toMatchObject({ code: 0 })
    expect((await run(...sms)).stdout).not.toContain('here it is')
    expect(await run('notices', 'templates', 'delete', 'sms', 'delivered', 'en', ...mine)).toMatchObject({ code: 4, stdout: '' })
    for (const bad of ['{"text":"{{nothing}}"}', '{"headline":"of a mail"}', '{"colour":"red"}', '[]', 'words'])
      expect(await withInput(bad, ...put)).toMatchObject({ code: 2, stdout: '' })
  }, 60_000)
})

test('settings keep what is not named, and name what is wrong', async () => {
  const mine = ['--account', 'settings']
  const set = ['notices', 'settings', 'set', ...mine]
  await told(...set, '--shop-name', 'Lantern', '--owner-email', 'owner@shop.example', '--merge-minutes', '0')
  expect(await told(...set, '--email-kinds', 'delivered', '--sms-fallback', 'off', '--sms-daily-cap', '12.5')).toMatchObject({
    shop: { name: 'Lantern' },
    merge_minutes: 0,
    email: { on: true, kinds: ['delivered'] },
    sms: { on: false, fallback: false, daily_cap: 12.5 },
  })
  expect(await told(...set, '--owner-email', 'none', '--sms-daily-cap', 'none')).toMatchObject({
    owner_email: null,
    sms: { daily_cap: null },
  })
  expect(await told(...set, '--email-legal-basis', 'contract', '--email-legal-basis-source', 'order form')).toMatchObject({
    email: { legal_basis: 'contract', legal_basis_source: 'order form', legal_basis_stated_at: expect.any(String) },
    sms: { legal_basis: null, legal_basis_stated_at: null },
  })
  expect((await run('notices', 'settings', 'show', ...mine)).stdout).toMatch(/^shop\.name +Lantern$/m)
  for (const command of ['sms-usage', 'sms-resume'])
    expect(await told('notices', command, ...mine)).toMatchObject({ sent_last_day: 0, spent_today: 0, paused_until: null, daily_cap: null })
  for (const [args, field] of [
    [['--sms', 'on'], 'sms.countries'],
    [['--sms-countries', 'XX'], 'sms.countries'],
    [['--owner-email', 'nobody'], 'owner_email'],
    [['--merge-minutes', 'many'], 'merge_minutes'],
    [['--merge-minutes', '500'], 'merge_minutes'],
  ] as const)
    expect(await run(...set, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(field) })
  expect(await run(...set)).toMatchObject({ code: 2, stdout: '' })
}, 60_000)

test('the access of an account to a channel is stored, listed without it, and forgotten', async () => {
  const mine = ['--account', 'access']
  const set = ['notices', 'credentials', 'set']
  const secret = 'a-very-secret-password'
  const said = [
    await withInput(JSON.stringify({ provider: 'sms-ru', apiId: secret }), ...set, 'sms', ...mine),
    await run('notices', 'credentials', 'list', ...mine),
    await withInput(JSON.stringify({ provider: 'sms-ru' }), ...set, 'sms', ...mine),
    await withInput(`{"provider":"sms-ru","apiId":"${secret}"`, ...set, 'sms', ...mine),
    await withInput(JSON.stringify({ provider: 'sms-ru', apiId: [secret] }), ...set, 'sms', ...mine),
  ]
  expect(said.map(({ code }) => code)).toEqual([0, 0, 2, 2, 2])
  expect(JSON.stringify(said)).not.toContain(secret)
  expect(await told('notices', 'credentials', 'list', ...mine)).toEqual({
    data: [{ channel: 'sms', provider: 'sms-ru', host: null, from: null, callback_url: expect.stringMatching(/\/sms\/sms-ru\/./) }],
  })
  expect(await run('notices', 'credentials', 'remove', 'sms', ...mine)).toMatchObject({ code: 0 })
  expect(await run('notices', 'credentials', 'remove', 'sms', ...mine)).toMatchObject({ code: 4, stdout: '' })
}, 60_000)

test('what buyers were told is listed, shown and told again; a mail that came back ends it', async () => {
  await told('notices', 'settings', 'set', '--shop-name', 'Lantern', '--owner-email', 'owner@shop.example', '--merge-minutes', '0')
  await post('SB-OUTFORDELIVERY-1', '1001')
  await until(async () => (await ledger('--order', '1001', '--status', 'sent')).data.length === 1)
  const [first] = (await ledger('--order', '1001', '--status', 'sent', '--channel', 'email', '--kind', 'out_for_delivery')).data
  expect(first).toMatchObject({ id: expect.stringMatching(/^ntc_/), message_id: expect.stringMatching(/^<.*>$/) })
  const id = first?.id ?? ''
  expect(await told('notices', 'show', id)).toMatchObject({
    id,
    history: expect.arrayContaining([expect.objectContaining({ status: 'sent' })]),
  })
  expect((await run('notices', 'show', id)).stdout).toMatch(/SB-OUTFORDELIVERY-1[\s\S]*\n\S+ +sent/)
  expect(mail.received.map(({ to }) => to)).toEqual([[BUYER]])

  const again = await told<Notice>('notices', 'resend', id)
  expect(again.id).not.toBe(id)
  await until(() => mail.received.length === 2)
  const page = await ledger('--limit', '1')
  expect(page.data.map((one) => one.id)).toEqual([again.id])
  expect((await ledger('--limit', '1', '--after', page.next_cursor ?? '')).data).toHaveLength(1)

  const file = join(folder.path, 'bounce.eml')
  writeFileSync(file, failureOf(first?.message_id ?? '', BUYER))
  expect(await told('bounces', 'import', file)).toMatchObject({ recipient: BUYER, permanent: true, believed: true })
  const { data } = await told<{ data: object[] }>('suppressions', 'list')
  expect(data).toMatchObject([{ channel: 'email', reason: 'hard_bounce', recipient: first?.recipient }])
  expect(await run('suppressions', 'remove', first?.recipient ?? '')).toMatchObject({ code: 0 })
  expect((await told<{ data: object[] }>('suppressions', 'list')).data).toEqual([])

  for (const args of [
    ['show', 'ntc_1'],
    ['resend', `ntc_${'0'.repeat(32)}`],
  ])
    expect(await run('notices', ...args)).toMatchObject({ code: 4, stdout: '' })
}, 90_000)

test('bounces: what reports no failure is no failure, and what is about no mail of ours is not believed', async () => {
  expect(await withInput('Subject: Hello\r\n\r\nHow are you?', 'bounces', 'import', '-')).toMatchObject({
    code: 0,
    stdout: 'This mail reports no failure: nothing to do.\n',
  })
  const foreign = await withInput(failureOf('<1@elsewhere.example>', 'somebody@buyer.example'), 'bounces', 'import', '-', '--json')
  expect([foreign.code, json(foreign.stdout)]).toEqual([
    0,
    expect.objectContaining({ believed: false, recipient: 'somebody@buyer.example' }),
  ])
  expect(await run('bounces', 'import', join(folder.path, 'none.eml'))).toMatchObject({ code: 2, stdout: '' })
})

test('suppressions: an address and a phone are added, listed as hashes and removed', async () => {
  const mine = ['--account', 'suppressed']
  for (const [channel, address] of [
    ['email', 'sam@buyer.example'],
    ['sms', '+79161234567'],
  ] as const) {
    const added = await told<{ recipient: string }>('suppressions', 'add', address, '--channel', channel, ...mine)
    expect(added).toMatchObject({ channel, reason: 'by_merchant' })
    const listed = await run('suppressions', 'list', ...mine)
    expect(listed.stdout).toContain(added.recipient)
    expect(listed.stdout).not.toContain(address)
    expect(await run('suppressions', 'remove', address, '--channel', channel, ...mine)).toMatchObject({ code: 0 })
    expect(await run('suppressions', 'remove', address, '--channel', channel, ...mine)).toMatchObject({ code: 4, stdout: '' })
  }
  expect(await run('suppressions', 'add', 'nobody', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('address') })
  expect(await run('suppressions', 'list', ...mine, '--limit', '0')).toMatchObject({ code: 2, stdout: '' })
}, 60_000)

describe('a test mail', () => {
  test('goes by the server of the settings, in the language that was asked for', async () => {
    const sent = await run('mail', 'test', '--to', 'me@home.example', '--lang', 'ru')
    expect(sent).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('me@home.example') })
    const got = mail.received.find(({ to }) => to.includes('me@home.example'))
    expect(got).toMatchObject({ from: 'mail@shop.example', mail: { subject: expect.stringMatching(/\p{Script=Cyrillic}/u) } })
  })

  test('ends with 1 and the words of the server that refuses it', async () => {
    mail.refuse({ rcptTo: '550 5.1.1 No such user' })
    try {
      expect(await run('mail', 'test', '--to', 'me@home.example')).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('5.1.1'),
      })
    } finally {
      mail.refuse({})
    }
  })

  test('ends with 1 where there is no server, and where the address is none', async () => {
    const { SMTP_URL: _url, ...without } = env
    expect(await runProgram(['mail', 'test', '--to', 'me@home.example'], without)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SMTP_URL'),
    })
    expect(await run('mail', 'test', '--to', 'nobody')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('one e-mail address'),
    })
  })

  test('of an account goes to its owner', async () => {
    await told('notices', 'settings', 'set', '--account', 'tested', '--shop-name', 'Lantern', '--owner-email', 'owner@tested.example')
    expect(await run('notices', 'test', '--kind', 'delivered', '--account', 'tested')).toMatchObject({ code: 0 })
    expect(mail.received.at(-1)?.to).toEqual(['owner@tested.example'])
    expect(await run('notices', 'test', '--kind', 'delivered', '--account', 'nameless')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('owner_email'),
    })
  })
})

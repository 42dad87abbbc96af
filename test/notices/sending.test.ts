import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttp } from '../../src/http/index.ts'
import { silentLog } from '../support/database.ts'
import { createWorld, HOUR, MINUTE, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const statuses = async (): Promise<(string | null)[][]> => (await world.ledger()).map(({ status, reason }) => [status, reason])

/** The doors over the world's services. */
function doors(): ReturnType<typeof createHttp> {
  const clock = { now: () => world.clock.at, sleep: async () => undefined }
  return createHttp({
    services: world.services,
    log: silentLog,
    clock,
    settings: {
      v1HttpStatus: 'compatible',
      v1Single: 'array',
      timeZoneOffset: '+00:00',
      limits: { list: 0, realtime: 0, other: 0 },
      publicUrl: 'https://track.shop.example',
      version: '0',
      trustProxy: false,
    },
  })
}

function stopPath(i = 0): string {
  const [, path = ''] = /https:\/\/track\.shop\.example(\/stop\/\S+)/.exec(world.mail.received[i]?.mail.text ?? '') ?? []
  return path
}

describe('C1 bounces: what mail servers answer', () => {
  test('a refused address fails at once, is not written to again, and the ledger tells why without telling whom', async () => {
    world.mail.refuse({ rcptTo: '550 5.1.1 <ann@buyer.example> no such user' })
    await world.post('ITD-5-1')
    await world.pass(30 * MINUTE)
    const rows = await world.ledger()
    expect(rows.map(({ kind, status }) => [kind, status])).toEqual([
      ['shipped', 'failed'],
      ['delivered', 'skipped'],
    ])
    expect(rows[1]?.reason).toBe('suppressed')
    expect(JSON.stringify(rows)).not.toContain('buyer.example')
    expect(world.mail.received).toEqual([])
  })

  test('a server that is busy is asked again under the same Message-ID, for a day', async () => {
    world.mail.refuse({ data: '451 4.3.0 try later' })
    await world.post('SB-TRANSIT-1')
    await world.pass(3 * HOUR, 5 * MINUTE)
    world.mail.refuse({})
    await world.pass(3 * HOUR, 5 * MINUTE)
    const ids = world.mail.received.map(({ mail }) => mail.messageId)
    expect(ids.length).toBeGreaterThan(3)
    expect(new Set(ids).size).toBe(1)
    const [notice] = await world.ledger()
    expect(notice).toMatchObject({ status: 'sent', attempts: ids.length, dueAt: null })

    world.mail.refuse({ data: '451 4.3.0 try later' })
    await world.post('SB-TRANSIT-2')
    await world.pass(23 * HOUR, 20 * MINUTE)
    expect((await world.ledger())[1]).toMatchObject({ status: 'planned' })
    await world.pass(3 * HOUR, 20 * MINUTE)
    expect((await world.ledger())[1]).toMatchObject({ status: 'failed', reason: expect.stringContaining('try later') as string })
  })

  test('a process that dies between handing over and writing sends the same message again: mail programs show one', async () => {
    const finish = world.storage.notices.finish.bind(world.storage.notices)
    world.storage.notices.finish = async () => {
      throw new Error('killed')
    }
    await world.post('SB-TRANSIT-1')
    await world.pass(10_000, 10_000)
    world.storage.notices.finish = finish
    await world.pass(5 * MINUTE, MINUTE)
    expect(world.mail.received.map(({ mail }) => mail.messageId)).toHaveLength(2)
    expect(new Set(world.mail.received.map(({ mail }) => mail.messageId)).size).toBe(1)
    expect(await statuses()).toEqual([['sent', null]])
  })

  test('a mail that came back is believed only with what was sent, and ends the writing', async () => {
    await world.post('ITD-5-1')
    await world.pass(6 * MINUTE)
    const messageId = world.mail.received[0]?.mail.messageId ?? ''
    const bounce = { recipient: 'ann@buyer.example', status: '5.1.1', permanent: true, complaint: false, suppress: true, messageId }
    expect(await world.services.notices.bounced({ ...bounce, recipient: 'bob@buyer.example' })).toBe(false)
    expect(await world.services.notices.bounced({ ...bounce, messageId: messageId.replace(/^<../, '<00') })).toBe(false)
    expect(await world.services.notices.bounced(bounce)).toBe(true)
    await world.pass(30 * MINUTE)
    expect(await statuses()).toEqual([
      ['failed', 'bounced 5.1.1'],
      ['skipped', 'suppressed'],
    ])
  })

  test('a person who complains has got the mail, and gets none after it', async () => {
    await world.post('ITD-5-1')
    await world.pass(6 * MINUTE)
    const messageId = world.mail.received[0]?.mail.messageId ?? ''
    const complaint = { recipient: 'ann@buyer.example', status: '', permanent: true, complaint: true, suppress: true, messageId }
    expect(await world.services.notices.bounced(complaint)).toBe(true)
    await world.pass(30 * MINUTE)
    expect(await statuses()).toEqual([
      ['sent', null],
      ['skipped', 'suppressed'],
    ])
    const caller = await world.caller()
    expect(await world.services.notices.suppressions.list(caller, { after: null, limit: 5 })).toMatchObject([{ reason: 'complaint' }])
    const which = { channel: 'email', address: 'ann@buyer.example' } as const
    await expect(world.services.notices.suppressions.remove(caller, which)).rejects.toMatchObject({ code: 'recipients_choice' })
  })

  test('where the operator has to act, notices wait and go out afterwards', async () => {
    world.mail.refuse({ mailFrom: '530 5.7.0 Authentication required' })
    await world.post('SB-TRANSIT-1')
    await world.post('SB-TRANSIT-2')
    await world.pass(HOUR, 5 * MINUTE)
    expect((await statuses()).every(([status, reason]) => status === 'planned' && reason?.startsWith('blocked'))).toBe(true)
    expect(world.log.filter((line) => line.startsWith('buyers are not told'))).toHaveLength(1)
    world.mail.refuse({})
    await world.pass(20 * MINUTE, 5 * MINUTE)
    expect(await statuses()).toEqual([
      ['sent', null],
      ['sent', null],
    ])
  })
})

describe('C1 headers: the link that stops notices', () => {
  test('asks on GET, stops on a POST of any kind without a login, and only its own person; the person alone takes it back', async () => {
    const app = doors()
    await world.post('ITD-5-1', { lang: 'ru' })
    await world.post('SB-TRANSIT-1', { customerEmail: 'bob@buyer.example' })
    await world.pass(6 * MINUTE)
    const path = stopPath(world.mail.received.findIndex(({ to }) => to[0] === 'ann@buyer.example'))
    const page = await app.inject({ method: 'GET', url: path })
    expect(page.statusCode).toBe(200)
    expect(page.payload).toContain('Не получать этих писем')
    expect((await world.services.notices.suppressions.list(await world.caller(), { after: null, limit: 10 })).length).toBe(0)
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const click = await app.inject({ method: 'POST', url: path, headers, payload: '--x\r\n\r\nList-Unsubscribe=One-Click\r\n--x--' })
    expect(click.statusCode).toBe(200)
    const [stopped, ...others] = await world.services.notices.suppressions.list(await world.caller(), { after: null, limit: 10 })
    expect(stopped?.reason).toBe('unsubscribed')
    expect(others).toEqual([])
    await world.pass(30 * MINUTE)
    expect(world.mail.received).toHaveLength(2)
    const { suppressions } = world.services.notices
    const which = { channel: 'email', address: 'Ann@Buyer.example' } as const
    await expect(suppressions.remove(await world.caller(), which)).rejects.toMatchObject({ code: 'recipients_choice' })
    await app.inject({
      method: 'POST',
      url: path,
      payload: 'action=resume',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await expect(suppressions.remove(await world.caller(), which)).rejects.toMatchObject({ code: 'not_found' })
    for (const wrong of [`${path.slice(0, 20)}x`, '/stop/1.e.x.y', path.replace('.e.', '.s.')])
      expect((await app.inject({ method: 'POST', url: wrong })).statusCode, wrong).not.toBe(200)
    await app.close()
  })

  test('holds for what waits to be sent already', async () => {
    await world.post('SB-TRANSIT-1')
    await world.run()
    const path = stopPath()
    world.clock.at += MINUTE
    world.mail.refuse({ data: '451 4.3.0 try later' })
    await world.post('SB-OUTFORDELIVERY-1')
    await world.run()
    await world.services.notices.stop(path.split('/')[2]?.split('?')[0] ?? '')
    world.mail.refuse({})
    await world.pass(HOUR, 5 * MINUTE)
    expect((await statuses())[1]).toEqual(['skipped', 'suppressed'])
  })
})

describe('C1 idempotent: sending again', () => {
  test('is a new mail to the address of today; one request is one notice', async () => {
    await world.post('SB-TRANSIT-1')
    await world.run()
    const [notice] = await world.ledger()
    const caller = await world.caller()
    await world.services.trackings.update(
      caller,
      { carrier: 'test-post', number: 'SB-TRANSIT-1' },
      { details: { customerEmail: 'eve@buyer.example' } },
    )
    const first = await world.services.notices.resend(caller, notice?.id ?? '', 'request-1')
    const second = await world.services.notices.resend(caller, notice?.id ?? '', 'request-1')
    expect(second.id).toBe(first.id)
    await world.run()
    expect(world.mail.received.map(({ to }) => to[0])).toEqual(['ann@buyer.example', 'eve@buyer.example'])
    expect(new Set(world.mail.received.map(({ mail }) => mail.messageId)).size).toBe(2)
  })
})

describe('C1 editing: own words', () => {
  test('are used when they can be, and refused when they would leave a blank', async () => {
    const { templates } = world.services.notices
    const caller = await world.caller()
    const key = { channel: 'email', kind: 'shipped', language: 'en' } as const
    await expect(templates.put(caller, key, { subject: 'Hi {{ nobody }}' })).rejects.toMatchObject({ code: 'validation_failed' })
    await templates.put(caller, key, { subject: 'Shipped: it is on its way' })
    await world.post('SB-TRANSIT-1')
    await world.run()
    expect(world.mail.received[0]?.mail.subject).toBe('Shipped: it is on its way')
  })
})

test('no address, name or phone of a buyer is in the ledger, the events or the log', async () => {
  await world.post('ITOD-3-1', { customerEmail: 'canary@buyer.example', customerPhone: '+79161234567', customerName: 'Canary Buyer' })
  await world.pass(12 * MINUTE)
  expect(world.mail.received.length).toBe(3)
  for (const table of ['notices', 'events', 'suppressions', 'notice_alarms']) {
    const rows = await world.database.pool.query<{ doc: string }>({ name: '', text: `select row_to_json(x)::text as doc from ${table} x` })
    expect(rows.map(({ doc }) => doc).join('\n'), table).not.toMatch(/canary|79161234567/i)
  }
  expect(world.log.join('\n')).not.toMatch(/canary|79161234567/i)
})

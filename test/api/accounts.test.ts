import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'

let product: Product
let admin: Awaited<ReturnType<typeof openAdmin>>

beforeAll(async () => {
  product = await startProduct()
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-admin-'))
  admin = await openAdmin(
    loadConfig({ DATABASE_URL: product.databaseUrl, DATA_DIR: dataDir, SECRET_KEY, LAB_URL: product.lab.url }, join(dataDir, 'none'))
      .config,
  )
})
afterAll(async () => {
  await admin.close()
  await product.stop()
})

describe('keys', () => {
  test('have a kind, 160 random bits and a checksum; a typo is refused', async () => {
    const { text } = await admin.createKey({ account: 'default', mode: 'live', label: 'shop' })
    expect(text).toMatch(/^trk_live_[0-9A-Za-z]{33}$/)
    expect((await product.call('GET', '/carriers', undefined, { key: text })).meta.code).toBe(200)
    const typo = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
    expect((await product.call('GET', '/trackings/get', undefined, { key: typo })).meta.code).toBe(4001)
  })

  test('are stored as a hash only', async () => {
    const { text } = await admin.createKey({ account: 'default', mode: 'live', label: '' })
    const client = new Client({ connectionString: product.databaseUrl })
    await client.connect()
    const { rows } = await client.query<{ dump: string }>('select json_agg(k)::text as dump from api_keys k')
    await client.end()
    expect(rows[0]?.dump).toContain(text.slice(0, 13))
    expect(rows[0]?.dump).not.toContain(text.slice(0, 14))
  })

  test('a revoked key is refused within 2 seconds everywhere, with its own code', async () => {
    const { text, key } = await admin.createKey({ account: 'default', mode: 'live', label: '' })
    expect((await product.call('GET', '/carriers', undefined, { key: text })).meta.code).toBe(200)
    expect(await admin.revokeKey(key.id)).toBe(true)
    const revokedAt = Date.now()
    for (;;) {
      const { status, meta } = await product.call('GET', '/carriers', undefined, { key: text })
      if (meta.code === 4002) {
        expect(status).toBe(401)
        break
      }
      expect(Date.now() - revokedAt).toBeLessThan(2_000)
    }
  })

  test('a key without the scope is refused, and its last use is kept', async () => {
    const { text, key } = await admin.createKey({ account: 'default', mode: 'live', label: '', scopes: ['trackings:read'] })
    const { meta } = await product.call('POST', '/trackings/post', { tracking_number: 'SCOPE12345', carrier_code: 'dhl' }, { key: text })
    expect(meta.code).toBe(403)
    expect((await product.call('GET', '/trackings/dhl/SCOPE12345')).meta.code).toBe(4031)
    await expect
      .poll(async () => (await admin.listKeys()).find((one) => one.key.id === key.id)?.key.lastUsedAt ?? 0)
      .toBeGreaterThan(Date.now() - 60_000)
  })
})

describe('accounts', () => {
  test('never see each other: the same answers as for what never existed', async () => {
    const other = await admin.createKey({ account: 'other shop', mode: 'live', label: '' })
    await product.call('POST', '/trackings/post', { tracking_number: 'ISOLATED01', carrier_code: 'dhl', title: 'mine' })
    const foreign = { key: other.text }
    for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { title: 'theirs' }]] as const) {
      const there = await product.call(method, '/trackings/dhl/ISOLATED01', body, foreign)
      const never = await product.call(method, '/trackings/dhl/NEVERWAS01', body, foreign)
      expect(there.text).toBe(never.text)
      expect(there.status).toBe(never.status)
    }
    expect((await product.call('GET', '/trackings/get', undefined, foreign)).meta.code).toBe(4031)
    const created = await product.call(
      'POST',
      '/trackings/post',
      { tracking_number: 'ISOLATED01', carrier_code: 'dhl', title: 'theirs' },
      foreign,
    )
    expect(created.meta.code).toBe(200)
    expect((await product.call('GET', '/trackings/dhl/ISOLATED01')).data).toMatchObject([{ title: 'mine' }])
  })

  test('have a test side: its data are apart, and only the sandbox answers', async () => {
    const trial = await admin.createKey({ account: 'default', mode: 'test', label: '' })
    expect(trial.text).toMatch(/^trk_test_/)
    const before = product.lab.requests('fedex').length
    const { meta } = await product.call(
      'POST',
      '/trackings/realtime',
      { tracking_number: 'EZ4000000004', carrier_code: 'fedex' },
      { key: trial.text },
    )
    expect(meta.code).toBe(200)
    expect((await product.call('GET', '/trackings/fedex/EZ4000000004', undefined, { key: trial.text })).data).toMatchObject([
      { status: 'delivered' },
    ])
    expect((await product.call('GET', '/trackings/fedex/EZ4000000004')).meta.code).toBe(4031)
    expect(product.lab.requests('fedex').length).toBe(before)
  })

  test('a monthly quota refuses what no longer fits; deleting and adding again costs nothing', async () => {
    const { text } = await admin.createKey({ account: 'small shop', mode: 'live', label: '' })
    await admin.setAccount('small shop', 'live', { monthlyQuota: 2 })
    const key = { key: text }
    const add = (number: string) => product.call('POST', '/trackings/post', { tracking_number: number, carrier_code: 'dhl' }, key)
    expect((await add('QUOTA00001')).meta.code).toBe(200)
    expect((await add('QUOTA00002')).meta.code).toBe(200)
    expect((await add('QUOTA00003')).meta.code).toBe(4021)
    await product.call('DELETE', '/trackings/dhl/QUOTA00001', undefined, key)
    expect((await add('QUOTA00001')).meta.code).toBe(200)
  })

  test('limits of an account answer 429 with Retry-After', async () => {
    const { text } = await admin.createKey({ account: 'busy shop', mode: 'live', label: '' })
    await admin.setAccount('busy shop', 'live', { limits: { list: 1 } })
    const list = () => product.call('GET', '/trackings/get', undefined, { key: text })
    expect((await list()).status).toBe(200)
    const refused = await list()
    expect(refused.status).toBe(429)
    expect(refused.meta).toMatchObject({ code: 429, type: 'Too Many Requests' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  })
})

test('a carrier without credentials says so, and is asked as soon as it has one', async () => {
  const { text } = await admin.createKey({ account: 'new shop', mode: 'live', label: '' })
  expect((await admin.listCredentials('new shop')).length).toBe(0)
  await admin.setCredential('new shop', 'cdek', { clientId: 'wrong', clientSecret: 'wrong' })
  await product.call('POST', '/trackings/post', { tracking_number: '1100000002', carrier_code: 'cdek' }, { key: text })
  const item = async () =>
    (
      (await product.call('GET', '/trackings/cdek/1100000002', undefined, { key: text })).data as {
        freshness: { stale_because: string }
        lastEvent: string
      }[]
    )[0]
  await expect.poll(async () => (await item())?.freshness.stale_because, { timeout: 10_000 }).toBe('no_credentials')
  await admin.setCredential('new shop', 'cdek', { clientId: 'lab', clientSecret: 'lab' })
  await expect.poll(async () => (await item())?.lastEvent, { timeout: 10_000 }).not.toBe('')
})

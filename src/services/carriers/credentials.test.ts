import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NO_DETAILS } from '../../tracking/index.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase, silentLog } from '../../../test/support/database.ts'
import { compose, type Parts } from '../../app/compose.ts'
import { systemClock } from '../../base/index.ts'
import { loadConfig } from '../../config/index.ts'
import type { Account } from '../../storage/index.ts'
import { type Caller, createServices, createVault, SCOPES, type ServiceDeps } from '../index.ts'
import { createCredentials } from './credentials.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-credentials-'))
const own = { clientId: 'shop', clientSecret: 'word' }
const lab = { clientId: 'lab', clientSecret: 'lab' }
let database: FreshDatabase
let now = Date.now()

/** A process of its own on the database; all of them share a clock that moves by hand. */
function processWith(secretKey: string): { deps: ServiceDeps; parts: Parts } {
  const settings = { SECRET_KEY: secretKey, DATA_DIR: dataDir, LAB_URL: 'http://127.0.0.1:1' }
  const vault = createVault(Buffer.from(secretKey, 'hex'), { bytes: randomBytes, fraction: Math.random })
  const parts = compose(loadConfig(settings, join(dataDir, 'none')).config, { storage: database.storage, vault }, silentLog)
  return { parts, deps: { ...parts.deps, clock: { ...systemClock, now: () => now } } }
}

const ensure = (name: string, mode: Account['mode'] = 'live'): Promise<Account> => database.storage.accounts.ensure(name, mode, now)

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('what one process stores or removes, another sees within a second', async () => {
  const { deps } = processWith('ab'.repeat(32))
  const [here, there] = [createCredentials(deps), createCredentials(deps)]
  const account = await ensure('two processes')
  expect(await there.get(account, 'cdek')).toEqual(lab)
  await here.put(account, 'cdek', own)
  expect(await here.get(account, 'cdek')).toEqual(own)
  now += 999
  expect(await there.get(account, 'cdek')).toEqual(lab)
  now += 1
  expect(await there.get(account, 'cdek')).toEqual(own)
  expect(await here.list(account)).toEqual(['cdek'])
  expect(await here.remove(account, 'cdek')).toBe(true)
  expect(await here.get(account, 'cdek')).toEqual(lab)
  now += 1_000
  expect(await there.get(account, 'cdek')).toEqual(lab)
  expect(await here.remove(account, 'cdek')).toBe(false)
})

test('are encrypted where they lie; under another key there is none, and nothing fails', async () => {
  const { deps } = processWith('ab'.repeat(32))
  const account = await ensure('sealed')
  await createCredentials(deps).put(account, 'cdek', own)
  const sealed = await database.storage.credentials.get(account.id, 'cdek')
  expect(sealed).toMatch(/^v1\./)
  expect(Buffer.from(sealed ?? '', 'base64url').toString('latin1')).not.toContain(own.clientSecret)
  expect(await createCredentials(processWith('cd'.repeat(32)).deps).get(account, 'cdek')).toBeNull()
})

test('of one account are not those of another, and only the fields that the carrier declares are taken', async () => {
  const credentials = createCredentials(processWith('ab'.repeat(32)).deps)
  const [mine, theirs] = [await ensure('mine'), await ensure('theirs')]
  await credentials.put(mine, 'cdek', own)
  expect(await credentials.get(theirs, 'cdek')).toEqual(lab)
  await expect(credentials.put(mine, 'cdek', { clientId: 'shop' })).rejects.toMatchObject({ code: 'bad_request', param: 'clientSecret' })
  await expect(credentials.put(mine, 'cdek', { ...own, more: 'x' })).rejects.toMatchObject({ code: 'bad_request', param: 'more' })
  await expect(credentials.put(mine, 'no-such-carrier', own)).rejects.toMatchObject({ code: 'carrier_invalid' })
  await expect(credentials.put(mine, 'sandbox', {})).rejects.toMatchObject({ code: 'carrier_invalid' })
})

test('a monthly quota counts live numbers only', async () => {
  const { deps } = processWith('ab'.repeat(32))
  const report = { ok: true, checks: {} }
  const services = createServices(deps, { live: () => report, ready: () => Promise.resolve(report) })
  const createAs = async (mode: Account['mode']): Promise<string[]> => {
    const { id } = await ensure('quota', mode)
    await database.storage.accounts.changeSettings(id, () => ({ monthlyQuota: 1 }))
    const account = await ensure('quota', mode)
    const caller: Caller = { account, scopes: new Set(SCOPES) }
    const inputs = ['QUOTA00001', 'QUOTA00002'].map((number) => ({ carrier: 'dhl', number, details: NO_DETAILS }))
    return (await services.trackings.createMany(caller, inputs)).map((made) => ('code' in made ? made.code : made.tracking.number))
  }
  expect(await createAs('live')).toEqual(['QUOTA00001', 'quota_exceeded'])
  expect(await createAs('test')).toEqual(['QUOTA00001', 'QUOTA00002'])
})

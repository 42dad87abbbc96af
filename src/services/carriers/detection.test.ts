import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase, silentLog } from '../../../test/support/database.ts'
import { row } from '../../../test/storage/rows.ts'
import { compose } from '../../app/compose.ts'
import { openVault } from '../../app/vault.ts'
import { systemClock } from '../../base/index.ts'
import { loadConfig } from '../../config/index.ts'
import type { Account, Storage } from '../../storage/index.ts'
import { NO_DETAILS } from '../../tracking/index.ts'
import { type Caller, createServices, type InnerServices, SCOPES } from '../index.ts'

/** Ten digits that fit CDEK best, then Aramex and DHL Express, whose check digit is wrong. */
const TEN = '3000000001'
const LAB = {
  userName: 'a@shop.example',
  password: 'b',
  accountNumber: '1',
  accountPin: '2',
  accountEntity: 'AMM',
  accountCountryCode: 'JO',
}

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-detection-'))
let database: FreshDatabase
let services: InnerServices
let now = Date.now()
let accounts = 0
/** Questions about accounts that reached the database. */
const asked: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  const settings = { SECRET_KEY: 'ab'.repeat(32), DATA_DIR: dataDir, LAB_URL: 'http://127.0.0.1:1' }
  const { config } = loadConfig(settings, join(dataDir, 'none'))
  const { deps } = compose(config, { storage: database.storage, vault: await openVault(config, database.storage) }, silentLog)
  const report = { ok: true, checks: {} }
  const health = { live: () => report, ready: () => Promise.resolve(report) }
  services = createServices({ ...deps, storage: observed(database.storage), clock: { ...systemClock, now: () => now } }, health)
})
afterAll(async () => {
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})
beforeEach(() => {
  asked.length = 0
})

function noting<T>(question: string, answer: T): T {
  asked.push(question)
  return answer
}

/** The real storage, with a note of each question that detection may ask. */
function observed({ credentials, trackings, ...rest }: Storage): Storage {
  return {
    ...rest,
    credentials: { ...credentials, listCarriers: (id) => noting('credentials', credentials.listCarriers(id)) },
    trackings: {
      ...trackings,
      find: (key) => noting('find', trackings.find(key)),
      recentCarriers: (account, newest) => noting('recent', trackings.recentCarriers(account, newest)),
    },
  }
}

async function newAccount(): Promise<Account> {
  accounts += 1
  return database.storage.accounts.ensure(`shop ${accounts}`, 'live', now)
}

const callerOf = (account: Account): Caller => ({ account, scopes: new Set(SCOPES) })

async function detected(account: Account, number = TEN): Promise<string[]> {
  return (await services.carriers.detect(callerOf(account), number)).map(({ code }) => code)
}

async function created(account: Account, number: string, carrier: string | null = null, destinationCountry: string | null = null) {
  const { tracking } = await services.trackings.create(callerOf(account), {
    carrier,
    number,
    details: { ...NO_DETAILS, destinationCountry },
  })
  return tracking.carrier
}

describe('what is known of the account', () => {
  test('nothing: by the number alone', async () => {
    expect((await detected(await newAccount())).slice(0, 2)).toEqual(['cdek', 'aramex'])
  })

  test('a carrier with a credential of the account moves up, for creates too, and for no other account', async () => {
    const [mine, theirs] = [await newAccount(), await newAccount()]
    await services.credentials.put(mine, 'aramex', LAB)
    expect((await detected(mine)).slice(0, 2)).toEqual(['aramex', 'cdek'])
    expect(await created(mine, TEN)).toBe('aramex')
    expect((await detected(theirs))[0]).toBe('cdek')
    expect(await created(theirs, TEN)).toBe('cdek')
  })

  test('so does each courier code that the adapter with the credential serves', async () => {
    const account = await newAccount()
    expect((await detected(account, '10000000001')).slice(0, 2)).toEqual(['gls', 'cdek'])
    await services.credentials.put(account, 'gls', { clientId: 'a', clientSecret: 'b' })
    expect((await detected(await newAccount(), '10000000001')).slice(0, 3)).toEqual(['gls', 'cdek', 'gls-de'])
    now += 60_000
    expect((await detected(account, '10000000001')).slice(0, 2)).toEqual(['gls', 'gls-de'])
  })

  test('a carrier of its newest trackings moves up, once it has known the number', async () => {
    const [used, unknown, unasked] = [await newAccount(), await newAccount(), await newAccount()]
    await database.storage.trackings.insert(row(used, 'USED1', { carrier: 'aramex', status: 'transit' }), used)
    await database.storage.trackings.insert(row(unknown, 'WRONG1', { carrier: 'aramex', status: 'notfound' }), unknown)
    await database.storage.trackings.insert(row(unasked, 'NEW1', { carrier: 'aramex', status: 'pending' }), unasked)
    expect((await detected(used))[0]).toBe('aramex')
    expect((await detected(unknown))[0]).toBe('cdek')
    expect((await detected(unasked))[0]).toBe('cdek')
  })

  test('the destination of a new tracking counts', async () => {
    const account = await newAccount()
    expect(await created(account, '1000000000003')).toBe('dellin')
    expect(await created(account, '1000000000010', null, 'IN')).toBe('delhivery')
  })

  test('a change is seen after a minute', async () => {
    const account = await newAccount()
    expect((await detected(account))[0]).toBe('cdek')
    await services.credentials.put(account, 'aramex', LAB)
    now += 59_999
    expect((await detected(account))[0]).toBe('cdek')
    now += 1
    expect((await detected(account))[0]).toBe('aramex')
  })
})

describe('a number sent again without a carrier', () => {
  test('is the tracking that it was, whatever is known of the account by now', async () => {
    const account = await newAccount()
    expect(await created(account, TEN)).toBe('cdek')
    await services.credentials.put(account, 'aramex', LAB)
    now += 60_000
    expect((await detected(account))[0]).toBe('aramex')
    await expect(created(account, TEN)).rejects.toMatchObject({ code: 'tracking_exists' })
    expect(await created(account, '3000000012')).toBe('aramex')
  })
})

describe('questions to the database', () => {
  test('none for a create that names its carrier, or whose number fits one carrier at most', async () => {
    const account = await newAccount()
    await created(account, TEN, 'cdek')
    await created(account, 'RA644000001RU')
    await expect(created(account, '-----')).rejects.toMatchObject({ code: 'carrier_not_detected' })
    await services.trackings.createMany(callerOf(account), [{ carrier: 'dhl', number: '3000000023', details: NO_DETAILS }])
    expect(await detected(account, '1Z0000000300000013')).toEqual(['ups'])
    expect(asked).toEqual([])
  })

  test('about the account once a minute, however many numbers come at once', async () => {
    const account = await newAccount()
    const inputs = ['3000000001', '3000000012', '3000000023'].map((number) => ({ carrier: null, number, details: NO_DETAILS }))
    await services.trackings.createMany(callerOf(account), inputs)
    await detected(account)
    expect(asked.filter((question) => question !== 'find')).toEqual(['credentials', 'recent'])
    now += 60_000
    await detected(account)
    expect(asked.filter((question) => question !== 'find')).toEqual(['credentials', 'recent', 'credentials', 'recent'])
  })
})

test('a key without the scope is refused', async () => {
  const account = await newAccount()
  await expect(services.carriers.detect({ account, scopes: new Set(['trackings:write']) }, TEN)).rejects.toMatchObject({
    code: 'forbidden',
  })
})

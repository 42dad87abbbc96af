import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createPool, createStorage, type Storage } from '../../src/storage/index.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'

let database: FreshDatabase
let elsewhere: Storage
beforeAll(async () => {
  database = await freshDatabase()
  elsewhere = createStorage(createPool(database.url, { clock: systemClock, log: silentLog }))
})
afterAll(async () => {
  await elsewhere.close()
  await database.drop()
})

interface State {
  count: number
}

function count(storage: Storage, key: string, holder: string): Promise<number> {
  return storage.carrierStates.exchange(key, holder, ({ state }) => {
    const next = ((state as State | null)?.count ?? 0) + 1
    return { state: { count: next }, result: next }
  })
}

function join(storage: Storage, holder: string, until: number): Promise<string[]> {
  return storage.carrierStates.exchange('ups/a', holder, ({ others }) => ({
    share: { share: { places: [1] }, until },
    result: others.map((one) => `${one.holder} ${JSON.stringify(one.share)} ${one.until}`),
  }))
}

test('processes decide one after the other, also at the very first time', async () => {
  const turns = Array.from({ length: 40 }, (_, i) => count(i % 2 === 0 ? database.storage : elsewhere, 'fedex/a', `p${i}`))
  expect((await Promise.all(turns)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  expect(await count(elsewhere, 'fedex/b', 'p')).toBe(1)
})

test('a process sees the shares of the others until they leave; those of the dead are swept after an hour', async () => {
  const now = Date.now()
  expect(await join(database.storage, 'dead', now - 3_700_000)).toEqual([])
  expect(await join(database.storage, 'one', now + 5_000)).toEqual([`dead {"places":[1]} ${now - 3_700_000}`])
  expect(await join(elsewhere, 'two', now + 5_000)).toEqual([`one {"places":[1]} ${now + 5_000}`])
  await elsewhere.carrierStates.exchange('ups/a', 'one', () => ({ share: null, result: null }))
  expect(await join(elsewhere, 'three', now + 5_000)).toEqual([`two {"places":[1]} ${now + 5_000}`])
})

test('what fails is not written', async () => {
  await expect(
    database.storage.carrierStates.exchange('dhl/a', 'p', () => {
      throw new RangeError('a mistake')
    }),
  ).rejects.toThrow('a mistake')
  expect(await count(database.storage, 'dhl/a', 'p')).toBe(1)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query({ name: '', text: 'create table kept (id int primary key)' })
})
afterAll(() => database.drop())

const insert = { name: 'keep', text: 'insert into kept (id) values ($1)' }
const all = async (): Promise<number[]> =>
  (await database.pool.query<{ id: number }>({ name: '', text: 'select id from kept order by id' })).map(({ id }) => id)

test('what travels with the commit is written with it', async () => {
  const seen = await database.pool.tx(async (session) => {
    session.last(insert, [1])
    return 'done'
  })
  expect([seen, await all()]).toEqual(['done', [1]])
})

test('when a statement that travels with the commit fails, nothing is written, its error is told, and the connection serves on', async () => {
  const both = database.pool.tx(async (session) => {
    await session.query(insert, [2])
    session.last(insert, [1])
    session.last(insert, [3])
  })
  await expect(both).rejects.toThrow('duplicate key')
  expect(await all()).toEqual([1])
  await Promise.all(Array.from({ length: 20 }, (_, i) => database.pool.tx((session) => session.query(insert, [10 + i]))))
  expect(await all()).toHaveLength(21)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ERRORS } from '../../src/base/index.ts'
import { KEY, type Product, startProduct } from '../support/product.ts'
import { runBlocks, walkOf } from './walk.ts'

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guide', 'modern-api.md'), 'utf8')

let product: Product
let printed: string[] = []
beforeAll(async () => {
  product = await startProduct()
  const [exports = '', ...commands] = walkOf(text)
  expect(exports).toBe('export TRACKRU=http://localhost:3000/api\nexport KEY=trk_live_your_key\n')
  printed = await runBlocks([`export TRACKRU=${product.url}/api\nexport KEY=${KEY}`, ...commands])
})
afterAll(() => product.stop())

test('the walk of the guide does what it says', () => {
  const [created, listed, events, stream, refused] = printed
  expect(JSON.parse(created ?? '')).toMatchObject({ id: expect.stringMatching(/^trk_/), title: 'A book from Омск', order_id: '1001' })
  expect(JSON.parse(listed ?? '')).toMatchObject({
    data: [{ number: 'RA644000001RU', status: 'delivered', freshness: { stale_because: null } }],
    next_cursor: null,
  })
  const { data } = JSON.parse(events ?? '') as { data: { type: string }[] }
  expect(data.map(({ type }) => type)).toEqual(['tracking.created', 'tracking.status_changed'])
  expect(stream).toBe('')
  expect(JSON.parse(refused ?? '')).toMatchObject({ status: 422, code: 'validation_failed', param: 'status' })
})

test('where an error points there is something to read', async () => {
  const { doc_url: url } = JSON.parse(printed.at(-1) ?? '') as { doc_url: string }
  const [path, anchor] = url.split('#')
  const page = await (await fetch(`${product.url}${path}`)).text()
  expect(page).toContain(`<a id="${anchor}"></a>`)
  for (const code of Object.keys(ERRORS)) expect(page).toContain(`<a id="${code}"></a>`)
  expect((await fetch(`${product.url}/guide/api`)).status).toBe(200)
})

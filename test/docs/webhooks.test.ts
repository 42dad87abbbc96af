import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY, type Product, startProduct } from '../support/product.ts'
import { type Receiver, startReceiver } from '../webhooks/receiver.ts'
import { runBlocks, walkOf } from './walk.ts'

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guide', 'webhooks.md'), 'utf8')

let product: Product
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  product = await startProduct({ OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1024-65535' })
})
afterAll(async () => {
  await product.stop()
  await receiver.close()
})

/** The check that the guide gives to who has no library. */
async function publishedCheck(): Promise<(headers: object, body: string, secret: string) => boolean> {
  const source = /```js\n([^`]*isGenuine[^]*?)```\n/.exec(text)?.[1] ?? ''
  const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    isGenuine: (headers: object, body: string, secret: string) => boolean
  }
  return module.isGenuine
}

test('the walk of the guide on webhooks ends with a delivery, which the check of the guide believes', async () => {
  const [exports = '', ...commands] = walkOf(text).map((block) => block.replaceAll('http://127.0.0.1:4000', receiver.url))
  expect(exports).toBe('export TRACKRU=http://localhost:3000/api\nexport KEY=trk_live_your_key\n')
  const [tested, told, rotated] = await runBlocks([`export TRACKRU=${product.url}/api\nexport KEY=${KEY}`, ...commands])
  expect(JSON.parse(tested ?? '')).toMatchObject({ outcome: 'ok', http_status: 204 })
  expect(told).toContain('"status":"delivered"')
  const { secret } = JSON.parse(rotated ?? '') as { secret: string }

  const endpoints = await fetch(`${product.url}/api/webhook-endpoints`, { headers: { 'api-key': KEY } })
  const { data } = (await endpoints.json()) as { data: { id: string }[] }
  await fetch(`${product.url}/api/webhook-endpoints/${data[0]?.id}/test`, { method: 'POST', headers: { 'api-key': KEY } })
  const { headers, body } = receiver.received.at(-1) ?? expect.fail('nothing came')
  const isGenuine = await publishedCheck()
  expect(isGenuine(headers, body, secret)).toBe(true)
  expect(isGenuine(headers, `${body} `, secret)).toBe(false)
  expect(isGenuine(headers, body, `whsec_${'A'.repeat(43)}=`)).toBe(false)
})

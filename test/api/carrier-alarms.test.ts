import { afterAll, beforeAll, expect, test } from 'vitest'
import { movableClock, type Product, startProduct } from '../support/product.ts'
import { asOperator } from './operator.ts'

const HOUR = 3_600_000
const NUMBERS = Array.from({ length: 24 }, (_, i) => `11000010${String(i).padStart(2, '0')}`)

interface Health {
  looks: number
  success_rate: number
  empty_share: number
  median_lag_seconds: number | null
  alarm: string | null
}

const clock = movableClock()
let product: Product
let key: string
beforeAll(async () => {
  product = await startProduct({ LOG_LEVEL: 'silent' }, clock)
  key = await asOperator(product, async (admin) => (await admin.createKey({ account: 'default', mode: 'live', label: '' })).text)
  know()
  await product.call(
    'POST',
    '/trackings/batch',
    NUMBERS.map((tracking_number) => ({ tracking_number, carrier_code: 'cdek' })),
  )
})
afterAll(() => product.stop())

/** The carrier knows the parcels; their second scan comes an hour from now. */
function know(): void {
  for (const number of NUMBERS)
    product.lab.set('cdek', number, {
      offset: '+03:00',
      steps: [
        { code: 'CREATED', at: -3_600, text: { ru: 'Создан' } },
        { code: 'RECEIVED_AT_SHIPMENT_WAREHOUSE', at: 3_600, text: { ru: 'Принят' } },
      ],
    })
}

async function health(): Promise<Health | undefined> {
  const response = await fetch(`${product.url}/api/carriers/health`, { headers: { 'api-key': key } })
  const { data } = (await response.json()) as { data: (Health & { carrier: string })[] }
  return data.find(({ carrier }) => carrier === 'cdek')
}

const looksReach = (looks: number): Promise<void> =>
  expect.poll(async () => (await health())?.looks, { timeout: 20_000, interval: 200 }).toBeGreaterThanOrEqual(looks)

test('answers with events are well, and how late they are seen is counted', { timeout: 60_000 }, async () => {
  await looksReach(NUMBERS.length)
  expect(await health()).toMatchObject({ success_rate: 1, empty_share: 0, median_lag_seconds: null, alarm: null })
  clock.move(1.5 * HOUR)
  await looksReach(2 * NUMBERS.length)
  // Seen half an hour after it happened: within the class that ends at an hour.
  expect(await health()).toMatchObject({ success_rate: 1, median_lag_seconds: 3_600, alarm: null })
})

test('a carrier that forgets what it knew raises an alarm, and erases nothing', { timeout: 60_000 }, async () => {
  for (const number of NUMBERS) product.lab.set('cdek', number, null)
  clock.move(6 * HOUR)
  await looksReach(3 * NUMBERS.length)
  expect(await health()).toMatchObject({ alarm: 'empty_answers' })
  const { data } = await product.call('GET', `/trackings/cdek/${NUMBERS[0]}`)
  expect(data).toMatchObject([{ status: 'transit' }])
})

test('a carrier whose answers cannot be read any more raises an alarm', { timeout: 60_000 }, async () => {
  know()
  product.lab.fault('cdek', { kind: 'renamedField' })
  clock.move(12 * HOUR)
  await looksReach(4 * NUMBERS.length)
  expect(await health()).toMatchObject({ alarm: 'schema_drift' })
})

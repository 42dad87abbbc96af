import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Admin, openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'

/** What the operator does beside the running product, on its database. */
export async function asOperator<T>({ databaseUrl, lab }: Product, act: (admin: Admin) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-operator-'))
  const settings = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, SECRET_KEY, LAB_URL: lab.url, LOG_LEVEL: 'error' }
  const admin = await openAdmin(loadConfig(settings, join(dataDir, 'none')).config)
  try {
    return await act(admin)
  } finally {
    await admin.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The product without background polling and without limits a second: for what is asked thousands of times. */
export async function startQuietProduct(env: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct({ ROLE: 'api', ...env })
  await asOperator(product, (admin) => admin.setAccount('default', 'live', { limits: { list: 0, realtime: 0, other: 0 } }))
  return product
}

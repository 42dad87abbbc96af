import { AppError } from '../../base/index.ts'
import type { Account } from '../../storage/index.ts'
import type { Carriers, ServiceDeps } from '../deps.ts'

/** A credential changed by another process is seen within this time. */
const REMEMBER_MS = 1_000
const MOST_REMEMBERED = 10_000

export interface Credentials {
  /** The account's own credential, else the operator's shared one, else null. Null too where the carrier needs none. */
  get(account: Account, carrier: string): Promise<Record<string, string> | null>
  /** Stores the fields that the carrier declares and makes its waiting trackings due. @throws carrier_invalid, bad_request */
  put(account: Account, carrier: string, fields: Record<string, string>): Promise<void>
  remove(account: Account, carrier: string): Promise<boolean>
  list(account: Account): Promise<string[]>
  /** The same, a second old at most. */
  configured(account: Account): Promise<ReadonlySet<string>>
}

export function createCredentials({ storage, vault, clock, carriers, log }: ServiceDeps): Credentials {
  const remembered = new Map<string, { value: Promise<Record<string, string> | null>; readAt: number }>()

  const sets = new Map<number, { value: Promise<ReadonlySet<string>>; readAt: number }>()

  function configured(account: Account): Promise<ReadonlySet<string>> {
    const entry = sets.get(account.id)
    const now = clock.now()
    if (entry && now - entry.readAt < REMEMBER_MS) return entry.value
    if (sets.size >= MOST_REMEMBERED) sets.clear()
    const value = storage.credentials.listCarriers(account.id).then((codes) => new Set(codes))
    sets.set(account.id, { value, readAt: now })
    value.catch(() => sets.delete(account.id))
    return value
  }

  async function read(account: Account, carrier: string): Promise<Record<string, string> | null> {
    const sealed = await storage.credentials.get(account.id, carrier)
    if (sealed === null) return carriers.sharedCredential(carrier)
    try {
      return fieldsOf(JSON.parse(vault.open(sealed)))
    } catch {
      log.error({ carrier, accountId: account.id }, 'a stored credential cannot be opened: was SECRET_KEY changed?')
      return null
    }
  }

  return {
    get: (account, carrier) => {
      const name = `${account.id}/${carrier}`
      const entry = remembered.get(name)
      const now = clock.now()
      if (entry && now - entry.readAt < REMEMBER_MS) return entry.value
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      const value = read(account, carrier)
      remembered.set(name, { value, readAt: now })
      value.catch(() => remembered.delete(name))
      return value
    },
    put: async (account, code, fields) => {
      const adapter = declaredBy(carriers, code)
      const missing = adapter.credentialFields.find(({ name, optional }) => optional !== true && !fields[name])?.name
      const unknown = Object.keys(fields).find((name) => adapter.credentialFields.every((field) => field.name !== name))
      if (missing ?? unknown) throw new AppError('bad_request', { param: missing ?? unknown ?? '' })
      await storage.credentials.put(account.id, adapter.code, vault.seal(JSON.stringify(fields)), clock.now())
      remembered.delete(`${account.id}/${adapter.code}`)
      sets.delete(account.id)
      // Not before every process has forgotten the old one: asked with that, they would fall asleep again.
      const at = clock.now() + 2 * REMEMBER_MS
      // An aggregator may know what nobody else can be asked about.
      if (adapter.aggregator) await storage.polling.wake(account, { source: null, reasons: ['no_credentials', 'unsupported'] }, at)
      else {
        const couriers = [adapter.code, ...(adapter.aliases ?? [])]
        await storage.polling.wake(account, { source: adapter.code, reasons: ['no_credentials', 'forbidden'], couriers }, at)
      }
    },
    remove: async (account, code) => {
      const adapter = declaredBy(carriers, code)
      const removed = await storage.credentials.remove(account.id, adapter.code)
      remembered.delete(`${account.id}/${adapter.code}`)
      sets.delete(account.id)
      return removed
    },
    list: (account) => storage.credentials.listCarriers(account.id),
    configured,
  }
}

function fieldsOf(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.map(([name, field]) => [name, String(field)]))
}

function declaredBy(carriers: Carriers, code: string): NonNullable<ReturnType<Carriers['adapter']>> {
  const adapter = carriers.adapter(code)
  if (!adapter || adapter.credentialFields.length === 0) throw new AppError('carrier_invalid', { param: 'carrier' })
  return adapter
}

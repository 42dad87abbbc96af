import { newId } from '../../base/index.ts'
import type { Account, ApiKey, Mode } from '../../storage/index.ts'
import { SCOPES } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { hashKey, keyPrefix, newKey, plausibleKey } from './format.ts'

export interface NewKeyInput {
  /** Account name; the account is made when it does not exist. */
  account: string
  mode: Mode
  label: string
  /** All scopes when absent. */
  scopes?: string[]
  /** An operator's own text in place of a random key. */
  text?: string
}

/** Makes a key. The text is in this answer and nowhere else: only its hash is stored. */
export async function createKey(
  { storage, clock, random }: ServiceDeps,
  input: NewKeyInput,
): Promise<{ key: ApiKey; text: string; account: Account }> {
  const now = clock.now()
  const account = await storage.accounts.ensure(input.account, input.mode, now)
  const text = input.text ?? newKey(input.mode, random)
  const key: ApiKey = {
    id: newId(now, random),
    accountId: account.id,
    label: input.label,
    prefix: keyPrefix(text),
    scopes: input.scopes ?? [...SCOPES],
    createdAt: now,
    revokedAt: null,
    lastUsedAt: null,
  }
  await storage.keys.insert({ ...key, hash: hashKey(text) })
  return { key, text, account }
}

/** The key made at the first start, from INITIAL_API_KEY or at random; null when keys exist already. @throws Error for a text that no door would take */
export async function createFirstKey(deps: ServiceDeps, text: string | null): Promise<string | null> {
  if (text !== null && !plausibleKey(text))
    throw new Error('INITIAL_API_KEY looks like a generated key with a mistake in it: correct it, or choose another text.')
  const known = text === null ? null : await deps.storage.keys.findByHash(hashKey(text))
  if (known) return null
  if (text === null && (await deps.storage.keys.list()).length > 0) return null
  const made = await createKey(deps, { account: 'default', mode: 'live', label: 'first key', ...(text === null ? {} : { text }) })
  return made.text
}

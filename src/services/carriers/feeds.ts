import type { Instant } from '../../base/index.ts'
import type { Carrier } from '../../carriers/index.ts'
import type { Account } from '../../storage/index.ts'
import type { AskDeps } from '../deps.ts'

/** Whoever reads a feed has so long; a feed that is confirmed tells nothing twice, so one process reads it at a time. */
const LEASE_MS = 120_000
const MOST_PAGES = 50
/** Numbers that one statement makes due. */
const CHUNK = 500
/** So often a process looks whether a feed is due. */
const LOOK_MS = 15_000

interface FeedState {
  nextAt: Instant
  leaseUntil: Instant
}

/**
 * Reads the change feeds of carriers that have one, for every account with a credential of its own. What a feed names falls due and is asked for in
 * the usual way; a page is confirmed after that is committed, so a crash in between makes the carrier tell it again.
 */
export function createFeeds(deps: AskDeps): { read(): Promise<void> } {
  const adapters = deps.carriers.adapters.filter(({ feed }) => feed !== undefined)
  let lookedAt = Number.NEGATIVE_INFINITY
  return {
    read: async () => {
      if (deps.clock.now() - lookedAt < LOOK_MS) return
      lookedAt = deps.clock.now()
      for (const adapter of adapters)
        for (const account of await deps.storage.credentials.accountsWith(adapter.code)) await readOne(deps, adapter, account)
    },
  }
}

async function readOne(deps: AskDeps, adapter: Carrier, account: Account): Promise<void> {
  const key = `feed/${adapter.code}/${account.id}`
  const now = deps.clock.now()
  const mine = await deps.storage.carrierStates.exchange<boolean, FeedState, never>(key, '', ({ state }) => {
    if (state && (state.nextAt > now || state.leaseUntil > now)) return { result: false }
    return { state: { nextAt: state?.nextAt ?? 0, leaseUntil: now + LEASE_MS }, result: true }
  })
  if (!mine) return
  await readPages(deps, adapter, account)
  const nextAt = deps.clock.now() + (adapter.feed?.everySeconds ?? 0) * 1_000
  await deps.storage.carrierStates.exchange<null, FeedState, never>(key, '', () => ({ state: { nextAt, leaseUntil: 0 }, result: null }))
}

async function readPages({ engine, storage, credentials, clock, log }: AskDeps, { code }: Carrier, account: Account): Promise<void> {
  const credential = await credentials.get(account, code)
  if (!credential) return
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await engine.readFeed(code, credential)
    if (!told) return
    if (told.kind === 'failed')
      return log.warn({ carrier: code, accountId: account.id, code: told.carrierCode }, 'a change feed could not be read')
    for (let i = 0; i < told.numbers.length; i += CHUNK)
      await storage.polling.hasten(account, code, told.numbers.slice(i, i + CHUNK), clock.now())
    if (told.confirm !== undefined && !(await engine.confirmFeed(code, credential, told.confirm))) return
    if (!told.more) return
  }
}

import { normaliseNumber } from '../../base/index.ts'
import type { BareView } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import type { Case, Verdict } from './judge.ts'
import { addressOf, recipientHash } from './recipients.ts'

const MINUTE_MS = 60_000
const FIRST_WAIT_MS = 2 * MINUTE_MS
const LONGEST_WAIT_MS = 60 * MINUTE_MS
/** Another number that comes later is another parcel. */
const GIVE_UP_MS = 24 * 60 * MINUTE_MS

/**
 * The number that took the place of a deleted one: registered since then, for the same order and the same person. While there is none it is
 * looked for at growing distances, for a day.
 */
export async function findReplacement(
  deps: Pick<ServiceDeps, 'storage' | 'vault'>,
  { account, notice, now }: Case,
): Promise<{ kind: 'found'; view: BareView } | Exclude<Verdict, { kind: 'send' }>> {
  const parcels = notice.orderId === null ? [] : await deps.storage.notices.trackingsOfOrder(account, notice.orderId)
  const since = parcels.filter(({ tracking }) => tracking.createdAt >= notice.createdAt)
  if (since.some(({ tracking }) => tracking.number === normaliseNumber(notice.number))) return { kind: 'skip', reason: 'same_number' }
  const view = since.find(({ tracking }) => {
    const address = addressOf(notice.channel, tracking.details)
    return address !== null && recipientHash(deps.vault, account.id, notice.channel, address) === notice.recipient
  })
  if (view) return { kind: 'found', view }
  const age = now - notice.createdAt
  if (age >= GIVE_UP_MS) return { kind: 'skip', reason: 'no_other_number' }
  const wait = Math.min(Math.max(FIRST_WAIT_MS, age), LONGEST_WAIT_MS)
  return { kind: 'hold', reason: 'waits_for_number', until: Math.min(now + wait, notice.createdAt + GIVE_UP_MS) }
}

import type { ChannelName } from '../../delivery/index.ts'
import type { ClaimedNotice, NoticeWish } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'

/** Longer than a channel may take, so that no living process loses its lease. */
export const LEASE_MS = 120_000

/** Takes the next due notices of a channel, at most so many of each account. What is not delivered falls due again when its lease ends. */
export async function claimDue(
  { storage, clock }: Pick<ServiceDeps, 'storage' | 'clock'>,
  channel: ChannelName,
  wishes: readonly NoticeWish[],
): Promise<ClaimedNotice[]> {
  const now = clock.now()
  return storage.notices.claimDue(channel, wishes, now, now + LEASE_MS)
}

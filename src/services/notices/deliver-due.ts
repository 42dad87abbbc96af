import type { ChannelName } from '../../delivery/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { deliver } from './deliver.ts'

/** Notices handed over at once by a process, on one channel. */
const IN_FLIGHT = 8
/** Longer than a channel may take, so that no living process loses its lease. */
const LEASE_MS = 120_000

/** Decides about the next due notices of a channel and sends what is to be sent. Fewer than 8 means that the channel is drained. */
export async function deliverDue(
  deps: ServiceDeps,
  channel: ChannelName,
  signal?: AbortSignal,
): Promise<{ claimed: number; drained: boolean }> {
  const now = deps.clock.now()
  const claimed = await deps.storage.notices.claimDue(channel, IN_FLIGHT, now, now + LEASE_MS)
  await Promise.all(
    claimed.map((one) =>
      deliver(deps, one, signal).catch((error: unknown) => {
        // Its lease ends, and then it falls due again.
        deps.log.error({ err: error, noticeId: one.notice.id }, 'a notice could not be worked on')
      }),
    ),
  )
  return { claimed: claimed.length, drained: claimed.length < IN_FLIGHT }
}

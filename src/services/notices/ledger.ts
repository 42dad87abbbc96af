import { AppError, type Instant } from '../../base/index.ts'
import type { NewNotice, Notice, NoticeFilter } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { AGAIN } from './judge.ts'
import { addressOf, recipientHash } from './recipients.ts'

type Deps = Pick<ServiceDeps, 'storage' | 'vault' | 'clock'>

/** What buyers were told, newest first. `after`: the last row of the page before. */
export async function listNotices(
  { storage }: Deps,
  caller: Caller,
  filter: NoticeFilter,
  page: { after: { createdAt: Instant; id: string } | null; limit: number },
): Promise<Notice[]> {
  requireScope(caller, 'notices:read')
  return storage.notices.list(caller.account, filter, page.after, page.limit)
}

/** @throws not_found */
export async function getNotice({ storage }: Deps, caller: Caller, id: string): Promise<Notice> {
  requireScope(caller, 'notices:read')
  const notice = await storage.notices.find(caller.account, id)
  if (!notice) throw new AppError('not_found')
  return notice
}

/**
 * Tells the same once more, as things are now, to the address that the tracking has now; also what was skipped. It is a notice of its own, so that
 * mail programs take it for a new mail. `requestId`: the same for each attempt of one request, which then is one notice.
 * @throws not_found, tracking_not_found when the tracking was deleted, validation_failed when it has no address
 */
export async function resendNotice({ storage, vault, clock }: Deps, caller: Caller, id: string, requestId: string): Promise<Notice> {
  requireScope(caller, 'notices:write')
  const { account } = caller
  const notice = await storage.notices.find(account, id)
  if (!notice) throw new AppError('not_found')
  const view = await storage.notices.tracking(notice.bucket, notice.trackingId)
  if (!view) throw new AppError('tracking_not_found')
  const { channel, kind, bucket, trackingId, orderId, eventSequence: sequence } = notice
  const address = addressOf(channel, view.tracking.details)
  if (address === null)
    throw new AppError('validation_failed', { param: 'id', detail: 'The tracking has no address for this channel any more.' })
  const now = clock.now()
  const occurrence = `${AGAIN}${requestId}`
  const again: NewNotice = {
    kind,
    occurrence,
    channel,
    recipient: recipientHash(vault, account.id, channel, address),
    status: 'planned',
    reason: null,
    dueAt: now,
  }
  const plan = { bucket, accountId: account.id, trackingId, orderId, number: view.tracking.shownNumber, sequence, at: now }
  await storage.notices.plan([{ ...plan, notices: [again] }])
  const made = (await storage.notices.ofTracking(bucket, trackingId)).find((one) => one.occurrence === occurrence)
  if (!made) throw new AppError('internal')
  return made
}

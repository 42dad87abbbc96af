import type { Instant } from '../../base/index.ts'
import type { ChannelName } from '../../delivery/index.ts'
import type { Account, NewNotice, ToldNotices } from '../../storage/index.ts'
import { type Checkpoint, type DueNotice, noticesOf, type Tracking, type TrackingDetails } from '../../tracking/index.ts'
import type { Vault } from '../vault.ts'
import { channelsFor, type NoticePolicy, policyOf } from './policy.ts'
import { addressOf, recipientHash } from './recipients.ts'

type Subject = Parameters<typeof noticesOf>[1]
type Told = { tracking: Tracking; freshness: Subject['freshness'] }

/** The rows that a change calls for, by the account's settings; undefined: none. Pure but for the hash. */
export function planNotices(
  { vault }: { vault: Vault },
  account: Account,
  change: { before: Told; after: Told; checkpoints: readonly Checkpoint[]; now: Instant },
): ToldNotices | undefined {
  const policy = policyOf(account)
  if (!policy.email.on && !policy.sms.on) return undefined
  const { tracking } = change.after
  if (tracking.archived) return undefined
  const due = noticesOf(change.before, change.after, change)
  const notices = due.flatMap((one) => rowsFor({ vault, account, policy }, one, tracking.details, change.now))
  return notices.length === 0 ? undefined : { orderId: tracking.details.orderId, number: tracking.shownNumber, notices }
}

interface Context {
  vault: Vault
  account: Account
  policy: NoticePolicy
}

function rowsFor(context: Context, { kind, occurrence }: DueNotice, details: TrackingDetails, now: Instant): NewNotice[] {
  return channelsFor(context.policy, kind).flatMap((channel) => {
    const recipient = recipientOf(context, channel, details)
    if (recipient === null) return []
    const { muted } = context.policy
    return [
      {
        kind,
        occurrence,
        channel,
        recipient,
        status: muted === null ? ('planned' as const) : ('skipped' as const),
        reason: muted,
        dueAt: muted === null ? now : null,
        ...(kind === 'correction' ? { onlyIfTold: true } : {}),
      },
    ]
  })
}

function recipientOf(
  { vault, account }: Pick<Context, 'vault' | 'account'>,
  channel: ChannelName,
  details: TrackingDetails,
): string | null {
  const address = addressOf(channel, details)
  return address === null ? null : recipientHash(vault, account.id, channel, address)
}

/**
 * What may have to be put right when a tracking is deleted whose buyer was told of it: it waits for another number of the same order. A parcel that
 * has arrived needs no correction.
 */
export function planCorrection({ vault }: { vault: Vault }, account: Account, tracking: Tracking, now: Instant): NewNotice[] {
  const policy = policyOf(account)
  if (tracking.details.orderId === null || tracking.state.endedAt !== null || policy.muted !== null) return []
  return channelsFor(policy, 'correction').flatMap((channel): NewNotice[] => {
    const recipient = recipientOf({ vault, account }, channel, tracking.details)
    if (recipient === null) return []
    const row = { kind: 'correction', occurrence: 'number', channel, recipient, onlyIfTold: true } as const
    return [{ ...row, status: 'held', reason: 'waits_for_number', dueAt: now }]
  })
}

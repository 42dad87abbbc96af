import type { Instant } from '../../base/index.ts'
import type { Notice, NoticeChange, NoticePlan, NoticeStatus } from '../../storage/index.ts'
import type { NewNotice } from '../../storage/index.ts'
import type { Vault } from '../vault.ts'
import { type Case, SMS_FALLBACK } from './judge.ts'
import { addressOf, recipientHash } from './recipients.ts'

/** Steps that a row keeps; of more, the first and the newest. */
const MOST_STEPS = 20
const MOST_REASON = 160

type Ended = Partial<Omit<NoticeChange, 'bucket' | 'id' | 'leaseToken' | 'history' | 'status' | 'reason'>>

/** The row after a claim. A status and a reason that it had already make no new step. */
export function changeOf(
  notice: Notice,
  { status, reason, now }: { status: NoticeStatus; reason: string | null; now: Instant },
  more: Ended = {},
): Omit<NoticeChange, 'leaseToken'> {
  const { bucket, id, attempts, language, providerId, messageId, parts, cost, mergedInto, history } = notice
  const isSame = status === notice.status && reason === notice.reason
  const steps = isSame ? history : [...history, { at: now, status, reason }]
  return {
    bucket,
    id,
    status,
    reason,
    dueAt: null,
    attempts,
    language,
    providerId,
    messageId,
    parts,
    cost,
    mergedInto,
    history: steps.length > MOST_STEPS ? [...steps.slice(0, 1), ...steps.slice(1 - MOST_STEPS)] : steps,
    ...more,
  }
}

const WORD = /[^\s<>"'(),:;]{1,500}/g
const PHONE = /\+?\d[\d ()-]{6,24}/g

/** Words of another server, fit for the ledger: they like to repeat whom they are about. */
export function withoutPeople(reason: string): string {
  return reason
    .slice(0, 500)
    .replaceAll(WORD, (word) => (word.includes('@') ? '…' : word))
    .replaceAll(PHONE, '…')
    .slice(0, MOST_REASON)
}

/** What is planned because an SMS could not tell it: one e-mail, which is not there twice when one was due anyway. */
export function fallbackPlan(vault: Vault, { account, policy, notice, view, now }: Case): NoticePlan[] {
  if (notice.channel !== 'sms' || !policy.sms.fallback || view === null) return []
  return planFor(vault, { account, notice, view, now }, 'email', SMS_FALLBACK)
}

/** The same for the person whose address the tracking has now. */
export function replan(vault: Vault, { account, notice, view, now }: Case): NoticePlan[] {
  return view === null ? [] : planFor(vault, { account, notice, view, now }, notice.channel, null)
}

function planFor(
  vault: Vault,
  { account, notice, view, now }: Pick<Case, 'account' | 'notice' | 'view' | 'now'>,
  channel: NewNotice['channel'],
  reason: string | null,
): NoticePlan[] {
  const address = view === null ? null : addressOf(channel, view.tracking.details)
  if (address === null) return []
  const { bucket, accountId, trackingId, orderId, number, eventSequence, kind, occurrence } = notice
  const recipient = recipientHash(vault, account.id, channel, address)
  const notices: NewNotice[] = [{ kind, occurrence, channel, recipient, status: 'planned', reason, dueAt: now }]
  return [{ bucket, accountId, trackingId, orderId, number, sequence: eventSequence, at: now, notices }]
}

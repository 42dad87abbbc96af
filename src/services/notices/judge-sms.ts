import type { SmsLimit } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { type Case, newerThan, type Verdict } from './judge.ts'

type Deps = Pick<ServiceDeps, 'storage' | 'notices'>

/** The recipient's side: whether the phone takes SMS, lives where the account writes to, and does not sleep. */
export function judgePhone(deps: Deps, it: Case): Verdict {
  const { policy, view } = it
  if (view === null) return { kind: 'skip', reason: 'deleted' }
  const { details, state } = view.tracking
  const { sms } = deps.notices
  const phone = sms.toE164(details.customerPhone ?? '', details.destinationCountry)
  if (!phone.ok) return { kind: 'skip', reason: `phone_${phone.reason}`, fallback: true }
  const bar = sms.barOf({ enabled: true, countries: policy.sms.countries }, phone.country, state.found && state.lastEventAt !== null)
  if (bar !== null) return { kind: 'skip', reason: bar === 'country' ? 'country_not_allowed' : bar, fallback: true }
  const destination = { country: details.destinationCountry, postcode: details.postalCode }
  return judgeHour(deps, it, sms.zonesOf({ phoneCountry: phone.country, destination, accountZone: policy.timeZone }))
}

function judgeHour({ notices: { sms } }: Deps, { policy, notice, others, now }: Case, zones: readonly [string, ...string[]]): Verdict {
  const window = sms.readQuietHours(policy.sms.quietHours)
  const newerKinds = newerThan(notice, others).map(({ kind }) => kind)
  const release = sms.onRelease({ kind: notice.kind, at: notice.createdAt, newerKinds, zones, ...(window ? { window } : {}) }, now)
  if (release.kind === 'hold') return { kind: 'hold', reason: 'quiet_hours', until: release.until }
  return release.kind === 'drop' ? { kind: 'skip', reason: release.reason } : release
}

/** Books an SMS that is about to be sent, once for all its attempts. Answers the limit that refuses it, and what the owner is told. */
export async function bookSms(
  { storage, notices: { sms } }: Deps,
  { account, policy, notice, now }: Case,
  { e164, parts }: { e164: string; parts: number },
): Promise<{ refused: SmsLimit; tell: SmsLimit | null } | null> {
  const booking = sms.bookingOf({
    noticeId: notice.id,
    trackingId: notice.trackingId,
    e164,
    phoneHash: notice.recipient,
    parts,
    pricePerPart: policy.sms.pricePerPart,
    accountZone: policy.timeZone,
    now,
  })
  const reserved = await storage.smsCounts.reserve(account, booking, sms.limits(policy.sms.dailyCap), now)
  return reserved.ok ? null : reserved
}

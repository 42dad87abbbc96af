import type { SmsLimit } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { type Case, newerThan, type Verdict } from './judge.ts'

type Deps = Pick<ServiceDeps, 'storage' | 'notices'>

/** The recipient's side: whether the phone takes SMS, lives where the account writes to, and does not sleep. */
export function judgePhone({ notices: { sms } }: Deps, { policy, notice, view, others, now }: Case): Verdict {
  const details = view?.tracking.details
  const phone = sms.toE164(details?.customerPhone ?? '', details?.destinationCountry ?? null)
  if (!phone.ok) return { kind: 'skip', reason: `phone_${phone.reason}`, fallback: true }
  const scanned = view !== null && view.tracking.state.found && view.tracking.state.lastEventAt !== null
  const bar = sms.barOf({ enabled: true, countries: policy.sms.countries }, phone.country, scanned)
  if (bar !== null) return { kind: 'skip', reason: bar === 'country' ? 'country_not_allowed' : bar, fallback: true }
  const zones = sms.zonesOf({
    phoneCountry: phone.country,
    destination: { country: details?.destinationCountry ?? null, postcode: details?.postalCode ?? null },
    accountZone: policy.timeZone,
  })
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

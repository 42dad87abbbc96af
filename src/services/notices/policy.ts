import type { ChannelName, Language, NoticeKind } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'

/** What buyers are told of unless the merchant says otherwise. */
const DEFAULT_KINDS: readonly NoticeKind[] = [
  'shipped',
  'out_for_delivery',
  'ready_for_pickup',
  'failed_attempt',
  'exception',
  'delivered',
  'correction',
]
/** An SMS costs money, so only of what asks something of the buyer. */
const DEFAULT_SMS_KINDS: readonly NoticeKind[] = ['out_for_delivery', 'ready_for_pickup', 'failed_attempt', 'correction']
const DEFAULT_MERGE_MINUTES = 10
const MINUTE_MS = 60_000

/** An account's settings with every default filled in. */
export interface NoticePolicy {
  email: { on: boolean; kinds: ReadonlySet<NoticeKind> }
  sms: {
    on: boolean
    kinds: ReadonlySet<NoticeKind>
    provider: string | null
    sender: string | null
    countries: readonly string[]
    dailyCap: number | null
    pricePerPart: number
    currency: string
    quietHours: string
    fallback: boolean
  }
  shop: { name: string; homepage: string | null; email: string | null; phone: string | null }
  defaultLanguage: Language
  timeZone: string
  ownerEmail: string | null
  mergeMs: number
  sendInTestMode: boolean
  /** Why nothing is really sent; null: it is. */
  muted: 'test_mode' | null
}

/** Nobody is told anything in the name of a shop that has no name: that is what switches notices on. */
export function policyOf({ settings, mode }: Account): NoticePolicy {
  const { notices = {}, shop = {} } = settings
  const { email = {}, sms = {} } = notices
  const name = shop.name ?? ''
  return {
    email: { on: name !== '' && (email.on ?? true), kinds: new Set(email.kinds ?? DEFAULT_KINDS) },
    sms: {
      on: name !== '' && (sms.on ?? false) && (sms.provider ?? null) !== null,
      kinds: new Set(sms.kinds ?? DEFAULT_SMS_KINDS),
      provider: sms.provider ?? null,
      sender: sms.sender ?? null,
      countries: sms.countries ?? [],
      dailyCap: sms.dailyCap ?? null,
      pricePerPart: sms.pricePerPart ?? 0,
      currency: sms.currency ?? 'USD',
      quietHours: sms.quietHours ?? '21:00-09:00',
      fallback: sms.fallback ?? true,
    },
    shop: { name, homepage: shop.homepage ?? null, email: shop.email ?? null, phone: shop.phone ?? null },
    defaultLanguage: settings.defaultLanguage ?? 'en',
    timeZone: settings.timeZone ?? 'UTC',
    ownerEmail: settings.ownerEmail ?? shop.email ?? null,
    mergeMs: (notices.mergeMinutes ?? DEFAULT_MERGE_MINUTES) * MINUTE_MS,
    sendInTestMode: notices.sendInTestMode ?? false,
    muted: mode === 'test' && notices.sendInTestMode !== true ? 'test_mode' : null,
  }
}

/** Channels on which buyers are told of this kind. */
export function channelsFor(policy: NoticePolicy, kind: NoticeKind): ChannelName[] {
  return (['email', 'sms'] as const).filter((channel) => policy[channel].on && policy[channel].kinds.has(kind))
}

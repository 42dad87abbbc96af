import type { Instant } from '../../base/index.ts'
import type { ChannelName, Language, NoticeKind } from '../../delivery/index.ts'
import type { Account, LegalBasis, NoticeSettings } from '../../storage/index.ts'
import { NOTICE_KINDS } from '../../tracking/index.ts'

/** An SMS costs money, so only of what asks something of the buyer. */
const DEFAULT_SMS_KINDS: readonly NoticeKind[] = ['out_for_delivery', 'ready_for_pickup', 'failed_attempt', 'correction']
const DEFAULT_MERGE_MINUTES = 10
const MINUTE_MS = 60_000

/** An account's settings with every default filled in. */
export interface NoticePolicy {
  email: StatedBasis & { on: boolean; kinds: ReadonlySet<NoticeKind> }
  sms: StatedBasis & {
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

/** By which right buyers are written to, as the merchant stated it. */
export interface StatedBasis {
  legalBasis: LegalBasis | null
  legalBasisSource: string | null
  legalBasisAt: Instant | null
}

type SmsSettings = NonNullable<NoticeSettings['sms']>

const NOT_STATED: StatedBasis = { legalBasis: null, legalBasisSource: null, legalBasisAt: null }
const SMS_DEFAULTS: Required<SmsSettings> = {
  ...NOT_STATED,
  on: false,
  kinds: [...DEFAULT_SMS_KINDS],
  provider: null,
  sender: null,
  countries: [],
  dailyCap: null,
  pricePerPart: 0,
  currency: 'USD',
  quietHours: '21:00-09:00',
  fallback: true,
}
const NOTICE_DEFAULTS = { mergeMinutes: DEFAULT_MERGE_MINUTES, sendInTestMode: false }
const SHOP_DEFAULTS = { name: null, homepage: null, email: null, phone: null }
const ACCOUNT_DEFAULTS = { defaultLanguage: 'en', timeZone: 'UTC', ownerEmail: null } as const

/** Nobody is told anything in the name of a shop that has no name: that is what switches notices on. */
export function policyOf({ settings, mode }: Account): NoticePolicy {
  const { defaultLanguage, timeZone, ownerEmail } = { ...ACCOUNT_DEFAULTS, ...settings }
  const { mergeMinutes, sendInTestMode, email, sms } = { ...NOTICE_DEFAULTS, ...settings.notices }
  const shop = { ...SHOP_DEFAULTS, ...settings.shop }
  const name = shop.name ?? ''
  return {
    email: { ...NOT_STATED, ...email, on: name !== '' && (email?.on ?? true), kinds: new Set(email?.kinds ?? NOTICE_KINDS) },
    sms: smsPolicy({ ...SMS_DEFAULTS, ...sms }, name !== ''),
    shop: { ...shop, name },
    defaultLanguage,
    timeZone,
    ownerEmail: ownerEmail ?? shop.email,
    mergeMs: mergeMinutes * MINUTE_MS,
    sendInTestMode,
    muted: mode === 'test' && !sendInTestMode ? 'test_mode' : null,
  }
}

function smsPolicy(sms: Required<SmsSettings>, hasShop: boolean): NoticePolicy['sms'] {
  return { ...sms, on: hasShop && sms.on && sms.provider !== null, kinds: new Set(sms.kinds) }
}

/** Channels on which buyers are told of this kind. */
export function channelsFor(policy: NoticePolicy, kind: NoticeKind): ChannelName[] {
  return (['email', 'sms'] as const).filter((channel) => policy[channel].on && policy[channel].kinds.has(kind))
}

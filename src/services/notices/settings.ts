import { AppError, type Instant } from '../../base/index.ts'
import type { Account, AccountSettings, NoticeSettings } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { countryField, emailField } from '../fields.ts'
import { smsAccess } from './channel-credentials.ts'
import { type NoticePolicy, policyOf } from './policy.ts'
import { requireStorable } from './storable.ts'

/** What of an account's settings concerns notices. */
export type NotificationSettings = Pick<AccountSettings, 'notices' | 'shop' | 'defaultLanguage' | 'timeZone' | 'ownerEmail'>

const MOST_NAME = 80
/** What operators register: a name with a letter in it, or a number, long or short. */
const SENDER = /^(?:(?=.*[A-Za-z])[0-9A-Za-z][0-9A-Za-z ._&-]{1,10}|\+?\d{3,15})$/

type SmsSettings = NonNullable<NonNullable<AccountSettings['notices']>['sms']>
type Deps = Pick<ServiceDeps, 'storage' | 'notices' | 'vault' | 'log' | 'clock'>

/** With every default filled in. */
export async function getSettings(deps: Pick<Deps, 'storage'>, caller: Caller): Promise<NoticePolicy> {
  requireScope(caller, 'notices:read')
  return policyOf(await accountOfNow(deps, caller))
}

/** A caller's account may be a second old, and who has just changed a setting expects it to hold. */
export async function accountOfNow({ storage }: Pick<Deps, 'storage'>, { account }: Caller): Promise<Account> {
  return (await storage.accounts.find(account.id)) ?? account
}

/** Changes what is named, the rest stays. @throws validation_failed naming the setting */
export async function putSettings(deps: Deps, caller: Caller, change: NotificationSettings): Promise<NoticePolicy> {
  requireScope(caller, 'notices:write')
  const { notices, ...rest } = change
  requireStorable({ ...rest, ...notices }, '')
  const changed = await deps.storage.accounts.changeSettings(caller.account.id, async (account) => {
    const settings = merge(account.settings, change, deps.clock.now())
    await check(deps, { ...account, settings })
    return settings
  })
  if (!changed) throw new AppError('not_found')
  return policyOf(changed)
}

function merge(settings: AccountSettings, change: NotificationSettings, now: Instant): AccountSettings {
  const { notices } = settings
  const channel = <Name extends 'email' | 'sms'>(name: Name): NonNullable<NoticeSettings[Name]> => {
    const changed = change.notices?.[name]
    const states = changed?.legalBasis !== undefined || changed?.legalBasisSource !== undefined
    return { ...notices?.[name], ...changed, ...(states ? { legalBasisAt: now } : {}) }
  }
  return {
    ...settings,
    ...change,
    shop: { ...settings.shop, ...change.shop },
    notices: {
      ...notices,
      ...change.notices,
      email: channel('email'),
      sms: channel('sms'),
    },
  }
}

async function check(deps: Deps, account: Account): Promise<void> {
  const { settings } = account
  const { sms = {}, mergeMinutes = 10 } = settings.notices ?? {}
  checkShop(settings)
  if (mergeMinutes < 0 || mergeMinutes > 120) throw invalid('merge_minutes', 'From 0 to 120 minutes.')
  checkSms(deps, sms)
  if (sms.on !== true) return
  const policy = policyOf(account)
  if (policy.sms.countries.length === 0) throw invalid('sms.countries', 'Name the countries that SMS may go to.')
  if (policy.sms.provider === null) throw invalid('sms.provider', 'Name the provider that sends.')
  if ((await smsAccess(deps, account.id))?.provider !== policy.sms.provider)
    throw invalid('sms.provider', 'Store the access to the provider first.')
  if (policy.sms.legalBasis === null)
    throw invalid('sms.legal_basis', 'State by which right you write to phones, such as consent; keep what proves it.')
}

function checkSms({ notices }: Deps, { sender, countries = [], quietHours }: SmsSettings): void {
  if (typeof sender === 'string' && !SENDER.test(sender))
    throw invalid('sms.sender', 'A sender that the provider has agreed to: 2 to 11 Latin letters and digits, or a number.')
  for (const country of countries) countryField(country, 'sms.countries')
  if (quietHours !== undefined && notices.sms.readQuietHours(quietHours) === null)
    throw invalid('sms.quiet_hours', 'Such as 21:00-09:00, or off; 20 hours at most.')
}

function checkShop(settings: AccountSettings): void {
  const { name, homepage, email } = { name: null, homepage: null, email: null, ...settings.shop }
  const { timeZone, ownerEmail } = settings
  if (isOn(settings) && (name ?? '').trim() === '') throw invalid('shop.name', 'Notices are sent in the name of a shop: name it.')
  if (name !== null && name.length > MOST_NAME) throw invalid('shop.name', `At most ${MOST_NAME} characters.`)
  if (homepage !== null && !isWeb(homepage)) throw invalid('shop.homepage', 'An address that begins with https://.')
  emailField(email ?? '', 'shop.email')
  emailField(ownerEmail ?? '', 'owner_email')
  if (timeZone !== undefined && !isZone(timeZone)) throw invalid('time_zone', 'A name such as Europe/Moscow.')
}

function isOn({ notices }: AccountSettings): boolean {
  return notices?.email?.on === true || notices?.sms?.on === true
}

function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function invalid(param: string, detail: string): AppError {
  return new AppError('validation_failed', { param, detail })
}

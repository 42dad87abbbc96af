import type { Channel, Sms } from '../../channel.ts'
import type { ReportCall, SmsCredential, SmsProvider, SmsProviderTools, SmsReports } from '../provider.ts'
import { genericHttp } from './http.ts'
import { smsRu } from './sms-ru.ts'
import { smscRu } from './smsc-ru.ts'
import { twilio } from './twilio.ts'

/** Every gateway by its name. */
export const SMS_PROVIDERS: Readonly<Record<string, SmsProvider>> = Object.fromEntries(
  [twilio, smsRu, smscRu, genericHttp].map((provider) => [provider.name, provider]),
)

/** What is wrong with a credential: the field and why; null: nothing. A provider that nobody knows is a fault of `provider`. */
export function checkSmsCredential(provider: string, credential: SmsCredential): { field: string; reason: string } | null {
  const known = providerOf(provider)
  if (known === null) return { field: 'provider', reason: `one of ${Object.keys(SMS_PROVIDERS).join(', ')}` }
  const unknown = Object.keys(credential).find((name) => known.credentialFields.every((field) => field.name !== name))
  if (unknown !== undefined) return { field: unknown, reason: 'unknown' }
  const missing = known.credentialFields.find(({ name, optional }) => optional !== true && (credential[name] ?? '') === '')
  if (missing) return { field: missing.name, reason: 'missing' }
  return known.check?.(credential) ?? null
}

/** The way to a gateway; null: nobody knows the provider. */
export function createSmsChannel(provider: string, credential: SmsCredential, tools: SmsProviderTools): Channel<Sms> | null {
  return providerOf(provider)?.create(credential, tools) ?? null
}

/** What a provider's call tells of messages it has taken; null: not genuine, not to be understood, or a provider that nobody knows. */
export function readSmsReports(provider: string, call: ReportCall, credential: SmsCredential): SmsReports | null {
  return providerOf(provider)?.readReports(call, credential) ?? null
}

function providerOf(name: string): SmsProvider | null {
  return Object.hasOwn(SMS_PROVIDERS, name) ? (SMS_PROVIDERS[name] ?? null) : null
}

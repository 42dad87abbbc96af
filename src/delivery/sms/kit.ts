import type { Clock } from '../../base/index.ts'
import type { Transport } from '../../net/index.ts'
import type { Channel, Sms } from '../channel.ts'
import { countParts } from './parts.ts'
import { toE164 } from './phone.ts'
import { amountOf, barOf, bookingOf, costOf, smsLimits } from './policy.ts'
import type { SmsAlarm, SmsCredential } from './provider.ts'
import { checkSmsCredential, createSmsChannel, readSmsReports, SMS_PROVIDERS } from './providers/index.ts'
import { dayOf, onRelease, readQuietHours, releaseAt } from './quiet-hours.ts'
import { renderSms } from './render.ts'
import { readStopWord } from './stop-words.ts'
import { checkSmsTemplate } from './template.ts'
import { zonesOf } from './zones.ts'

export interface SmsDeliveryOptions {
  transport: Transport
  clock: Clock
  /** By provider: takes the place of its own address, for tests and the lab. */
  endpoints?: Readonly<Record<string, string>>
}

/** Everything that services need for SMS. But for the channels all of it is pure. */
export type SmsDelivery = ReturnType<typeof createSmsDelivery>

export function createSmsDelivery({ transport, clock, endpoints = {} }: SmsDeliveryOptions) {
  return {
    providers: SMS_PROVIDERS,
    checkCredential: checkSmsCredential,
    /** `alarm`: told of what the owner has to act on. Null: nobody knows the provider. */
    channel: (provider: string, credential: SmsCredential, alarm?: (alarm: SmsAlarm) => void): Channel<Sms> | null => {
      const endpoint = endpoints[provider]
      return createSmsChannel(provider, credential, {
        transport,
        clock,
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(alarm === undefined ? {} : { alarm }),
      })
    },
    readReports: readSmsReports,
    render: renderSms,
    checkTemplate: checkSmsTemplate,
    countParts,
    toE164,
    barOf,
    limits: smsLimits,
    bookingOf,
    costOf,
    amountOf,
    dayOf,
    zonesOf,
    readQuietHours,
    releaseAt,
    onRelease,
    readStopWord,
  }
}

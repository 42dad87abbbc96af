import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock, Logger } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import {
  checkTemplate,
  createMailChannel,
  createSmsDelivery,
  renderMail,
  sampleFacts,
  type Channel,
  type MailChannel,
  type Sms,
  type SmsAlarm,
} from '../delivery/index.ts'
import { createOpenSocket, mailServerRefusal, type OutboundRules, type Transport } from '../net/index.ts'
import { mailAccess, type NoticeTools, smsAccess, type Vault } from '../services/index.ts'
import { carrierByCode, findCourier } from '../carriers/index.ts'
import type { Account, Storage } from '../storage/index.ts'
import type { Tracking } from '../tracking/index.ts'
import { createMail } from './mail.ts'

/** Channels of accounts with servers and providers of their own that are held open. */
const MOST_OPEN = 500

interface Options {
  storage: Storage
  vault: Vault
  transport: Transport
  /** Where mail servers of accounts may be. */
  rules: OutboundRules
  clock: Clock
  log: Logger
  publicUrl: string
  /** Something that the owner has to act on. */
  alarm: (account: Account, alarm: SmsAlarm) => void
  /** By provider: takes the place of its own address. */
  smsEndpoints?: Readonly<Record<string, string>>
}

/** What notices are made and sent with: the operator's mail server, and the servers and providers of accounts. */
export function createNoticeTools(config: Config, options: Options): { tools: NoticeTools; close(): Promise<void> } {
  const { storage, vault, log, transport, rules, clock, publicUrl, alarm, smsEndpoints = {} } = options
  const sms = createSmsDelivery({ transport, clock, endpoints: smsEndpoints })
  const operators = operatorsMail(config)
  const open = createOpenSocket(rules)
  // Named by what they are made of, so that a changed credential is a new channel.
  const mails = new LRUCache<string, MailChannel>({ max: MOST_OPEN, dispose: (channel) => void channel.close() })
  const texts = new LRUCache<string, Channel<Sms>>({ max: MOST_OPEN, dispose: (channel) => void channel.close() })

  const tools: NoticeTools = {
    checkTemplate,
    renderMail,
    sampleFacts,
    mailServerRefusal: (url) => mailServerRefusal(url, rules),
    sms,
    publicUrl,
    page: pageOf,
    channels: {
      email: async (account) => {
        const own = await mailAccess({ storage, vault, log }, account.id)
        if (!own) return operators
        const name = hashOf(account.id, own)
        const known = mails.get(name) ?? createMailChannel({ url: own.url, clock, dkim: null, open })
        mails.set(name, known)
        return { channel: known, from: own.from, stopMailto: null }
      },
      sms: async (account) => {
        const own = await smsAccess({ storage, vault, log }, account.id)
        if (!own) return null
        const name = hashOf(account.id, own)
        const known = texts.get(name) ?? sms.channel(own.provider, own.fields, (what) => alarm(account, what))
        if (!known) return null
        texts.set(name, known)
        return { channel: known, reports: publicUrl.startsWith('https://') }
      },
    },
  }
  return {
    tools,
    close: async () => {
      await operators?.channel.close()
      mails.clear()
      texts.clear()
    },
  }
}

function operatorsMail(config: Config): { channel: MailChannel; from: string; stopMailto: null } | null {
  const channel = createMail(config)
  return channel === null || config.MAIL_FROM === null ? null : { channel, from: config.MAIL_FROM.address, stopMailto: null }
}

function hashOf(accountId: number, access: object): string {
  return createHash('sha256')
    .update(JSON.stringify([accountId, access]))
    .digest('base64url')
}

/** 24 characters leave room for words in an SMS of one part. */
const MOST_SHORT = 24

/** The carrier's own page of the parcel, where it has one that takes the number. */
function pageOf(_account: Account, { carrier, number }: Tracking): { url: string; shortUrl: string } {
  const own = carrierByCode(carrier)?.homepage
  const url = own?.includes('{number}') ? own.replaceAll('{number}', encodeURIComponent(number)) : (findCourier(carrier)?.homepage ?? '')
  return { url, shortUrl: url.length <= MOST_SHORT ? url : '' }
}

import type { Language, NoticeFacts, SendResult, TemplateOverride } from '../../delivery/index.ts'
import type { Account, Notice } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { messageIdOf } from './message-id.ts'
import { domainOf } from './owner.ts'
import type { NoticePolicy } from './policy.ts'
import { smsReportUrl } from './sms-token.ts'
import type { MailRoute, SmsRoute } from './tools.ts'

/** A channel that does not answer within this time is asked again later. */
const SEND_MS = 60_000

export interface Letter {
  account: Account
  policy: NoticePolicy
  /** Null: a preview, which is no notice. */
  notice: Notice | null
  facts: NoticeFacts
  to: string
  /** Message-ID of the first mail about the parcel. */
  references: string | null
}

export interface Handed {
  result: SendResult
  messageId: string | null
  parts: number | null
}

type Deps = Pick<ServiceDeps, 'storage' | 'notices' | 'vault' | 'log'>

/** Renders with the merchant's own words and hands over. */
export async function sendMail(deps: Deps, route: MailRoute, letter: Letter, signal?: AbortSignal): Promise<Handed> {
  const { account, policy, notice, facts } = letter
  const { subject, html, text } = deps.notices.renderMail(facts, await mailWords(deps, account, facts))
  const messageId = messageIdOf(account.id, notice?.id ?? TEST_ID, domainOf(route.from))
  const result = await guarded(deps, 'later', () =>
    route.channel.send(
      {
        to: letter.to,
        from: { name: policy.shop.name, address: route.from },
        replyTo: policy.shop.email,
        subject,
        html,
        text,
        messageId,
        references: letter.references,
        stopUrl: facts.stopUrl ?? '',
        stopMailto: route.stopMailto,
        feedbackId: `${facts.kind}:${account.id.toString(36)}:notice:trackru`,
      },
      within(signal),
    ),
  )
  return { result, messageId, parts: null }
}

/** Of what is no notice, such as a merchant's test to himself. */
const TEST_ID = '00000000-0000-7000-8000-000000000000'

/** The text, before it is known whether it may be sent: what it costs depends on its parts. */
export async function composeSms(deps: Deps, { account, facts }: Letter): Promise<{ text: string; parts: number }> {
  return deps.notices.sms.render(facts, await smsWords(deps, account, facts))
}

export async function sendSms(
  deps: Deps,
  route: SmsRoute,
  letter: Letter,
  { text, parts }: { text: string; parts: number },
  signal?: AbortSignal,
): Promise<Handed> {
  const { account, policy, notice } = letter
  const reportUrl = route.reports && policy.sms.provider !== null ? smsReportUrl(deps, account.id, policy.sms.provider) : null
  const message = { to: letter.to, text, sender: policy.sms.sender, id: notice?.id ?? TEST_ID, reportUrl }
  // Once begun it would not be known whether it got through.
  if (signal?.aborted) return { result: { kind: 'later', reason: 'the program is stopping' }, messageId: null, parts }
  const result = await guarded(deps, 'unknown', () => route.channel.send(message, within(signal)))
  return { result, messageId: null, parts }
}

export async function mailWords(
  { storage }: Pick<Deps, 'storage'>,
  account: Account,
  { kind, language }: NoticeFacts,
): Promise<TemplateOverride> {
  return (await storage.notices.templates.find(account.id, { channel: 'email', kind, language })) ?? {}
}

export async function smsWords(
  { storage }: Pick<Deps, 'storage'>,
  account: Account,
  { kind, language }: { kind: NoticeFacts['kind']; language: Language },
): Promise<string | undefined> {
  const blocks = await storage.notices.templates.find(account.id, { channel: 'sms', kind, language })
  return blocks && 'text' in blocks && typeof blocks.text === 'string' ? blocks.text : undefined
}

/** Channels promise not to reject; one that breaks the promise holds up its own notice only. */
async function guarded({ log }: Pick<Deps, 'log'>, kind: 'later' | 'unknown', send: () => Promise<SendResult>): Promise<SendResult> {
  try {
    return await send()
  } catch (error) {
    log.error({ err: error }, 'a channel failed in a way that it should not')
    return { kind, reason: 'internal' }
  }
}

function within(signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(SEND_MS)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}

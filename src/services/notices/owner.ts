import { showId } from '../../base/index.ts'
import type { ChannelName, Mail, SendResult } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import type { OwnerNotice } from '../webhooks/endpoint.ts'
import { policyOf } from './policy.ts'

/** What does not get better is told again after this time. */
const AGAIN_MS = 86_400_000
const SEND_MS = 30_000

const SENTENCES: Readonly<Record<string, string>> = {
  prefix_hour:
    'Many SMS in a short time were meant for one range of numbers, and those beyond 30 an hour are not sent: look whether somebody abuses your shop.',
  paused:
    'SMS are paused for a day: far too many were meant for one range of numbers. Look whether somebody abuses your shop, then go on: POST /api/sms-usage/resume, or `trackru notices sms-resume`.',
  balance_low: 'The balance at the SMS provider is low: top it up before notices have to wait.',
  no_money: 'The SMS provider has no money of yours left. Notices by SMS wait and are tried again every 15 minutes.',
  credentials_refused: 'The SMS provider refuses the stored access. Notices by SMS wait and are tried again every 15 minutes.',
  sender_refused: 'The SMS provider refuses the sender name. Notices by SMS wait and are tried again every 15 minutes.',
  spend_day: 'What SMS of a day may cost is spent; nothing more is sent by SMS until tomorrow.',
}

/**
 * Tells the owner of an account what keeps buyers from being told: in the log, and by e-mail where that works. Once a day for each reason, whatever
 * process meets it. Never rejects.
 */
export async function tellOwner(deps: ServiceDeps, account: Account, channel: ChannelName, reason: string): Promise<void> {
  const { storage, clock, log } = deps
  const now = clock.now()
  try {
    if (!(await storage.notices.raiseAlarm(account, channel, reason, now, now - AGAIN_MS))) return
    log.warn({ accountId: account.id, channel, reason }, 'buyers are not told until somebody acts')
    const name = channel === 'sms' ? 'SMS' : 'e-mail'
    const says = `The ${channel === 'sms' ? 'SMS provider' : 'mail server'} says: ${reason}. Notices wait and are tried again every 15 minutes.`
    const sent = await mail(deps, account, {
      subject: `Trackru: ${name} notices of ${account.name} need you`,
      text: `${SENTENCES[reason] ?? says}\n`,
      id: `${channel}.${reason}`,
    })
    // Told tomorrow's process at the latest: an alarm whose mail waits would be raised again at every notice.
    if (sent === 'later') await storage.notices.forgetAlarm(account, channel, reason)
    if (sent !== 'sent') log.warn({ accountId: account.id, channel }, 'the owner could not be told by e-mail')
  } catch (error) {
    log.warn({ err: error, accountId: account.id }, 'the owner could not be told')
  }
}

/** Tells the owner that an endpoint fails or was disabled; the caller says so once. Never rejects. */
export async function tellOwnerOfEndpoint(deps: ServiceDeps, account: Account, notice: OwnerNotice): Promise<void> {
  const { kind, endpointId, host, failingSince } = notice
  deps.log.warn({ accountId: account.id, ...notice }, 'the owner of an account should know')
  const since =
    failingSince === null ? 'It answered 410, that it is gone.' : `Nothing got through since ${new Date(failingSince).toISOString()}.`
  const isOver = kind === 'webhook_endpoint_disabled'
  try {
    await mail(deps, account, {
      subject: `Trackru: webhooks to ${host} ${isOver ? 'are stopped' : 'fail'}`,
      text: `${since} ${isOver ? 'Events are kept for 30 days: enable the endpoint, then recover them.' : 'After five days the endpoint is disabled.'} It is ${showId('endpoint', endpointId)}.\n`,
      id: `${kind}.${endpointId}`,
    })
  } catch (error) {
    deps.log.warn({ err: error, accountId: account.id }, 'the owner could not be told')
  }
}

interface OwnerMail {
  subject: string
  text: string
  /** The same words have the same id for a day. */
  id: string
}

/** Null: there is nobody to write to, or no way. */
async function mail(
  { clock, notices }: ServiceDeps,
  account: Account,
  { subject, text, id }: OwnerMail,
): Promise<SendResult['kind'] | null> {
  const { ownerEmail } = policyOf(account)
  const route = await notices.channels.email(account)
  if (ownerEmail === null || !route) return null
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  const message: Mail = {
    to: ownerEmail,
    from: { name: 'Trackru', address: route.from },
    replyTo: null,
    subject,
    text,
    html: `<p>${escape(text)}</p>`,
    messageId: `<alarm.${account.id}.${day}.${id.replaceAll(/[^\w.]/g, '').slice(0, 60)}@${domainOf(route.from)}>`,
    references: null,
    stopUrl: '',
    stopMailto: null,
  }
  return (await route.channel.send(message, AbortSignal.timeout(SEND_MS))).kind
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

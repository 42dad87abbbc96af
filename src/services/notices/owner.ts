import type { ChannelName } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { policyOf } from './policy.ts'

/** What does not get better is told again after this time. */
const AGAIN_MS = 86_400_000
const SEND_MS = 30_000

const SENTENCES: Readonly<Record<string, string>> = {
  prefix_hour:
    'Many SMS in a short time were meant for one range of numbers, and those beyond 30 an hour are not sent: look whether somebody abuses your shop.',
  paused: 'SMS are paused for a day: far too many were meant for one range of numbers. Look whether somebody abuses your shop, then go on.',
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
    if (!(await mail(deps, account, channel, reason))) log.warn({ accountId: account.id, channel }, 'the owner could not be told by e-mail')
  } catch (error) {
    log.warn({ err: error, accountId: account.id }, 'the owner could not be told')
  }
}

async function mail({ storage, clock, notices }: ServiceDeps, account: Account, channel: ChannelName, reason: string): Promise<boolean> {
  const { ownerEmail } = policyOf(account)
  const route = await notices.channels.email(account)
  if (ownerEmail === null || !route) return false
  const subject = `Trackru: ${channel === 'sms' ? 'SMS' : 'e-mail'} notices of ${account.name} need you`
  const text = `${SENTENCES[reason] ?? `The ${channel === 'sms' ? 'SMS provider' : 'mail server'} says: ${reason}. Notices wait and are tried again every 15 minutes.`}\n`
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  const { kind } = await route.channel.send(
    {
      to: ownerEmail,
      from: { name: 'Trackru', address: route.from },
      replyTo: null,
      subject,
      text,
      html: `<p>${escape(text)}</p>`,
      messageId: `<alarm.${account.id}.${channel}.${day}.${reason.replaceAll(/\W/g, '').slice(0, 40)}@${domainOf(route.from)}>`,
      references: null,
      stopUrl: '',
      stopMailto: null,
    },
    AbortSignal.timeout(SEND_MS),
  )
  // Told tomorrow's process at the latest: an alarm whose mail waits would be raised again at every notice.
  if (kind !== 'sent' && kind !== 'later') return false
  if (kind === 'later') await storage.notices.forgetAlarm(account, channel, reason)
  return kind === 'sent'
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

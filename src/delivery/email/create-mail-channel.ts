import type { Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { type Clock, parseAddress } from '../../base/index.ts'
import type { Channel, Mail, SendResult } from '../channel.ts'
import type { OpenSocket } from '../../net/index.ts'
import { headersOf } from './headers.ts'
import { resultOf } from './results.ts'

export interface MailChannelOptions {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS from the start). User and password are percent-encoded. */
  url: string
  clock: Clock
  /** Signs what is sent; needed only where the mail server does not. */
  dkim: DkimKey | null
  /** Opens the connections; absent: wherever the URL says. For URLs that an account gave. */
  open?: OpenSocket
  /** Connections held open at once. Default: 5. */
  connections?: number
}

export interface DkimKey {
  domain: string
  /** The record is `selector._domainkey.domain`. */
  selector: string
  /** PEM, RSA. */
  privateKey: string
}

export interface MailChannel extends Channel<Mail> {
  /** Connects and signs in without sending. Null: works. Else what is wrong, for a person. */
  verify(): Promise<string | null>
}

/** A server that takes longer than this for one step is taken for gone. */
const CONNECT_MS = 10_000
const ANSWER_MS = 30_000

/**
 * Mails over SMTP with pooled connections. A connection that is not to this machine and carries a password must be encrypted, or nothing is
 * sent. @throws TypeError when the URL cannot be read
 */
export function createMailChannel({ url, clock, dkim, open, connections = 5 }: MailChannelOptions): MailChannel {
  const server = serverOf(url)
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    // A message whose connection broke may have been taken: whether it is sent again is for the ledger to decide.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...server,
    ...(open === undefined
      ? {}
      : {
          getSocket: (_: object, done: (error: Error | null, found?: { connection: Socket }) => void) =>
            open(server.host, server.port, (error, connection) => (connection ? done(null, { connection }) : done(error))),
        }),
    ...(dkim === null ? {} : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  })
  return {
    send: async (mail, signal) => {
      const addresses = addressesOf(mail)
      if ('kind' in addresses) return addresses
      const { to, from, replyTo } = addresses
      if (signal.aborted) return { kind: 'later', reason: 'the program is stopping' }
      try {
        const { response } = await transport.sendMail({
          envelope: { from, to: [to] },
          from: { name: line(mail.from.name), address: from },
          to: { name: '', address: to },
          ...(replyTo === null ? {} : { replyTo: { name: '', address: replyTo } }),
          subject: line(mail.subject),
          text: mail.text,
          html: mail.html,
          messageId: mail.messageId,
          date: new Date(clock.now()),
          headers: headersOf(mail),
          signal,
        })
        return { kind: 'sent', providerId: line(response ?? '').slice(0, 200) || null }
      } catch (error) {
        return resultOf(error instanceof Error ? error : new Error(String(error)), mail.to)
      }
    },
    verify: async () => {
      try {
        await transport.verify()
        return null
      } catch (error) {
        return line(error instanceof Error ? error.message : String(error))
      }
    },
    close: () => {
      transport.close()
      return Promise.resolve()
    },
  }
}

/**
 * The three addresses as they may be handed over. Only what is one plain address reaches the mailer, which itself would take
 * `a@b\r\nRCPT TO:<c@d>` for an address at d.
 */
function addressesOf({ to, from, replyTo }: Mail): { to: string; from: string; replyTo: string | null } | SendResult {
  const recipient = parseAddress(to)
  const sender = parseAddress(from.address).address
  const answers = replyTo === null ? null : parseAddress(replyTo).address
  if (recipient.problem !== null) {
    return { kind: 'refused', reason: `not one e-mail address: ${recipient.problem.replaceAll('_', ' ')}`, suppress: false }
  }
  if (sender === null) return { kind: 'blocked', reason: 'the sender is not one e-mail address' }
  if (replyTo !== null && answers === null) return { kind: 'blocked', reason: 'the address for answers is not one e-mail address' }
  return { to: recipient.address, from: sender, replyTo: answers }
}

function serverOf(text: string): {
  host: string
  port: number
  secure: boolean
  requireTLS: boolean
  auth?: { user: string; pass: string }
} {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  const local = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const user = decodeURIComponent(url.username)
  return {
    host,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTLS: user !== '' && !secure && !local,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
  }
}

/** A header holds one line, whatever the values it is made of hold. */
function line(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

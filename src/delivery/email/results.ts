import type { SendResult } from '../channel.ts'

/** What a mail server or the way to it answered; the fields of an error of nodemailer. */
export interface SmtpFailure {
  /** EAUTH, ECONNECTION and so on. */
  code?: string | undefined
  /** Command that was answered: `RCPT TO`, `MAIL FROM`, `DATA`. */
  command?: string | undefined
  responseCode?: number | undefined
  response?: string | undefined
  message: string
}

/** RFC 3463: no such user, domain or syntax of it, moved without a new address, mailbox disabled; and 5.1.10, a null MX (RFC 7505). */
const DEAD_ADDRESS = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])
const ENHANCED = /(?:^|\s)([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/
/** 550 without an enhanced code is also what relays and filters say; these words tell that the sender is meant, not the address. */
const NOT_THE_ADDRESS = /relay|spam|block|policy|reputation|denied|authenticat|spf|dkim|dmarc|blacklist|listed/i
/** `BLOCKED`: the server is at an address that is not connected to. */
const NOT_SET_UP = new Set(['EAUTH', 'ENOAUTH', 'ECONFIG', 'BLOCKED'])
/** Greylisting wants some minutes; a connection that failed may be back sooner. */
const LATER_SECONDS = 300
const LOST_SECONDS = 60
const MOST_REASON = 200

/** Whether an enhanced status code says that there is nobody at the address, now or later. */
export function meansDeadAddress(status: string): boolean {
  return DEAD_ADDRESS.has(status)
}

/**
 * The outcome of an attempt that failed. A refusal is put down to the address only where the server says so: a message that looks like spam,
 * or a server that does not relay, must not cost the buyer all further messages.
 */
export function resultOf(failure: SmtpFailure, recipient: string): SendResult {
  const { code, command, responseCode } = failure
  const reason = reasonOf(failure, recipient)
  // Nothing was said to the server yet, or the way to it broke.
  if (responseCode === undefined) {
    if (NOT_SET_UP.has(code ?? '')) return { kind: 'blocked', reason }
    return code === 'EENVELOPE' ? { kind: 'refused', reason, suppress: false } : { kind: 'later', reason, afterSeconds: LOST_SECONDS }
  }
  // 503 says that the conversation went wrong, not the message.
  if (responseCode < 500 || responseCode === 503) return { kind: 'later', reason, afterSeconds: LATER_SECONDS }
  // Greeting, encryption, sign-in and sender are the same for every message.
  const aboutMessage = code === 'EMESSAGE' || command === 'RCPT TO' || command === 'DATA'
  if (!aboutMessage || responseCode === 530 || responseCode === 535) return { kind: 'blocked', reason }
  return { kind: 'refused', reason, suppress: isDead(failure) }
}

function isDead({ command, responseCode, response = '' }: SmtpFailure): boolean {
  const enhanced = ENHANCED.exec(response.slice(0, 500))?.[1]
  if (enhanced !== undefined) return meansDeadAddress(enhanced)
  const unknownUser = responseCode === 550 || responseCode === 551 || responseCode === 553
  return command === 'RCPT TO' && unknownUser && !NOT_THE_ADDRESS.test(response.slice(0, 500))
}

/** One line for the ledger. Servers repeat the address in their answers, and an address does not belong there. */
function reasonOf({ response, message }: SmtpFailure, recipient: string): string {
  const line = (response ?? message)
    .slice(0, 1_000)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return hideAddress(line, recipient).slice(0, MOST_REASON)
}

function hideAddress(line: string, address: string): string {
  const lower = line.toLowerCase()
  const at = lower.indexOf(address.toLowerCase())
  if (at < 0) return line
  return `${line.slice(0, at)}the address${hideAddress(line.slice(at + address.length), address)}`
}

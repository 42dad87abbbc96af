import type { HttpAnswer } from '../../../net/index.ts'
import type { SendResult, Sms } from '../../channel.ts'
import type { ReportCall, SmsCredential, SmsProvider, SmsProviderTools, SmsReport, SmsReports } from '../provider.ts'
import { asNumber, asText, byStatus, FORM, formOf, hmacSha1, readJson, sameText, shortReason, unanswered } from './answer.ts'

const ENDPOINT = 'https://api.twilio.com'

/** Wrong To, not a mobile, a landline, STOP received: nothing will ever get through. */
const SUPPRESSED = new Set([21211, 21214, 21217, 21610, 21614, 30006])
/** Twilio's queue for the sender is full. */
const QUEUE_FULL = new Set([21611, 30001, 20429])
/** Account closed or without money. */
const ACCOUNT = new Set([10001, 20005, 30002, 90010])
/** Key wrong or not allowed. */
const CREDENTIALS = new Set([20003, 20006, 20404])
/** From or service is not ours or cannot send SMS. */
const SENDER = new Set([21212, 21603, 21606, 21659, 21660, 21701, 21703])

/** Twilio Programmable Messaging, API 2010-04-01. Source: twilio.com/docs/messaging/api/message-resource and /docs/api/errors. */
export const twilio: SmsProvider = {
  name: 'twilio',
  title: 'Twilio',
  credentialFields: [
    { name: 'accountSid', secret: false, hint: 'console.twilio.com, Account Info, Account SID (AC…)' },
    { name: 'authToken', secret: true, hint: 'console.twilio.com, Account Info, Auth Token; it also proves delivery reports' },
    { name: 'from', secret: false, hint: 'A number (+1…) or sender of yours, or a Messaging Service SID (MG…)' },
  ],
  check: ({ accountSid = '' }) => (/^AC[0-9a-f]{32}$/i.test(accountSid) ? null : { field: 'accountSid', reason: 'AC and 32 hex digits' }),
  create: (credential, tools) => ({
    send: (message, signal) => send(message, signal, credential, tools),
    close: async () => {},
  }),
  readReports,
}

async function send(message: Sms, signal: AbortSignal, credential: SmsCredential, tools: SmsProviderTools): Promise<SendResult> {
  const { accountSid = '', authToken = '', from = '' } = credential
  const sender = message.sender ?? from
  const sent = await tools.transport.send(
    `${tools.endpoint ?? ENDPOINT}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
    {
      method: 'POST',
      signal,
      headers: {
        'content-type': FORM,
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      },
      body: formOf({
        To: message.to,
        Body: message.text,
        [sender.startsWith('MG') ? 'MessagingServiceSid' : 'From']: sender,
        StatusCallback: message.reportUrl,
      }),
    },
  )
  if (sent.kind !== 'answer') return unanswered(sent)
  return readAnswer(sent.answer, tools)
}

function readAnswer(answer: HttpAnswer, { clock, alarm }: SmsProviderTools): SendResult {
  const byHttp = byStatus(answer.status, answer.headers, clock.now())
  if (byHttp) return byHttp
  const body = readJson(answer.text)
  if (answer.status >= 200 && answer.status < 300) return accepted(body)
  const code = asNumber(body?.['code']) ?? 0
  const reason = shortReason(`${code || `http ${answer.status}`} ${asText(body?.['message']) ?? ''}`)
  const stop = (kind: 'no_money' | 'credentials_refused' | 'sender_refused'): SendResult => {
    alarm?.({ provider: 'twilio', kind, balance: null })
    return { kind: 'blocked', reason }
  }
  if (QUEUE_FULL.has(code)) return { kind: 'later', reason, afterSeconds: 60 }
  if (ACCOUNT.has(code)) return stop('no_money')
  if (SENDER.has(code)) return stop('sender_refused')
  if (CREDENTIALS.has(code) || [401, 403, 404].includes(answer.status)) return stop('credentials_refused')
  return { kind: 'refused', reason, suppress: SUPPRESSED.has(code) }
}

function accepted(body: Record<string, unknown> | null): SendResult {
  const status = asText(body?.['status'])
  if (body && (status === 'failed' || status === 'undelivered')) return failed(body, status)
  const parts = asNumber(body?.['num_segments'])
  // Null until Twilio has charged; negative then.
  const price = asNumber(body?.['price'])
  const currency = asText(body?.['price_unit'])
  return {
    kind: 'sent',
    providerId: asText(body?.['sid']),
    ...(parts === null || parts === 0 ? {} : { parts }),
    ...(price === null || currency === null ? {} : { cost: { amount: Math.abs(price), currency: currency.toUpperCase() } }),
  }
}

function failed(body: Record<string, unknown>, status: string): SendResult {
  const code = asNumber(body['error_code']) ?? 0
  return { kind: 'refused', reason: shortReason(`${code} ${asText(body['error_message']) ?? status}`), suppress: SUPPRESSED.has(code) }
}

/**
 * StatusCallback: a form with MessageSid, MessageStatus and ErrorCode. X-Twilio-Signature is HMAC-SHA-1, by the Auth Token, of the address
 * followed by all fields in order of their names, name and value with nothing between. Source: twilio.com/docs/usage/security.
 */
function readReports(call: ReportCall, { authToken = '' }: SmsCredential): SmsReports | null {
  const fields = [...new URLSearchParams(call.text)].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
  const text = fields.map(([name, value]) => name + value).join('')
  const signature = call.headers['x-twilio-signature'] ?? ''
  const genuine = addressesOf(call.url).some((url) => sameText(signature, hmacSha1(authToken, url + text)))
  if (authToken === '' || !genuine) return null
  const form = Object.fromEntries(fields)
  const report = reportOf(form['MessageSid'] ?? '', form['MessageStatus'] ?? '', form['ErrorCode'] ?? '')
  return { reports: report === null ? [] : [report], answer: '' }
}

/** Twilio signs with or without the standard port, by the kind of call: both spellings are tried. */
function addressesOf(url: string): string[] {
  if (!URL.canParse(url)) return []
  const { protocol, host, port } = new URL(url)
  const standard = protocol === 'https:' ? '443' : '80'
  return port === '' ? [url, url.replace(`//${host}`, `//${host}:${standard}`), url.replace(`//${host}:${standard}`, `//${host}`)] : [url]
}

function reportOf(providerId: string, status: string, code: string): SmsReport | null {
  if (providerId === '') return null
  switch (status) {
    case 'delivered':
    case 'read':
      return { providerId, status: 'delivered', reason: null }
    case 'undelivered':
    case 'failed':
      return { providerId, status: 'undelivered', reason: shortReason(code === '' ? status : `${status} ${code}`) }
    case 'sent':
      return { providerId, status: 'sent', reason: null }
    default:
      // queued, accepted, sending, scheduled: nothing new.
      return null
  }
}

import type { HttpAnswer } from '../../../net/index.ts'
import type { SendResult, Sms } from '../../channel.ts'
import type { ReportCall, SmsCredential, SmsProvider, SmsProviderTools, SmsReport, SmsReports } from '../provider.ts'
import { asNumber, asObject, asText, byStatus, FORM, formOf, hex, readJson, sameText, shortReason, unanswered } from './answer.ts'

const ENDPOINT = 'https://sms.ru'
/** Roubles; about thirty messages. */
const LOW_BALANCE = 200
const TAKEN = 100
const NO_MONEY = 201
/** Key unknown, account not confirmed, address of this server not allowed. */
const CREDENTIALS = new Set([200, 300, 301, 302])
/** The name is not agreed with the operators, or there is none yet. */
const SENDER = new Set([204, 221])
/** Down, or an error of theirs. */
const BUSY = new Set([220, 500])
/** Too many from this address or in all today. */
const LIMITED = new Set([206, 502, 503, 505])
/** The same text to the same number within a minute. */
const REPEATED = new Set([231, 233])
/** In a stop list: ours there, or theirs after a complaint. */
const STOPPED = new Set([209, 215])
const DELIVERED = new Set([103, 110])
const ON_ITS_WAY = new Set([100, 101, 102])
const FAILED = new Set([104, 105, 106, 107, 108, 150])
const MOST_REPORTS = 100

/**
 * SMS.ru, sms/send with json=1: each number has a status of its own, whatever the status of the call. Source: sms.ru/api/send, and the
 * published list of codes. Codes that it does not explain are refused for the one message.
 */
export const smsRu: SmsProvider = {
  name: 'sms-ru',
  title: 'SMS.ru',
  credentialFields: [
    { name: 'apiId', secret: true, hint: 'sms.ru, Программистам, api_id; it also proves delivery reports' },
    { name: 'from', secret: false, optional: true, hint: 'Agreed sender name; empty: the account’s default' },
    { name: 'lowBalance', secret: false, optional: true, hint: `Roubles below which you are warned; ${LOW_BALANCE} when empty` },
  ],
  check: ({ lowBalance = '' }) =>
    lowBalance === '' || asNumber(lowBalance) !== null ? null : { field: 'lowBalance', reason: 'a number of roubles' },
  create: (credential, tools) => ({
    send: (message, signal) => send(message, signal, credential, tools),
    close: async () => {},
  }),
  readReports,
}

async function send(message: Sms, signal: AbortSignal, credential: SmsCredential, tools: SmsProviderTools): Promise<SendResult> {
  const sent = await tools.transport.send(`${tools.endpoint ?? ENDPOINT}/sms/send`, {
    method: 'POST',
    signal,
    headers: { 'content-type': FORM },
    body: formOf({
      api_id: credential['apiId'],
      to: message.to.replace('+', ''),
      msg: message.text,
      json: '1',
      from: message.sender ?? credential['from'],
    }),
  })
  if (sent.kind !== 'answer') return unanswered(sent)
  return readAnswer(sent.answer, message, credential, tools)
}

function readAnswer(answer: HttpAnswer, message: Sms, credential: SmsCredential, tools: SmsProviderTools): SendResult {
  const byHttp = byStatus(answer.status, answer.headers, tools.clock.now())
  if (byHttp) return byHttp
  const body = readJson(answer.text)
  const whole = asNumber(body?.['status_code'])
  if (body === null || whole === null) return { kind: 'later', reason: 'not an answer of SMS.ru' }
  const balance = asNumber(body['balance'])
  warnOfBalance(balance, credential, tools)
  // With one number there is one entry; its key may be written otherwise than we did.
  const entry = whole === TAKEN ? firstEntry(body['sms'], message.to) : body
  const code = asNumber(entry?.['status_code']) ?? whole
  if (entry === null) return { kind: 'later', reason: 'no entry for the number' }
  if (code !== TAKEN) return refusalOf(code, asText(entry['status_text']) ?? '', balance, tools)
  const cost = asNumber(entry['cost'])
  return { kind: 'sent', providerId: asText(entry['sms_id']), ...(cost === null ? {} : { cost: { amount: cost, currency: 'RUB' } }) }
}

function firstEntry(list: unknown, to: string): Record<string, unknown> | null {
  const entries = asObject(list)
  return entries === null ? null : asObject(entries[to.replace('+', '')] ?? Object.values(entries)[0])
}

function warnOfBalance(balance: number | null, { lowBalance = '' }: SmsCredential, { alarm }: SmsProviderTools): void {
  if (balance !== null && balance < (asNumber(lowBalance) ?? LOW_BALANCE)) alarm?.({ provider: 'sms-ru', kind: 'balance_low', balance })
}

function refusalOf(code: number, text: string, balance: number | null, { alarm }: SmsProviderTools): SendResult {
  const reason = shortReason(`${code} ${text}`)
  const stop = (kind: 'no_money' | 'credentials_refused' | 'sender_refused'): SendResult => {
    alarm?.({ provider: 'sms-ru', kind, balance })
    return { kind: 'blocked', reason }
  }
  if (code === NO_MONEY) return stop('no_money')
  if (CREDENTIALS.has(code)) return stop('credentials_refused')
  if (SENDER.has(code)) return stop('sender_refused')
  if (BUSY.has(code) || REPEATED.has(code)) return { kind: 'later', reason, afterSeconds: 60 }
  if (LIMITED.has(code)) return { kind: 'later', reason, afterSeconds: 3_600 }
  return { kind: 'refused', reason, suppress: STOPPED.has(code) }
}

/**
 * A form with `data[0]`, `data[1]` … of up to 100 records, lines within each: `sms_status`, id, code, unix time; other kinds, such as `test`,
 * are passed over. `hash` is SHA-256 of the api_id and all records in their order. Expects "100". Source: sms.ru/api/callback.
 */
function readReports(call: ReportCall, { apiId = '' }: SmsCredential): SmsReports | null {
  const form = [...new URLSearchParams(call.text)]
  const records = form
    .filter(([name]) => name.startsWith('data['))
    .map(([name, value]) => [Number(name.slice(5, -1)), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value)
  const hash = form.find(([name]) => name === 'hash')?.[1] ?? ''
  if (apiId === '' || records.length > MOST_REPORTS || !sameText(hash.toLowerCase(), hex('sha256', apiId + records.join('')))) return null
  return { reports: records.flatMap(reportsOf), answer: '100' }
}

function reportsOf(record: string): SmsReport[] {
  const [kind, providerId = '', status] = record.split('\n')
  const code = asNumber(status)
  if (kind !== 'sms_status' || providerId === '' || code === null) return []
  if (DELIVERED.has(code)) return [{ providerId, status: 'delivered', reason: null }]
  if (ON_ITS_WAY.has(code)) return [{ providerId, status: 'sent', reason: null }]
  return FAILED.has(code) || code >= 200 ? [{ providerId, status: 'undelivered', reason: String(code) }] : []
}

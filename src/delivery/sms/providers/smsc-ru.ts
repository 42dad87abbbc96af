import type { HttpAnswer, Sent } from '../../../net/index.ts'
import type { SendResult, Sms } from '../../channel.ts'
import type { ReportCall, SmsCredential, SmsProvider, SmsProviderTools, SmsReport, SmsReports } from '../provider.ts'
import { asNumber, asText, byStatus, FORM, formOf, hex, readJson, sameText, shortReason, unanswered, wasNotSent } from './answer.ts'

const ENDPOINT = 'https://smsc.ru'
/** Their reserve, from the head of smsc.ru/api/http. */
const RESERVE = 'https://www2.smsc.ru'
const LOW_BALANCE = 200
const DELIVERED = new Set([1, 2, 4])
const ON_ITS_WAY = new Set([-1, 0])
const FAILED = new Set([-3, -2, 3, 20, 22, 23, 24, 25])

/**
 * SMSC.ru, sys/send.php with fmt=3 (JSON) and cost=3 (cost and balance in the answer). Source: smsc.ru/api/http, sections "Ответ сервера и
 * коды ошибок" (errors 1 to 9) and "Передача статусов". `endpoint` takes the place of both hosts, parted by a comma.
 */
export const smscRu: SmsProvider = {
  name: 'smsc-ru',
  title: 'SMSC.ru',
  credentialFields: [
    { name: 'apiKey', secret: true, hint: 'smsc.ru, Настройки, Пароли, API-ключ' },
    { name: 'sender', secret: false, optional: true, hint: 'Agreed sender name; empty: the account’s default' },
    {
      name: 'callbackSecret',
      secret: true,
      optional: true,
      hint: 'smsc.ru, Настройки, Callback, the secret string: proves delivery reports',
    },
    { name: 'currency', secret: false, optional: true, hint: 'Of the account there; RUB when empty' },
    { name: 'lowBalance', secret: false, optional: true, hint: `Balance below which you are warned; ${LOW_BALANCE} when empty` },
  ],
  check: ({ lowBalance = '', currency = '' }) => {
    if (lowBalance !== '' && asNumber(lowBalance) === null) return { field: 'lowBalance', reason: 'a number' }
    return currency === '' || /^[A-Z]{3}$/.test(currency) ? null : { field: 'currency', reason: 'three capital letters' }
  },
  create: (credential, tools) => ({
    send: (message, signal) => send(message, signal, credential, tools),
    close: async () => {},
  }),
  readReports,
}

async function send(message: Sms, signal: AbortSignal, credential: SmsCredential, tools: SmsProviderTools): Promise<SendResult> {
  const ask = (host: string): Promise<Sent> =>
    tools.transport.send(`${host}/sys/send.php`, {
      method: 'POST',
      signal,
      headers: { 'content-type': FORM },
      body: formOf({
        apikey: credential['apiKey'],
        phones: message.to,
        mes: message.text,
        sender: message.sender ?? credential['sender'],
        fmt: '3',
        cost: '3',
        charset: 'utf-8',
      }),
    })
  const [host = ENDPOINT, reserve = RESERVE] = tools.endpoint?.split(',') ?? []
  const first = await ask(host)
  const sent = isAway(first) && !signal.aborted ? await ask(reserve) : first
  return sent.kind === 'answer' ? readAnswer(sent.answer, credential, tools) : unanswered(sent)
}

/** Nobody was there to take the message. Else the first host may have taken it, and the reserve would send it once more. */
function isAway(sent: Sent): boolean {
  return sent.kind === 'answer' ? sent.answer.status >= 500 && sent.answer.status !== 504 : wasNotSent(sent)
}

function readAnswer(answer: HttpAnswer, credential: SmsCredential, tools: SmsProviderTools): SendResult {
  const byHttp = byStatus(answer.status, answer.headers, tools.clock.now())
  if (byHttp) return byHttp
  const body = readJson(answer.text)
  const code = asNumber(body?.['error_code'])
  if (code !== null) return refusalOf(code, asText(body?.['error']) ?? '', tools)
  const providerId = asText(body?.['id'])
  if (body === null || providerId === null) return { kind: 'later', reason: 'not an answer of SMSC.ru' }
  warnOfBalance(asNumber(body['balance']), credential, tools)
  const parts = asNumber(body['cnt'])
  const cost = asNumber(body['cost'])
  const { currency = '' } = credential
  return {
    kind: 'sent',
    providerId,
    ...(parts === null ? {} : { parts }),
    ...(cost === null ? {} : { cost: { amount: cost, currency: currency || 'RUB' } }),
  }
}

function warnOfBalance(balance: number | null, { lowBalance = '' }: SmsCredential, { alarm }: SmsProviderTools): void {
  if (balance !== null && balance < (asNumber(lowBalance) ?? LOW_BALANCE)) alarm?.({ provider: 'smsc-ru', kind: 'balance_low', balance })
}

function refusalOf(code: number, text: string, { alarm }: SmsProviderTools): SendResult {
  const reason = shortReason(`${code} ${text}`)
  switch (code) {
    case 2:
      alarm?.({ provider: 'smsc-ru', kind: 'credentials_refused', balance: null })
      return { kind: 'blocked', reason }
    case 3:
      alarm?.({ provider: 'smsc-ru', kind: 'no_money', balance: 0 })
      return { kind: 'blocked', reason }
    // Our address is shut out for a while after many errors; the same request came twice within a minute.
    case 4:
    case 9:
      return { kind: 'later', reason, afterSeconds: code === 4 ? 300 : 61 }
    // Number in a wrong form; it can be reached by nobody.
    case 7:
    case 8:
      return { kind: 'refused', reason, suppress: true }
    default:
      return { kind: 'refused', reason, suppress: false }
  }
}

/**
 * A form (or query) with id, phone, status, err; where the merchant has set a secret string, `md5` and `sha1` are of `id:phone:status:secret`.
 * Without one only the secret address proves the sender. Guess, to verify with an account: the order in which the parts are hashed.
 */
function readReports(call: ReportCall, { callbackSecret = '' }: SmsCredential): SmsReports | null {
  const fields = { ...call.query, ...Object.fromEntries(new URLSearchParams(call.text)) }
  const { id = '', phone = '', status = '', err = '', md5 = '', sha1 = '' } = fields
  const code = asNumber(status)
  if (id === '' || code === null) return null
  const signed = `${id}:${phone}:${status}:${callbackSecret}`
  const genuine = callbackSecret === '' || sameText(sha1, hex('sha1', signed)) || sameText(md5, hex('md5', signed))
  if (!genuine) return null
  const report = reportOf(id, code, err)
  return { reports: report === null ? [] : [report], answer: 'OK' }
}

function reportOf(providerId: string, code: number, error: string): SmsReport | null {
  if (DELIVERED.has(code)) return { providerId, status: 'delivered', reason: null }
  if (ON_ITS_WAY.has(code)) return { providerId, status: 'sent', reason: null }
  if (!FAILED.has(code)) return null
  return { providerId, status: 'undelivered', reason: shortReason(error === '' || error === '0' ? String(code) : `${code} ${error}`) }
}

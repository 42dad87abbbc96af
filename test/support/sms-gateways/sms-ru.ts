import { createHash } from 'node:crypto'
import { type Answer, type Fault, type GatewayDouble, type Request, startGateway, type TakenSms } from './gateway.ts'

export const SMS_RU_CREDENTIAL = { apiId: '11111111-2222-3333-4444-555555555555' }

/** The whole call fails. */
const OF_THE_CALL: Partial<Record<Fault, number>> = { no_money: 201, bad_login: 200, down: 220, shut_out: 505 }
/** The call is well, this number is not. */
const OF_THE_NUMBER: Partial<Record<Fault, number>> = {
  opted_out: 215,
  bad_number: 202,
  forbidden_text: 216,
  undeliverable: 207,
  repeated: 231,
}
const STATUSES = { delivered: 103, undelivered: 104, sent: 102 }

export interface SmsRuDouble extends GatewayDouble {
  /** What is left, in roubles. */
  setBalance(balance: number): void
}

/** SMS.ru with json=1. */
export async function startSmsRu(): Promise<SmsRuDouble> {
  let balance = 4_122.56
  const gateway = await startGateway(
    (request, fault, taken) => answer(request, fault, taken, balance),
    (message, status, reportUrl, spoiled = false) => {
      const records = ['test\n1786346400', `sms_status\n${message.providerId}\n${STATUSES[status]}\n1786346415`]
      const hash = createHash('sha256')
        .update((spoiled ? 'another-key' : SMS_RU_CREDENTIAL.apiId) + records.join(''))
        .digest('hex')
      const form = new URLSearchParams({ hash })
      for (const [i, record] of records.entries()) form.append(`data[${i}]`, record)
      return { url: reportUrl, headers: { 'content-type': 'application/x-www-form-urlencoded' }, query: {}, text: form.toString() }
    },
  )
  return Object.assign(gateway, { setBalance: (left: number) => void (balance = left) })
}

function answer({ path, form }: Request, fault: Fault | null, taken: TakenSms[], balance: number): Answer {
  if (fault === 'throttled') return { status: 429, text: '' }
  if (path !== '/sms/send' || form.get('json') !== '1') return error(211)
  if (form.get('api_id') !== SMS_RU_CREDENTIAL.apiId) return error(200)
  const ofTheCall = fault === null ? undefined : OF_THE_CALL[fault]
  if (ofTheCall !== undefined) return error(ofTheCall)
  const numbers = (form.get('to') ?? '').split(',')
  if (numbers.length > 100) return error(207)
  const text = form.get('msg') ?? ''
  if (text === '') return error(203)
  const sms = numbers.map((to, i) => {
    const code = i === 0 && fault !== null ? OF_THE_NUMBER[fault] : undefined
    if (code !== undefined) return [to, { status: 'ERROR', status_code: code, status_text: `Ошибка ${code}` }]
    const providerId = `000000-${10_000_000 + taken.length}`
    taken.push({ providerId, to: `+${to}`, text, sender: form.get('from'), reportUrl: null })
    return [to, { status: 'OK', status_code: 100, sms_id: providerId }]
  })
  return { text: JSON.stringify({ status: 'OK', status_code: 100, sms: Object.fromEntries(sms), balance }) }
}

function error(code: number): Answer {
  return { text: JSON.stringify({ status: 'ERROR', status_code: code, status_text: `Ошибка ${code}` }) }
}

import { createHash } from 'node:crypto'
import { type Answer, type Fault, type GatewayDouble, type Request, startGateway, type TakenSms } from './gateway.ts'

export const SMSC_RU_CREDENTIAL = { apiKey: 'smsc-key', callbackSecret: 'smsc-secret' }

const ERRORS: Partial<Record<Fault, [code: number, text: string]>> = {
  bad_request: [1, 'parameters error'],
  bad_date: [5, 'invalid date format'],
  bad_login: [2, 'authorise error'],
  no_money: [3, 'no money'],
  shut_out: [4, 'ip is blocked'],
  forbidden_text: [6, 'message is denied'],
  bad_number: [7, 'invalid number'],
  undeliverable: [8, "message can't be delivered"],
  opted_out: [8, "message can't be delivered"],
  repeated: [9, 'duplicate request, wait a minute'],
}
const STATUSES = { delivered: '1', undelivered: '20', sent: '0' }

/** SMSC.ru with fmt=3 and cost=3. */
export function startSmscRu(): Promise<GatewayDouble> {
  return startGateway(answer, (message, status, reportUrl, spoiled = false) => {
    const phone = message.to.replace('+', '')
    const secret = spoiled ? 'another-secret' : SMSC_RU_CREDENTIAL.callbackSecret
    const signed = `${message.providerId}:${phone}:${STATUSES[status]}:${secret}`
    const form = new URLSearchParams({
      id: message.providerId,
      phone,
      status: STATUSES[status],
      time: '28.11.2026 12:00:00',
      err: status === 'undelivered' ? '1' : '0',
      md5: createHash('md5').update(signed).digest('hex'),
      sha1: createHash('sha1').update(signed).digest('hex'),
    })
    return { url: reportUrl, headers: { 'content-type': 'application/x-www-form-urlencoded' }, query: {}, text: form.toString() }
  })
}

function answer({ path, form }: Request, fault: Fault | null, taken: TakenSms[]): Answer {
  if (fault === 'down') return { status: 502, text: 'Bad Gateway' }
  if (fault === 'throttled') return { status: 429, text: '' }
  if (path !== '/sys/send.php' || form.get('fmt') !== '3' || form.get('charset') !== 'utf-8') return error(1, 'parameters error')
  if (form.get('apikey') !== SMSC_RU_CREDENTIAL.apiKey) return error(2, 'authorise error')
  const known = fault === null ? undefined : ERRORS[fault]
  if (known) return error(...known)
  const [to, text] = [form.get('phones') ?? '', form.get('mes') ?? '']
  if (to === '' || text === '') return error(1, 'parameters error')
  const id = taken.length + 1
  taken.push({ providerId: String(id), to, text, sender: form.get('sender'), reportUrl: null })
  return { text: JSON.stringify({ id, cnt: 1, cost: '3.40', balance: '512.20' }) }
}

function error(code: number, text: string): Answer {
  return { text: JSON.stringify({ error: text, error_code: code, ...([3, 6, 7, 8].includes(code) ? { id: 1 } : {}) }) }
}

import type { HttpAnswer } from '../../../net/index.ts'
import type { SendResult, Sms } from '../../channel.ts'
import type { ReportCall, SmsCredential, SmsProvider, SmsProviderTools, SmsReport, SmsReports } from '../provider.ts'
import { asNumber, asText, byStatus, FORM, readJson, shortReason, unanswered } from './answer.ts'

const MOST_HEADERS = 20
const PLACEHOLDER = /\{\{(to|text|id|sender|reportUrl)\}\}/g
const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/
/** The transport's own, and those that would break the request. */
const FORBIDDEN_HEADERS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'content-type', 'accept-encoding'])

type BodyKind = 'json' | 'form' | 'text' | 'none'

/**
 * Any gateway with an HTTP call a message. The address passes the same guard as receivers of webhooks. In address,
 * headers and body `{{to}}`, `{{text}}`, `{{id}}`, `{{sender}}` and `{{reportUrl}}` stand for the values, escaped for the place: in the address
 * and in a form for URLs, in JSON for within quotes.
 */
export const genericHttp: SmsProvider = {
  name: 'http',
  title: 'Any gateway by HTTP',
  credentialFields: [
    { name: 'url', secret: true, hint: 'https://…; {{to}} {{text}} {{id}} {{sender}} {{reportUrl}} stand for the values' },
    { name: 'method', secret: false, optional: true, hint: 'POST (when empty) or GET' },
    { name: 'headers', secret: true, optional: true, hint: 'One a line: Authorization: Bearer …' },
    { name: 'bodyKind', secret: false, optional: true, hint: 'json (when empty), form, text or none' },
    { name: 'body', secret: true, optional: true, hint: 'Such as {"to":"{{to}}","text":"{{text}}"}' },
    { name: 'sender', secret: false, optional: true, hint: 'Agreed sender name' },
    { name: 'successStatus', secret: false, optional: true, hint: 'HTTP statuses of success, 200-299 when empty, such as 200,202' },
    { name: 'successPath', secret: false, optional: true, hint: 'Place in the JSON answer that tells of success, such as result.code' },
    { name: 'successValue', secret: false, optional: true, hint: 'What stands there then, several parted by commas' },
    { name: 'idPath', secret: false, optional: true, hint: 'Place of the message’s id in the answer, such as messages.0.id' },
    { name: 'reportIdField', secret: false, optional: true, hint: 'Place of that id in a delivery report' },
    { name: 'reportStatusField', secret: false, optional: true, hint: 'Place of the status in a delivery report' },
    { name: 'deliveredValues', secret: false, optional: true, hint: 'Statuses that mean delivered, parted by commas' },
    { name: 'undeliveredValues', secret: false, optional: true, hint: 'Statuses that mean not delivered, parted by commas' },
  ],
  check,
  create: (credential, tools) => ({
    send: (message, signal) => send(message, signal, credential, tools),
    close: async () => {},
  }),
  readReports,
}

function check(credential: SmsCredential): { field: string; reason: string } | null {
  const { url = '', method = '', headers = '', bodyKind = '', body = '', successStatus = '' } = credential
  const wrong = faultOfUrl(url)
  if (wrong !== null) return { field: 'url', reason: wrong }
  if (!['', 'GET', 'POST'].includes(method)) return { field: 'method', reason: 'GET or POST' }
  if (readHeaders(headers) === null) return { field: 'headers', reason: 'one a line: Name: value' }
  if (!['', 'json', 'form', 'text', 'none'].includes(bodyKind)) return { field: 'bodyKind', reason: 'json, form, text or none' }
  if (kindOf(credential) === 'json' && body !== '' && !isJson(fill(body, EXAMPLE, inJson)))
    return { field: 'body', reason: 'not JSON when the values are put in' }
  if (!/^[\d,\s-]{0,100}$/.test(successStatus)) return { field: 'successStatus', reason: 'numbers, parted by commas' }
  return null
}

function faultOfUrl(url: string): string | null {
  const example = fill(url, EXAMPLE, encodeURIComponent)
  if (!URL.canParse(example) || !/^https?:$/.test(new URL(example).protocol)) return 'not an address'
  const origin = url.slice(0, url.indexOf('/', url.indexOf('//') + 2)) || url
  return origin.includes('{{') ? 'the host must be fixed' : null
}

const EXAMPLE: Values = {
  to: '+79161234567',
  text: 'He said "yes"\n\\ & = ? Привет',
  id: 'c0ffee',
  sender: 'SHOP',
  reportUrl: 'https://trackru.example/r?a=b&c=d',
}

interface Values {
  to: string
  text: string
  id: string
  sender: string
  reportUrl: string
}

/** In one pass, so that a value which looks like a placeholder stays as it is. */
function fill(template: string, values: Values, escape: (value: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_, name: keyof Values) => escape(values[name]))
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function kindOf({ bodyKind = '', method = '' }: SmsCredential): BodyKind {
  if (method === 'GET' || bodyKind === 'none') return 'none'
  return bodyKind === 'form' || bodyKind === 'text' ? bodyKind : 'json'
}

/** Null: a line is none. */
function readHeaders(text: string): [name: string, value: string][] | null {
  const headers: [string, string][] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const end = line.indexOf(':')
    const name = line.slice(0, Math.max(end, 0)).trim().toLowerCase()
    if (!HEADER_NAME.test(name) || FORBIDDEN_HEADERS.has(name) || headers.length >= MOST_HEADERS) return null
    headers.push([name, line.slice(end + 1).trim()])
  }
  return headers
}

/** No line breaks, and only what a header may hold; the rest as in an address. */
function inHeader(value: string): string {
  return /^[\x20-\x7e]{0,500}$/.test(value) ? value : encodeURIComponent(value)
}

const CONTENT_TYPES = { json: 'application/json', form: FORM, text: 'text/plain; charset=utf-8' } as const
const ESCAPES = { json: inJson, form: encodeURIComponent, text: (value: string): string => value } as const

async function send(message: Sms, signal: AbortSignal, credential: SmsCredential, tools: SmsProviderTools): Promise<SendResult> {
  const { url = '', method = '', headers = '', body = '', sender = '' } = credential
  const values: Values = {
    to: message.to,
    text: message.text,
    id: message.id,
    sender: message.sender ?? sender,
    reportUrl: message.reportUrl ?? '',
  }
  const kind = kindOf(credential)
  const sent = await tools.transport.send(fill(url, values, encodeURIComponent), {
    method: method === 'GET' ? 'GET' : 'POST',
    signal,
    headers: {
      ...Object.fromEntries((readHeaders(headers) ?? []).map(([name, value]) => [name, fill(value, values, inHeader)])),
      ...(kind === 'none' ? {} : { 'content-type': CONTENT_TYPES[kind] }),
    },
    ...(kind === 'none' ? {} : { body: fill(body, values, ESCAPES[kind]) }),
  })
  return sent.kind === 'answer' ? readAnswer(sent.answer, credential, tools) : unanswered(sent)
}

function readAnswer(answer: HttpAnswer, credential: SmsCredential, { clock, alarm }: SmsProviderTools): SendResult {
  const { successStatus = '', successPath = '', successValue = '', idPath = '' } = credential
  if (!isSuccess(answer.status, successStatus)) {
    if (answer.status === 401 || answer.status === 403) {
      alarm?.({ provider: 'http', kind: 'credentials_refused', balance: null })
      return { kind: 'blocked', reason: `http ${answer.status}` }
    }
    const byHttp = byStatus(answer.status, answer.headers, clock.now())
    return byHttp ?? { kind: 'refused', reason: `http ${answer.status}`, suppress: false }
  }
  const body = jsonOf(answer.text)
  const found = asWord(at(body, successPath))
  if (successPath !== '' && !wordsOf(successValue).includes(found))
    return { kind: 'refused', reason: shortReason(`${successPath} = ${found}`), suppress: false }
  return { kind: 'sent', providerId: idPath === '' ? null : asText(at(body, idPath)) }
}

/** `200,202` or `200-299`. */
function isSuccess(status: number, list: string): boolean {
  if (list.trim() === '') return status >= 200 && status < 300
  return list.split(',').some((part) => {
    const [from, to] = part.split('-').map((number) => asNumber(number))
    return typeof from === 'number' && status >= from && status <= (to ?? from)
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What stands at `a.0.b`; undefined when there is nothing. Own fields only. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, name)) return undefined
    return Object.entries(inner).find(([key]) => key === name)?.[1]
  }, value)
}

function asWord(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : (asText(value) ?? '')
}

function wordsOf(list: string): string[] {
  return list.split(',').map((word) => word.trim())
}

/** A report in JSON, as a form or in the query. Only the secret address proves who calls. */
function readReports(call: ReportCall, credential: SmsCredential): SmsReports | null {
  const { reportIdField = '', reportStatusField = '', deliveredValues = '', undeliveredValues = '' } = credential
  if (reportIdField === '' || reportStatusField === '') return null
  const json = readJson(call.text)
  const fields = json ?? { ...call.query, ...Object.fromEntries(new URLSearchParams(call.text)) }
  const providerId = asWord(at(fields, reportIdField))
  const status = asWord(at(fields, reportStatusField))
  if (providerId === '' || status === '') return null
  const reports: SmsReport[] = []
  if (wordsOf(deliveredValues).includes(status)) reports.push({ providerId, status: 'delivered', reason: null })
  else if (wordsOf(undeliveredValues).includes(status)) reports.push({ providerId, status: 'undelivered', reason: shortReason(status) })
  return { reports, answer: '' }
}

import type { Clock } from '../../src/base/index.ts'
import { createLab, type Lab, type LabOptions } from '../../src/lab/index.ts'

export interface HandClock extends Clock {
  move(seconds: number): void
}

/** Stands at 2026-03-02T12:00:00Z until moved; a sleep ends when the hand has passed it. */
export function handClock(): HandClock {
  let now = Date.parse('2026-03-02T12:00:00Z')
  let sleepers: { at: number; wake(): void }[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve })
        signal?.addEventListener('abort', () => resolve())
      }),
    move: (seconds) => {
      now += seconds * 1000
      const due = sleepers.filter((sleeper) => sleeper.at <= now)
      sleepers = sleepers.filter((sleeper) => sleeper.at > now)
      for (const sleeper of due) sleeper.wake()
    },
  }
}

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export interface Bench {
  lab: Lab
  clock: HandClock
  /** One call; the body is text. */
  call: (carrier: string, path: string, init?: RequestInit) => Promise<Answer>
  /** A good bearer header for the carrier. */
  bearer: (carrier: string) => Promise<Record<string, string>>
  token: (carrier: string, fields?: Record<string, string>) => Promise<Answer>
}

/** The value at a path of JSON text or of a parsed value; undefined where the path ends early. */
export function pick(json: unknown, ...path: (string | number)[]): unknown {
  let value: unknown = typeof json === 'string' ? JSON.parse(json) : json
  for (const step of path) value = new Map<string, unknown>(Object.entries(Object(value))).get(String(step))
  return value
}

/** The same for each entry of the array at `path`. */
export function pickEach(json: unknown, path: (string | number)[], ...inner: (string | number)[]): unknown[] {
  const list = pick(json, ...path)
  return Array.isArray(list) ? list.map((entry) => pick(entry, ...inner)) : []
}

export async function openLab(options: Partial<LabOptions> = {}): Promise<Bench> {
  const clock = handClock()
  const lab = await createLab({ clock, ...options })
  const call: Bench['call'] = async (carrier, path, init) => {
    const response = await fetch(lab.endpoint(carrier) + path, init)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const token: Bench['token'] = (carrier, fields = {}) =>
    call(carrier, '/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'lab', client_secret: 'lab', ...fields }),
    })
  return {
    lab,
    clock,
    call,
    token,
    bearer: async (carrier) => ({ authorization: `Bearer ${String(pick((await token(carrier)).text, 'access_token'))}` }),
  }
}

/** A getOperationHistory request; prefixes are not the ones of the published example, on purpose. */
export function soap(
  number: string,
  change: { login?: string; language?: string; envelope?: string; message?: string } = {},
): RequestInit & { body: string } {
  const { login = 'lab', language = 'RUS', envelope = 'http://www.w3.org/2003/05/soap-envelope', message = '0' } = change
  const body =
    `<e:Envelope xmlns:e="${envelope}"><e:Body><getOperationHistory xmlns="http://russianpost.org/operationhistory" ` +
    `xmlns:d="http://russianpost.org/operationhistory/data"><d:OperationHistoryRequest><d:Barcode>${number}</d:Barcode>` +
    `<d:MessageType>${message}</d:MessageType><d:Language>${language}</d:Language></d:OperationHistoryRequest>` +
    `<d:AuthorizationHeader><d:login>${login}</d:login><d:password>lab</d:password></d:AuthorizationHeader>` +
    `</getOperationHistory></e:Body></e:Envelope>`
  return { method: 'POST', body, headers: { 'content-type': 'application/soap+xml;charset=UTF-8' } }
}

export function fedexTrack(numbers: (string | object)[], headers: Record<string, string>): RequestInit {
  const trackingInfo = numbers.map((number) => (typeof number === 'string' ? { trackingNumberInfo: { trackingNumber: number } } : number))
  return {
    method: 'POST',
    body: JSON.stringify({ includeDetailedScans: true, trackingInfo }),
    headers: { 'content-type': 'application/json', ...headers },
  }
}

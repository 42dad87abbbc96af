import { type AppError, ERRORS, type ErrorCode } from '../base/index.ts'
import { KEY_IN_URL } from './guard.ts'

interface Meta {
  code: number
  type: string
  message: string
}

const SUCCESS: Meta = { code: 200, type: 'Success', message: 'Success' }
const CREATED: Meta = { code: 201, type: 'Created', message: 'The request was successful and a resource was created.' }

export interface Envelope {
  meta: Meta
  data: unknown
  /** Where the documented message cannot say it: which parameter, or where the key belongs. */
  hint?: string
  request_id?: string
}

export function success(data: unknown): Envelope {
  return { meta: SUCCESS, data }
}

export function created(data: unknown): Envelope {
  return { meta: CREATED, data }
}

/**
 * An error as the API writes it. `data` is always an empty array: clients in typed languages tell an error by the array that does not decode
 * into their object. `meta` keeps its three documented keys; what else a caller needs comes after `data`, where decoders ignore it.
 */
export function failure(error: AppError, requestId: string): Envelope {
  const { v1, type, message } = spoken(error.code)
  const envelope: Envelope = { meta: { code: v1, type, message }, data: [] }
  if (error.code === 'internal') return { ...envelope, request_id: requestId }
  const hint = hintFor(error)
  return hint === null ? envelope : { ...envelope, hint }
}

/**
 * HTTP status of an error. `compatible` answers 200 for everything about trackings (4012 to 4033), because clients of the hosted API stop at
 * any other status before they read `meta.code`; what is about the call itself keeps its real status.
 */
export function statusOf(code: ErrorCode, mode: 'compatible' | 'standard'): number {
  const { v1, http } = spoken(code)
  return mode === 'compatible' && v1 >= 4012 && v1 <= 4033 ? 200 : http
}

/** What the published API has no word for is a bad request there. */
function spoken(code: ErrorCode): { v1: number; http: number; type: string; message: string } {
  const { v1, ...entry } = ERRORS[code]
  return v1 === null ? ERRORS.bad_request : { v1, ...entry }
}

function hintFor({ code, param }: AppError): string | null {
  if (param === KEY_IN_URL) return 'Send the key in the Api-Key header. A key in a URL ends in logs and browser histories.'
  return code === 'bad_request' && param !== undefined ? `The value of \`${param}\` is invalid.` : null
}

/**
 * Every error that a caller can meet, once. `v1` is `meta.code`, `type` is `meta.type` and `message` is `meta.message` of the v1 and
 * v2 envelope (texts of the published API, spelling included); `http` is the status of the error's class; `fix` tells the way out.
 * `v1` is null for what only `/api` answers.
 */
export const ERRORS = {
  invalid_key: {
    v1: 4001,
    http: 401,
    type: 'Unauthorized',
    message: 'Invalid API key.',
    fix: 'Send a key made with `trackru keys create` in the Api-Key header.',
  },
  key_revoked: {
    v1: 4002,
    http: 401,
    type: 'Unauthorized',
    message: 'API key has been deleted.',
    fix: 'Make a new key with `trackru keys create`.',
  },
  forbidden: { v1: 403, http: 403, type: 'Forbidden', message: 'Access denied.', fix: 'Use a key that has the scope this call needs.' },
  bad_request: {
    v1: 4012,
    http: 400,
    type: 'Bad Request',
    message: 'The request could not be understood or was missing required parameters.',
    fix: 'Send the documented parameters as a JSON body.',
  },
  number_required: { v1: 4013, http: 400, type: 'Bad Request', message: 'Tracking_number is required.', fix: 'Send `tracking_number`.' },
  number_invalid: {
    v1: 4014,
    http: 400,
    type: 'Bad Request',
    message: 'The value of `tracking_number` is invalid.',
    fix: 'Use 5 to 64 letters, digits, `-` or `_`.',
  },
  carrier_invalid: {
    v1: 4015,
    http: 400,
    type: 'Bad Request',
    message: 'The value of `carrier_code` is invalid.',
    fix: 'Take a code from GET /carriers.',
  },
  tracking_exists: {
    v1: 4016,
    http: 409,
    type: 'Bad Request',
    message: 'Tracking already exists.',
    fix: 'GET it, or PUT your change to it.',
  },
  tracking_not_found: {
    v1: 4017,
    http: 404,
    type: 'Bad Request',
    message: 'Tracking does not exist.',
    fix: 'POST it to /trackings/post first.',
  },
  quota_exceeded: {
    v1: 4021,
    http: 402,
    type: 'Bad Request',
    message: 'Your remaining balance is not enough, so you can not call the API request data.',
    fix: 'Raise the quota of the account with `trackru accounts set`.',
  },
  too_many_items: { v1: 4020, http: 400, type: 'Bad Request', message: 'Up to 200 at a time', fix: 'Send at most 40 items a call.' },
  nothing_found: {
    v1: 4031,
    http: 404,
    type: 'No Content',
    message: 'The request was successful but the response is empty.',
    fix: 'POST the number to /trackings/post first, or widen the filter.',
  },
  carrier_not_detected: { v1: 4032, http: 422, type: 'No Content', message: 'Cannot detect courier.', fix: 'Send `carrier_code`.' },
  status_invalid: {
    v1: 4033,
    http: 400,
    type: 'No Content',
    message: 'The value of `status` is invalid.',
    fix: 'Use 4 (delivered), 7 (exception) or 8 (back to the original status).',
  },
  route_not_found: {
    v1: 404,
    http: 404,
    type: 'Not Found',
    message: 'Resource was not found.',
    fix: 'See the API reference for the paths.',
  },
  method_not_allowed: {
    v1: 405,
    http: 405,
    type: 'Method Not Allowed',
    message: 'Requested method is not supported for the specified resource.',
    fix: 'Use a method named in the Allow header.',
  },
  body_too_large: { v1: 413, http: 413, type: 'Payload Too Large', message: 'The request body is too large.', fix: 'Send at most 1 MiB.' },
  media_type_unsupported: {
    v1: 415,
    http: 415,
    type: 'Unsupported Media Type',
    message: 'The media type of the request body is not supported.',
    fix: 'Send application/json; only /v1 and /v2 take application/x-www-form-urlencoded too.',
  },
  rate_limited: {
    v1: 429,
    http: 429,
    type: 'Too Many Requests',
    message: 'Exceeded API limits. Pause requests, wait two minute, and try again.',
    fix: 'Wait for the seconds named in Retry-After.',
  },
  internal: {
    v1: 500,
    http: 500,
    type: 'Server error',
    message: 'Server error',
    fix: 'Try again; if it stays, give the request id to the operator.',
  },
  unavailable: {
    v1: 503,
    http: 503,
    type: 'Service Unavailable',
    message: 'The service is temporary unavailable (e.g. scheduled Platform Maintenance). Try again later.',
    fix: 'Wait for the seconds named in Retry-After.',
  },
  body_invalid: api(400, 'The request body is not JSON.', 'Send one JSON value, or no body where none is needed.'),
  validation_failed: api(422, 'A parameter is invalid.', 'Correct the parameter that `param` names; the API reference has its form.'),
  cursor_invalid: api(400, 'The cursor is invalid.', 'Send `next_cursor` of the page before as it came, or none to begin anew.'),
  not_found: api(404, 'There is no such object.', 'Take the id from a list. Objects of other accounts are not there for you.'),
  idempotency_key_invalid: api(400, 'The Idempotency-Key is invalid.', 'Send 1 to 255 visible ASCII characters, such as a UUID.'),
  idempotency_mismatch: api(
    422,
    'The Idempotency-Key was used for another request.',
    'Send the first request as it was, or use a new key. `param` names what differs.',
  ),
  idempotency_in_progress: api(
    409,
    'A request with this Idempotency-Key is under way.',
    'Wait for the seconds named in Retry-After and send the same request again.',
  ),
  url_refused: api(
    422,
    'The URL is refused.',
    'Name a host on the public internet and a usual port; of a webhook http or https without a user, of a mail server smtp or smtps. The operator allows more with OUTBOUND_PORTS and OUTBOUND_NETWORKS.',
  ),
  endpoint_disabled: api(409, 'The endpoint is disabled.', 'Enable it first.'),
  too_many_endpoints: api(409, 'There are too many endpoints.', 'Remove one; an account has 50 at most.'),
  too_many_secrets: api(409, 'Too many old secrets are still valid.', 'Wait until one has expired; each signs for 24 hours.'),
  delivery_under_way: api(409, 'The delivery is on its way.', 'Wait for the seconds named in Retry-After.'),
  recipients_choice: api(
    409,
    'The person asked for that.',
    'Only the person takes it back, by the link in a message or an answer to an SMS. With the consent in writing, send `despite_recipient`.',
  ),
  too_many_streams: api(429, 'Too many event streams are open.', 'Close one, or share one stream between readers.'),
} as const satisfies Record<string, ErrorEntry>

interface ErrorEntry {
  /** Null: an error of `/api` only. */
  v1: number | null
  http: number
  type: string
  message: string
  fix: string
}

interface ApiErrorEntry extends ErrorEntry {
  v1: null
}

/** An entry of what only `/api` answers. */
function api(http: number, message: string, fix: string): ApiErrorEntry {
  return { v1: null, http, type: '', message, fix }
}

export type ErrorCode = keyof typeof ERRORS

/**
 * The one error class of the domain and the doors. `param` names the offending parameter, `detail` tells what is wrong with it (a sentence, without
 * its value); `retryAfterSeconds` goes to Retry-After.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly param: string | undefined
  readonly detail: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: { param?: string; detail?: string; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(ERRORS[code].message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.param = options.param
    this.detail = options.detail
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

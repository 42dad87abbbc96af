/**
 * Strict readers of answers, as programs in typed languages are written against this API. Each throws with the place of the first value
 * that it cannot take.
 */
export type Decoder = (value: unknown, at?: string) => void

function fail(at: string, wanted: string, value: unknown): never {
  throw new Error(`${at || 'the answer'} must be ${wanted}, is ${JSON.stringify(value)?.slice(0, 60)}`)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

// Go's encoding/json: null and absent leave the zero value, unknown keys are skipped, any other type ends the decoding.

type GoKind = 'string' | 'int' | 'bool'

function go(kind: GoKind): Decoder {
  return (value, at = '') => {
    if (value === null || value === undefined) return
    const good = kind === 'int' ? Number.isSafeInteger(value) : typeof value === (kind === 'bool' ? 'boolean' : 'string')
    if (!good) fail(at, `a Go ${kind}`, value)
  }
}

function goStruct(fields: Record<string, Decoder>): Decoder {
  return (value, at = '') => {
    if (value === null || value === undefined) return
    if (!isObject(value)) fail(at, 'an object', value)
    for (const [name, decode] of Object.entries(fields)) decode(value[name], `${at}.${name}`)
  }
}

function goSlice(element: Decoder): Decoder {
  return (value, at = '') => {
    if (value === null || value === undefined) return
    if (!Array.isArray(value)) fail(at, 'an array', value)
    value.forEach((item, i) => element(item, `${at}[${i}]`))
  }
}

const [goText, goInt, goBool] = [go('string'), go('int'), go('bool')]

const goMeta = goStruct({ code: goInt, type: goText, message: goText })

const goLeg = goStruct({
  ItemReceived: goText,
  ItemDispatched: goText,
  DepartfromAirport: goText,
  ArrivalfromAbroad: goText,
  CustomsClearance: goText,
  DestinationArrived: goText,
  weblink: goText,
  phone: goText,
  carrier_code: goText,
  trackinfo: goSlice(
    goStruct({ Date: goText, StatusDescription: goText, Details: goText, checkpoint_status: goText, substatus: goText, ItemNode: goText }),
  ),
})

const goItem = goStruct({
  id: goText,
  tracking_number: goText,
  carrier_code: goText,
  status: goText,
  created_at: goText,
  updated_at: goText,
  order_create_time: goText,
  customer_email: goText,
  customer_name: goText,
  title: goText,
  order_id: goText,
  comment: goText,
  archived: goBool,
  original_country: goText,
  destination_country: goText,
  itemTimeLength: goInt,
  stayTimeLength: goInt,
  service_code: goText,
  origin_info: goLeg,
  destination_info: goLeg,
  lastEvent: goText,
  lastUpdateTime: goText,
})

/** A Go client of the whole API. An error is known by `data` that does not decode. */
export const goClient = {
  list: goStruct({ meta: goMeta, data: goStruct({ page: goInt, limit: goInt, total: goText, count: goInt, items: goSlice(goItem) }) }),
  single: goStruct({ meta: goMeta, data: goSlice(goItem) }),
  realtime: goStruct({ meta: goMeta, data: goStruct({ items: goSlice(goItem) }) }),
  batch: goStruct({
    meta: goMeta,
    data: goStruct({
      submitted: goInt,
      added: goInt,
      trackings: goSlice(
        goStruct({
          id: goText,
          tracking_number: goText,
          carrier_code: goText,
          order_create_time: goInt,
          status: goText,
          destination: goText,
        }),
      ),
      errors: goSlice(goStruct({ tracking_number: goText, carrier_code: goText, code: goInt, message: goText })),
    }),
  }),
  put: goStruct({
    meta: goMeta,
    data: goStruct({ id: goText, title: goText, customer_email: goText, archived: goBool, status: goText, updated_at: goText }),
  }),
  remove: goStruct({ meta: goMeta, data: goSlice(goText) }),
  carriers: goStruct({
    meta: goMeta,
    data: goSlice(goStruct({ name: goText, code: goText, phone: goText, homepage: goText, type: goText, picture: goText })),
  }),
  detect: goStruct({ meta: goMeta, data: goSlice(goStruct({ name: goText, code: goText })) }),
}

// A TypeScript contract checked to the letter: every documented key is there, with its type; null only where it says so.

type Kind = 'string' | 'number' | 'boolean' | 'string?' | 'number?' | Decoder

function exact(fields: Record<string, Kind>): Decoder {
  return (value, at = '') => {
    if (!isObject(value)) fail(at, 'an object', value)
    for (const [name, kind] of Object.entries(fields)) {
      const place = `${at}.${name}`
      if (!(name in value)) fail(place, 'there', undefined)
      if (typeof kind === 'function') kind(value[name], place)
      else if (!(kind.endsWith('?') && value[name] === null) && typeof value[name] !== kind.replace('?', '')) fail(place, kind, value[name])
    }
  }
}

function listOf(element: Decoder, { orNull = false } = {}): Decoder {
  return (value, at = '') => {
    if (orNull && value === null) return
    if (!Array.isArray(value)) fail(at, 'an array', value)
    value.forEach((item, i) => element(item, `${at}[${i}]`))
  }
}

const STATUS_NAMES = ['pending', 'notfound', 'transit', 'pickup', 'delivered', 'expired', 'undelivered', 'exception']

const status: Decoder = (value, at = '') => {
  if (typeof value !== 'string' || !STATUS_NAMES.includes(value)) fail(at, 'one of the eight statuses', value)
}

const naiveTime: Decoder = (value, at = '') => {
  if (value !== null && !(typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(value)))
    fail(at, 'YYYY-MM-DD HH:MM or null', value)
}

const zonedTime: Decoder = (value, at = '') => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(String(value))) fail(at, 'ISO 8601 with an offset', value)
}

const zonedTimeOrNull: Decoder = (value, at) => (value === null ? undefined : zonedTime(value, at))

const milestones = {
  ItemReceived: naiveTime,
  ItemDispatched: naiveTime,
  DepartfromAirport: naiveTime,
  ArrivalfromAbroad: naiveTime,
  CustomsClearance: naiveTime,
  DestinationArrived: naiveTime,
}

const leg = {
  ...milestones,
  weblink: 'string?',
  phone: 'string?',
  carrier_code: 'string?',
  trackinfo: listOf(
    exact({ Date: naiveTime, StatusDescription: 'string', Details: 'string', checkpoint_status: status, substatus: 'string?' }),
    {
      orNull: true,
    },
  ),
} as const

const shared = {
  id: 'string',
  tracking_number: 'string',
  carrier_code: 'string',
  status,
  original_country: 'string',
  itemTimeLength: 'number?',
  stayTimeLength: 'number?',
  service_code: 'string?',
  origin_info: exact(leg),
  destination_info: exact(leg),
  lastEvent: 'string',
  lastUpdateTime: 'string',
} as const

const kept = {
  created_at: zonedTime,
  updated_at: zonedTimeOrNull,
  order_create_time: naiveTime,
  customer_email: 'string',
  title: 'string',
  order_id: 'string?',
  comment: 'string?',
  customer_name: 'string?',
  archived: 'boolean',
  substatus: 'string?',
} as const

const createdItem = exact({
  id: 'string',
  tracking_number: 'string',
  carrier_code: 'string',
  order_create_time: 'number',
  status,
  created_at: zonedTime,
  customer_email: 'string?',
  customer_name: 'string?',
  customer_phone: 'string?',
  order_id: 'string?',
  comment: 'string?',
  title: 'string?',
  logistics_channel: 'string?',
  destination: 'string',
})

const meta = exact({ code: 'number', type: 'string', message: 'string' })

/** The answers as a TypeScript contract states them. */
export const tsClient = {
  create: exact({ meta, data: createdItem }),
  batch: exact({
    meta,
    data: exact({
      submitted: 'number',
      added: 'number',
      trackings: listOf(createdItem),
      errors: listOf(exact({ tracking_number: 'string', carrier_code: 'string', code: 'number', message: 'string' })),
    }),
  }),
  list: exact({
    meta,
    data: exact({
      page: 'number',
      limit: 'number',
      total: 'string',
      count: 'number',
      items: listOf(exact({ ...shared, ...kept, track_update: 'boolean' })),
    }),
  }),
  single: exact({ meta, data: listOf(exact({ ...shared, ...kept, destination_country: 'string' })) }),
  realtime: exact({ meta, data: exact({ items: listOf(exact({ ...shared, destination_country: 'string' })) }) }),
  put: exact({
    meta,
    data: exact({
      id: 'string',
      tracking_number: 'string',
      carrier_code: 'string',
      created_at: zonedTime,
      updated_at: zonedTimeOrNull,
      customer_email: 'string',
      customer_name: 'string?',
      order_id: 'string?',
      title: 'string',
      destination_code: 'string',
      customer_phone: 'string?',
      status: 'string',
      logistics_channel: 'string?',
    }),
  }),
}

/**
 * A PHP client of `/v1`: `$data[0]` and the two halves of its journey, without a look at `meta`. Answers the events of both halves, newest
 * first in each; an empty array when there is no parcel.
 */
export function phpEvents(answer: { data: unknown }): { Date: string; StatusDescription: string }[] {
  const { data } = answer
  if (!Array.isArray(data)) throw new Error('Cannot use object as array')
  const first: unknown = data[0]
  if (first === undefined) return []
  if (!isObject(first)) throw new Error('Trying to get property of non-object')
  return ['origin_info', 'destination_info'].flatMap((half) => {
    const info = first[half]
    if (!isObject(info)) throw new Error(`${half} is no object`)
    return info['trackinfo'] === null ? [] : (info['trackinfo'] as { Date: string; StatusDescription: string }[])
  })
}

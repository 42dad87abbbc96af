import { wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const MAX_ARTICLES = 50
const TOKEN = { path: '/access/login', seconds: 900 }
const CREDENTIAL = { username: 'lab', password: 'lab' }

/**
 * India Post: a log-in with user and password gives a token, POST /tracking/bulk takes up to 50 articles; unknown ones are left out of the answer.
 * Events are words without a code. Source: Department of Posts, approach document for customer integrations.
 */
export const indiaPost: Speaker = {
  ...COMMON_REFUSALS,
  code: 'india-post',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'tracking_details',
  respond: (ask, desk) => {
    if (ask.method !== 'POST') return failure(405, 'Method not allowed')
    if (ask.path === TOKEN.path) return login(ask, desk)
    return ask.path === '/tracking/bulk' ? track(ask, desk) : failure(404, 'Not found')
  },
  okWithFault: () => failure(200, 'Something went wrong'),
}

function failure(status: number, message: string): Reply {
  return json(status, { status_code: status, success: false, message, error: { code: status, message } })
}

function login(ask: Ask, desk: Desk): Reply {
  const body = readJson(ask.body)
  const isKnown = textOf(field(body, 'username')) === CREDENTIAL.username && textOf(field(body, 'password')) === CREDENTIAL.password
  if (!isKnown || desk.refused) return failure(400, 'Invalid user credentials')
  const tokens = { access_token: desk.tokens.issue(), refresh_token: desk.nextId(), id_token: desk.nextId() }
  return json(200, { success: true, message: '', data: { ...tokens, expires_in: TOKEN.seconds, refresh_expires_in: 1800 } })
}

function track(ask: Ask, desk: Desk): Reply {
  if (desk.refused || desk.tokens.check(ask.headers['authorization']) !== 'good') return failure(401, 'Unauthorized')
  const list = field(readJson(ask.body), 'bulk')
  const numbers = Array.isArray(list) ? list.map(textOf) : []
  if (numbers.length > MAX_ARTICLES) return failure(400, `At most ${MAX_ARTICLES} articles`)
  const data = numbers.flatMap((number) => {
    const seen = desk.look(number)
    return seen ? [article(number, seen)] : []
  })
  const body = { status_code: 200, success: true, message: 'data retrieved successfully', data: numbers.length === 0 ? null : data }
  return { ...json(200, body), numbers }
}

function article(number: string, { parcels: [parcel] }: Seen): object {
  const steps = newestFirst(parcel?.steps ?? [])
  const isDelivered = steps.some((step) => words(step, 'en').startsWith('Item Delivered'))
  return {
    booking_details: { article_number: number, ...booking(steps), article_type: parcel?.service ?? 'SP_INLAND_PARCEL', tariff: 41.31 },
    tracking_details: steps.map(detail),
    del_status: { del_status: isDelivered ? 'delivered' : 'not delivered' },
  }
}

function booking(steps: readonly SeenStep[]): object {
  const booked = steps.find((step) => words(step, 'en').startsWith('Item Book'))
  return {
    booked_at: booked?.place?.city ?? '',
    booked_on: booked ? `${wallClock(booked.time)}.434011Z` : null,
    origin_pincode: '999991',
    destination_pincode: '999992',
    delivery_location: 'LOCATION',
  }
}

/** Indian time; the day's `Z` is a lie. A booking has its clock in the day as well. */
function detail(step: SeenStep): object {
  const wall = wallClock(step.time)
  const event = words(step, 'en')
  return {
    date: event === 'Item Booked' ? `${wall}.434Z` : `${wall.slice(0, 10)}T00:00:00Z`,
    time: wall.slice(11),
    office: step.place?.city ?? '',
    officeid: 21_250_001,
    event,
    remarks: '',
    rts: step.attr === 'rts',
  }
}

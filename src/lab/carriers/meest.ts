import { wallClock } from '../time.ts'
import { type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/auth', seconds: 3600 }
const CREDENTIAL = { username: 'lab', password: 'lab' }
const PATH = '/tracking/'

/** Meest, open API 3.0: POST /auth, then GET /tracking/{number} with a header `token`. A step's `attr` is its UPU code. Source: api.meest.com. */
export const meest: Speaker = {
  ...COMMON_REFUSALS,
  code: 'meest',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'eventDateTime',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path && ask.method === 'POST') return token(ask, desk)
    if (ask.path.startsWith(PATH) && ask.method === 'GET') return track(ask, desk)
    return html(404, '404 Not Found', 'nginx')
  },
  okWithFault: () => error(200, '', 'Internal error'),
}

function error(status: number, fieldName: string, message: string): Reply {
  return json(status, { status: 'error', info: { fieldName, message, messageDetails: '' }, result: null })
}

function ok(result: unknown): Reply {
  return json(200, { status: 'OK', info: { fieldName: '', message: '', messageDetails: '' }, result })
}

function token(ask: Ask, desk: Desk): Reply {
  const body = readJson(ask.body)
  const isGood = field(body, 'username') === CREDENTIAL.username && field(body, 'password') === CREDENTIAL.password
  if (desk.refused || !isGood) return error(401, 'password', 'Wrong user name or password')
  return ok({ token: desk.tokens.issue(), refresh_token: desk.nextId(), expiresIn: TOKEN.seconds })
}

function track(ask: Ask, desk: Desk): Reply {
  if (desk.refused || desk.tokens.check(`Bearer ${ask.headers['token'] ?? ''}`) !== 'good') return error(401, 'token', 'Unauthorized')
  const number = ask.path.slice(PATH.length)
  const steps = desk.look(number)?.parcels[0]?.steps ?? []
  return { ...ok(steps.map((step) => event(number, step))), numbers: [number] }
}

function event(number: string, step: SeenStep): object {
  return {
    parcelNumber: number,
    barCode: `LAB${number.slice(-6)}`,
    eventDateTime: wallClock(step.time).replace('T', ' '),
    eventCode: Number(step.code),
    eventCodeUPU: step.attr ?? '',
    eventPlaces: '1',
    eventCountryDescr: descriptions('Україна', 'Украина', 'Ukraine'),
    eventCityDescr: descriptions(step.place?.city ?? '', step.place?.city ?? '', step.place?.city ?? ''),
    eventDescr: descriptions(words(step, 'uk'), words(step, 'ru', 'uk'), words(step, 'en', 'uk')),
    eventDetailDescr: descriptions('ОДЕРЖУВАЧ', 'ПОЛУЧАТЕЛЬ', 'RECIPIENT'),
  }
}

function descriptions(descrUA: string, descrRU: string, descrEN: string): object {
  return { descrUA, descrRU, descrEN }
}

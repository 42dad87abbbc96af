import { wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Desk, type Reply, type Speaker } from '../wire.ts'

const PATH = /^\/api\/v2\/([^/]+)\/events$/

/** Kazpost, API v2: GET /api/v2/{number}/events, no key; events in groups of a day, codes without words. Source: track.kazpost.kz/api. */
export const kazpost: Speaker = {
  ...COMMON_REFUSALS,
  code: 'kazpost',
  credential: {},
  token: null,
  keyField: 'activity',
  respond: (ask, desk) => {
    const number = PATH.exec(ask.path)?.[1]
    return number === undefined || ask.method !== 'GET' ? html(404, '404 Not Found', 'nginx') : events(number, desk)
  },
  okWithFault: () => json(200, { error: 'Внутренняя ошибка сервера' }),
}

function events(number: string, desk: Desk): Reply {
  const parcel = desk.look(number)?.parcels[0]
  const reply = parcel ? json(200, { trackid: number, events: days(parcel) }) : json(404, { error: 'Трек-номер не найден' })
  return { ...reply, numbers: [number] }
}

/** One group for each run of events of a day. */
function days(parcel: SeenParcel): object[] {
  const groups: { date: string; activity: object[] }[] = []
  for (const step of newestFirst(parcel.steps)) {
    const date = wallClock(step.time).slice(0, 10).split('-').toReversed().join('.')
    const last = groups.at(-1)
    if (last?.date === date) last.activity.push(activity(step))
    else groups.push({ date, activity: [activity(step)] })
  }
  return groups
}

function activity({ code, time, place }: SeenStep): object {
  return {
    time: wallClock(time).slice(11),
    zip: place?.postalCode ?? '',
    city: place?.city ?? '',
    name: place?.region ?? '',
    dep_code: place?.postalCode ?? '',
    status: [code],
  }
}

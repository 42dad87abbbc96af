import { wallClock } from '../time.ts'
import { words, type Seen } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { token: 'lab' }

/**
 * Boxberry: GET /json.php?token=&method=ListStatuses&ImId=, one order a call, oldest status first, times of Moscow without an offset. Refusals
 * are HTTP 200 in several shapes. Source: help.boxberry.ru, ListStatuses. The words of the refusals are the lab's.
 */
export const boxberry: Speaker = {
  ...COMMON_REFUSALS,
  code: 'boxberry',
  credential: CREDENTIAL,
  token: null,
  keyField: 'Date',
  respond: (ask, desk) => {
    if (ask.path !== '/json.php') return html(404, '404 Not Found', 'nginx')
    if (ask.query.get('token') !== CREDENTIAL.token || desk.refused) return json(200, { err: true, message: 'Неверный токен' })
    if (ask.query.get('method') !== 'ListStatuses') return json(200, { err: 'Метод не существует' })
    return statuses(ask, desk)
  },
  okWithFault: () => json(200, { error: true, message: 'Внутренняя ошибка сервиса' }),
}

function statuses(ask: Ask, desk: Desk): Reply {
  const number = ask.query.get('ImId') ?? ''
  const seen = desk.look(number)
  return { ...json(200, seen ? history(seen) : [{ err: 'Нет данных' }]), numbers: [number] }
}

function history({ parcels }: Seen): object[] {
  return (parcels[0]?.steps ?? []).map((step) => ({
    Date: wallClock({ ...step.time, offsetMinutes: 180 }).replace('T', ' '),
    Name: words(step, 'ru'),
    Comment: step.place?.city === undefined ? '' : `${step.place.city} (${step.place.postalCode ?? '000000'}, ${step.place.city} г, АДРЕС)`,
  }))
}

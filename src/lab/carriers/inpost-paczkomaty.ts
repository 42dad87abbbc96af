import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const PATH = '/v1/tracking/'

/** InPost in Poland, ShipX: GET /v1/tracking/{number}, no key; an error is `{status, error, message, details}`. Source: ShipX documentation. */
export const inpostPaczkomaty: Speaker = {
  ...COMMON_REFUSALS,
  code: 'inpost-paczkomaty',
  credential: {},
  token: null,
  keyField: 'tracking_details',
  respond: (ask, desk) => {
    if (!ask.path.startsWith(PATH)) return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'GET') return error(405, 'method_not_allowed', 'The method is not allowed.')
    return track(ask, desk)
  },
  throttled: () => error(429, 'too_many_requests', 'Too many requests.'),
  failed: (status) => (status === 500 ? error(500, 'internal_server_error', 'Something went wrong.') : html(status, 'Error', 'nginx')),
  okWithFault: () => ({ ...error(500, 'internal_server_error', 'Something went wrong.'), status: 200 }),
}

function error(status: number, name: string, message: string): Reply {
  return json(status, { status, error: name, message, details: {} })
}

function track(ask: Ask, desk: Desk): Reply {
  const number = ask.path.slice(PATH.length)
  const parcel = desk.look(number)?.parcels[0]
  const reply = parcel ? json(200, body(number, parcel)) : error(404, 'resource_not_found', `Tracking number ${number} was not found.`)
  return { ...reply, numbers: [number] }
}

function body(number: string, parcel: SeenParcel): object {
  const steps = newestFirst(parcel.steps)
  const [newest, oldest] = [steps[0], steps.at(-1)]
  return {
    tracking_number: number,
    service: parcel.service ?? 'inpost_locker_standard',
    type: parcel.service ?? 'inpost_locker_standard',
    status: parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]?.code,
    custom_attributes: {
      size: 'A',
      target_machine_id: 'LAB01M',
      target_machine_detail: { name: 'LAB01M', address: { line1: 'ULICA 1', line2: parcel.to?.city ?? '' }, type: ['parcel_locker'] },
      end_of_week_collection: false,
    },
    tracking_details: steps.map((step) => ({
      status: step.code,
      origin_status: step.code.slice(0, 3).toUpperCase(),
      agency: null,
      location: step.place?.city ?? null,
      datetime: stamp(step),
    })),
    expected_flow: [],
    created_at: oldest ? stamp(oldest) : null,
    updated_at: newest ? stamp(newest) : null,
  }
}

function stamp({ time }: SeenStep): string {
  return `${wallClock(time)}.000${offsetText(time)}`
}

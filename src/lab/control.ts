import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { checkFault } from './faults.ts'
import { checkJourney, wrong } from './journey.ts'
import type { Lab } from './lab.ts'
import { json, type Ask, type Reply } from './wire.ts'

const Named = Type.Object({ carrier: Type.String() })
const Faults = Type.Object({ carrier: Type.String(), fault: Type.Optional(Type.Unknown()), hold: Type.Optional(Type.Boolean()) })
const Parcels = Type.Object({ carrier: Type.String(), number: Type.String({ minLength: 1, maxLength: 64 }), journey: Type.Unknown() })

/**
 * The lab's own door, under `/_lab`: GET lists the world; GET requests?carrier=; POST faults {carrier, fault | null, hold?},
 * POST parcels {carrier, number, journey | null}, POST reset. 400 with `error` for anything else.
 */
export function control(lab: Lab, ask: Ask): Reply {
  try {
    // A web page cannot send this type across origins without asking first, so a browser on the same machine cannot move the lab.
    if (ask.method === 'POST' && !(ask.headers['content-type'] ?? '').startsWith('application/json')) {
      return json(415, { error: 'Send application/json.' })
    }
    return route(lab, ask)
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'wrong request' })
  }
}

function route(lab: Lab, ask: Ask): Reply {
  switch (`${ask.method} ${ask.path}`) {
    case 'GET ':
    case 'GET /':
      return json(200, lab.describe())
    case 'GET /requests':
      return json(200, { requests: lab.requests(carrierOf(ask.query.get('carrier'))) })
    case 'POST /reset':
      lab.reset()
      return json(200, lab.describe())
    case 'POST /faults':
      return setFault(lab, JSON.parse(ask.body))
    case 'POST /parcels':
      return setParcel(lab, JSON.parse(ask.body))
    default:
      return json(404, { error: 'GET /_lab, GET /_lab/requests, POST /_lab/faults, POST /_lab/parcels or POST /_lab/reset.' })
  }
}

function carrierOf(carrier: unknown): string {
  const named = { carrier }
  if (Value.Check(Named, named)) return named.carrier
  throw wrong('carrier', Value.Errors(Named, named)[0])
}

function setFault(lab: Lab, body: unknown): Reply {
  if (!Value.Check(Faults, body)) throw wrong('fault request', Value.Errors(Faults, body)[0])
  lab.endpoint(body.carrier)
  if (body.fault !== undefined) lab.fault(body.carrier, body.fault === null ? null : checkFault(body.fault))
  if (body.hold === true) lab.hold(body.carrier)
  if (body.hold === false) lab.release(body.carrier)
  return json(200, lab.describe())
}

function setParcel(lab: Lab, body: unknown): Reply {
  if (!Value.Check(Parcels, body)) throw wrong('parcel', Value.Errors(Parcels, body)[0])
  lab.set(body.carrier, body.number, body.journey === null ? null : checkJourney(body.journey))
  return json(200, { carrier: body.carrier, number: body.number })
}

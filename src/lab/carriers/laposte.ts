import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { okapiKey: 'lab' }
const MAX_NUMBERS = 10
const INVALID =
  'Le numéro que vous avez saisi n’est pas valide. Nous vous invitons à vérifier votre saisie, en particulier le nombre de caractères.'
const NOT_YET = "Votre suivi n'est pas encore disponible. Si vous avez déposé votre envoi, veuillez réessayer ultérieurement."
interface Entry {
  returnCode: number
  returnMessage?: string
  idShip?: string
  shipment?: object
}

/** Codes after which nothing more comes. */
const FINAL = new Set(['DI0', 'DI1', 'DI2'])

/**
 * La Poste, Suivi v2: GET /idships/{up to 10 numbers}. One number gives an object, several a list with 207; each has its return code.
 * Source: developer.laposte.fr, suivi@2.
 */
export const laposte: Speaker = {
  ...COMMON_REFUSALS,
  code: 'laposte',
  credential: CREDENTIAL,
  token: null,
  keyField: 'event',
  respond: (ask, desk) => {
    if (ask.headers['x-okapi-key'] !== CREDENTIAL.okapiKey || desk.refused)
      return gateway(401, 'UNAUTHORIZED', 'This action requires an authorization')
    const asked = /^\/idships\/([^/]*)$/.exec(ask.path)?.[1]
    if (asked === undefined || ask.method !== 'GET') return gateway(404, 'RESOURCE_NOT_FOUND', "This resource doesn't exist")
    return track(decodeURIComponent(asked).split(','), ask, desk)
  },
  throttled: () => gateway(429, 'TOO_MANY_REQUESTS', 'Quota exceeded'),
  failed: (status) => gateway(status, 'SERVICE_UNAVAILABLE', 'The service is currently unavailable'),
  okWithFault: () => json(200, { lang: 'fr_FR', scope: 'open', returnCode: 504, returnMessage: 'Service momentanément indisponible.' }),
}

function gateway(status: number, code: string, message: string): Reply {
  return json(status, { code, message })
}

function track(numbers: string[], { query }: Ask, desk: Desk): Reply {
  const lang = query.get('lang') ?? 'fr_FR'
  const entries = numbers.map((number) => entry(number, lang, desk))
  if (numbers.length > MAX_NUMBERS) return json(400, { lang, scope: 'open', returnCode: 400, returnMessage: INVALID })
  const [only] = entries
  if (!only || entries.length > 1) return { ...json(207, entries), numbers }
  const status = only.returnCode === 104 ? 404 : only.returnCode
  return { ...json(status, only), numbers }
}

function entry(number: string, lang: string, desk: Desk): Entry {
  const head = { lang, scope: 'open' }
  if (!/^[0-9A-Za-z]{11,15}$/.test(number)) return { ...head, returnCode: 400, returnMessage: INVALID, idShip: number }
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel) return { ...head, returnCode: 104, returnMessage: NOT_YET, idShip: number }
  return { ...head, returnCode: 200, shipment: shipment(number, parcel, lang.slice(0, 2)) }
}

function shipment(number: string, parcel: SeenParcel, language: string): object {
  const ordered = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc)
  const [first, last] = [ordered[0], ordered.at(-1)]
  const isFinal = last !== undefined && FINAL.has(last.code)
  const expected = parcel.expected ? { estimDate: stamp(parcel.expected) } : {}
  return {
    idShip: number,
    holder: 4,
    product: parcel.service ?? 'Colissimo',
    isFinal,
    ...(first ? { entryDate: stamp(first.time) } : {}),
    ...(isFinal ? { deliveryDate: stamp(last.time), estimDate: stamp(last.time) } : expected),
    timeline: [1, 2, 3, 4, 5].map((id) => ({ id, shortLabel: '', longLabel: '', status: id === 1, type: 1 })),
    event: newestFirst(parcel.steps).map((step, i, { length }) => ({
      order: length - i,
      code: step.code,
      label: words(step, language, 'fr'),
      date: stamp(step.time),
    })),
    contextData: {
      deliveryChoice: { deliveryChoice: 0 },
      originCountry: parcel.from?.country ?? 'FR',
      arrivalCountry: parcel.to?.country ?? 'FR',
    },
    url: `https://www.laposte.fr/outils/suivre-vos-envois?code=${number}`,
  }
}

function stamp(time: SeenStep['time']): string {
  return wallClock(time) + offsetText(time)
}

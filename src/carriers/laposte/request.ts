import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

const LOCALES: Readonly<Record<string, string>> = { fr: 'fr_FR', en: 'en_GB', de: 'de_DE', es: 'es_ES', it: 'it_IT', nl: 'nl_NL' }

/** Languages that texts can be asked in. */
export const LANGUAGES: readonly string[] = Object.keys(LOCALES)

/** The number as La Poste takes it: letters and digits only, so that none can be read as two or as another path. */
export function idShipOf(number: string): string {
  return normaliseNumber(number).replaceAll(/[^A-Z0-9]/g, '')
}

/** GET /idships/{up to 10 numbers, separated by commas}. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const ids = items.map(({ number }) => idShipOf(number)).filter((id) => id !== '')
  return {
    method: 'GET',
    path: `/idships/${ids.join(',')}?lang=${LOCALES[ctx.language] ?? 'en_GB'}`,
    headers: { accept: 'application/json', 'x-okapi-key': ctx.credential['okapiKey'] ?? '' },
  }
}

import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** The only three values that Rastro takes; anything else in the header, `*` too, is refused with SRO-018. */
const LOCALES: Readonly<Record<string, string>> = { pt: 'pt-BR', en: 'en', es: 'es-ES' }

/** Languages that texts can be asked in. */
export const LANGUAGES: readonly string[] = Object.keys(LOCALES)

/** GET /srorastro/v1/objetos for up to 50 objects; `resultado=T` asks for all events. As a query parameter the language is not taken. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams(items.map(({ number }): [string, string] => ['codigosObjetos', number]))
  query.set('resultado', 'T')
  return {
    method: 'GET',
    path: `/srorastro/v1/objetos?${query.toString()}`,
    headers: {
      accept: 'application/json',
      'accept-language': LOCALES[ctx.language] ?? 'en',
      authorization: `Bearer ${ctx.token ?? ''}`,
    },
  }
}

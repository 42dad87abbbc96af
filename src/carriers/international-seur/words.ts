import type { Meaning } from '../carrier.ts'
import { codes } from './codes.ts'

const FAILED: Meaning = { status: 'undelivered', sub: 'failed_attempt' }
const REFUSED: Meaning = { status: 'undelivered', sub: 'refused' }
const ADDRESS: Meaning = { status: 'undelivered', sub: 'address_issue' }
const CANCELLED: Meaning = { status: 'exception', sub: 'cancelled' }
const RETURNING: Meaning = { status: 'exception', sub: 'returning' }
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
const READY: Meaning = { status: 'pickup', sub: 'ready_for_pickup' }
const OUT: Meaning = { status: 'pickup', sub: 'out_for_delivery' }
const DELIVERED: Meaning = { status: 'delivered', sub: 'delivered' }

/** Words in capitals without accents → meaning; the first that is contained counts. */
const CONTAINED: readonly (readonly [string, Meaning])[] = [
  ['NO ENTREGAD', FAILED],
  ['SIN ENTREGAR', FAILED],
  ['AUSENTE', FAILED],
  ['RECHAZAD', REFUSED],
  ['REHUSAD', REFUSED],
  ['DIRECCION INCORRECTA', ADDRESS],
  ['DIRECCION INCOMPLETA', ADDRESS],
  ['DIRECCION ERRONEA', ADDRESS],
  ['ENVIO ANULADO', CANCELLED],
  ['EXPEDICION ANULADA', CANCELLED],
  ['ENVIO CANCELADO', CANCELLED],
  ['EXPEDICION CANCELADA', CANCELLED],
  ['DISPONIBLE PARA RECOGER', READY],
  ['EN REPARTO', OUT],
]
/** Said by themselves: with more words they may mean a handover on the way. */
const WHOLE: ReadonlyMap<string, Meaning> = new Map([
  ['ENTREGADO', DELIVERED],
  ['ENTREGADA', DELIVERED],
  ['ENVIO ENTREGADO', DELIVERED],
  ['ENTREGA EFECTUADA', DELIVERED],
  ['ENTREGADO AL DESTINATARIO', DELIVERED],
])

/** What a situation's words say, where they say more than its code's group. Undefined: the group counts. */
export function meaningBy(code: string, words: string): Meaning | undefined {
  const text = plain(words)
  // A delivery stays one, whatever is said of it ("the addressee was absent, to a neighbour"), but one to the sender.
  if (codes.get(code)?.status === 'delivered') return isReturned(text) ? RETURNED : undefined
  if (isReturned(text)) return RETURNED
  if (text.includes('DEVOLUCION')) return RETURNING
  return WHOLE.get(text) ?? CONTAINED.find(([part]) => text.includes(part))?.[1]
}

/** DEVUELTO AL REMITENTE, ENTREGADO AL REMITENTE; a notice to the sender (AVISO AL REMITENTE) is none. */
function isReturned(text: string): boolean {
  if (!text.includes('AL REMITENTE')) return false
  return text.includes('DEVUELT') || (text.includes('ENTREGAD') && !text.includes('NO ENTREGAD'))
}

/** A delivery's words without what follows "a", "por", a colon or a bracket: who took it stands there. */
export function withoutPeople(code: string, words: string): string {
  if (codes.get(code)?.status !== 'delivered' && !plain(words).includes('ENTREGAD')) return words
  const at = words.search(/\s(?:a|por)\s|[:(]/i)
  return at === -1 ? words : words.slice(0, at).trim()
}

function plain(words: string): string {
  return words.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll(/\s+/g, ' ').trim()
}

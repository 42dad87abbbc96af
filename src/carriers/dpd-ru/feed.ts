import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, Feed } from '../carrier.ts'
import { childText, httpOutcome } from '../kit/index.ts'
import { readAnswer, statesOf } from './answer.ts'
import { soap } from './request.ts'

const MAX_STATES = 20_000

/**
 * getStatesByClient: states of all orders of the contract that were not confirmed yet. What is confirmed is never told again, to nobody.
 * A complete list may be asked for again after five minutes, an incomplete one at once.
 */
export const feed: Feed = {
  everySeconds: 330,
  buildRequest: (ctx) => soap('tracing', '2011-11-18', 'getStatesByClient', '', ctx),
  parse,
  buildConfirm: (docId, ctx) => soap('tracing', '2011-11-18', 'confirm', /^\d{1,20}$/.test(docId) ? `<docId>${docId}</docId>` : '', ctx),
}

function parse(answer: CarrierAnswer): ReturnType<Feed['parse']> {
  const { fault, result } = readAnswer(answer, /^getStatesByClientResponse$/)
  if (fault)
    return fault.code === 'no-data-found' ? { kind: 'changed', numbers: [], more: false } : { kind: 'failed', carrierCode: fault.code }
  const failed = httpOutcome(answer, '', 'request')
  if (failed) return { kind: 'failed', carrierCode: `http_${answer.status}` }
  const states = result && statesOf(result, MAX_STATES)
  if (!states) return { kind: 'failed', carrierCode: 'return/states' }
  if (states.length === 0) return { kind: 'changed', numbers: [], more: false }
  const numbers = states.map((state) => childText(state, '', 'dpdOrderNr')).filter((number) => number !== undefined)
  const docId = childText(result, '', 'docId')
  // What could not be read must not be confirmed.
  if (numbers.length === 0) return { kind: 'failed', carrierCode: 'states/dpdOrderNr' }
  if (docId === undefined || !/^\d{1,20}$/.test(docId)) return { kind: 'failed', carrierCode: 'return/docId' }
  const more = childText(result, '', 'resultComplete') === 'false'
  return { kind: 'changed', numbers: [...new Set(numbers.map(normaliseNumber))], confirm: docId, more }
}

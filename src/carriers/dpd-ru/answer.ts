import type { CarrierAnswer } from '../carrier.ts'
import { child, children, parseXml, type XmlElement } from '../kit/index.ts'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
/** `…/2012-06-25` of tracing1-1, `…/2011-11-18` of tracing; the latter was seen from both. */
const SERVICES = 'http://dpd.ru/ws/tracing/'

/** What stands in the envelope: a fault, or the `return` of the operation's response, or neither. */
export interface Content {
  fault?: { code: string; words: string }
  result?: XmlElement
}

/** `response`: names of the response's element. */
export function readAnswer(answer: CarrierAnswer, response: RegExp): Content {
  const root = parseXml(answer.text)
  const body = root?.name === 'Envelope' && root.ns === SOAP ? child(root, SOAP, 'Body') : undefined
  const fault = child(body, SOAP, 'Fault')
  if (fault) return { fault: faultOf(fault) }
  const result = child(
    body?.children.find(({ name, ns }) => response.test(name) && ns.startsWith(SERVICES)),
    '',
    'return',
  )
  return result ? { result } : {}
}

/** `detail/…/code`, whatever the element between is called, and everything that is said about it, in small letters. */
function faultOf(fault: XmlElement): { code: string; words: string } {
  const detail = child(fault, '', 'detail')?.children[0]
  const code = detail?.children.find(({ name }) => name === 'code')?.text.trim() ?? ''
  const message = detail?.children.find(({ name }) => name === 'message')?.text ?? ''
  const words = [code, message, child(fault, '', 'faultstring')?.text ?? ''].map((text) => text.slice(0, 500)).join(' ')
  return { code: (code === '' ? 'Fault' : code).slice(0, 64), words: words.toLowerCase() }
}

/** The states of a `return`, at most `max`. Undefined: there are none, and something that is not known stands there in their place. */
export function statesOf(result: XmlElement, max: number): XmlElement[] | undefined {
  const states = children(result, '', 'states').slice(0, max)
  const known = ['docId', 'docDate', 'clientNumber', 'resultComplete']
  const isEmpty = result.children.length > 0 && result.children.every(({ name }) => known.includes(name))
  return states.length > 0 || isEmpty ? states : undefined
}

import type { Carrier, CarrierAnswer } from '../carriers/index.ts'

const MASK = '*'
/** Names of fields that hold people: what lies in or below them is masked, but for countries. `statusName` and `cityName` are none of these. */
const PERSON =
  /^signed$|recipient|receiver|consignee|addressee|sender|shipper|signer|signedby|signman|signatory|contactname|contactperson|phone|mobile|e-?mail|street|addressline|receivedby|fullname|firstname|lastname|surname|rcpn|sndr/i
const KEPT = /^country/i
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g
const PHONE = /\+\d[\d ()-]{6,20}\d/g
const SIGNED = /(signed (?:for )?by:?)[^"<]{1,100}/gi
const MOST_DEPTH = 40
const SHORTEST_SECRET = 4

type IsPerson = (field: string) => boolean

/** The answer without people and without our access, in the same shape, so that the adapter reads it as before. */
export function redactAnswer(
  carrier: Pick<Carrier, 'people'>,
  { status, headers, text }: CarrierAnswer,
  secrets: readonly string[],
): CarrierAnswer {
  const { fields = [], none = [] } = carrier.people ?? {}
  const isPerson: IsPerson = (field) => fields.includes(field) || (PERSON.test(field) && !none.includes(field))
  const type = headers['content-type']
  const masked = maskText(text.trimStart().startsWith('<') ? maskXml(text, isPerson) : maskJson(text, isPerson))
  const clean = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).reduce((all, secret) => all.replaceAll(secret, MASK), masked)
  return { status, headers: type === undefined ? {} : { 'content-type': type }, text: clean }
}

function maskText(text: string): string {
  return text.replaceAll(MAIL, MASK).replaceAll(PHONE, MASK).replaceAll(SIGNED, `$1 ${MASK}`)
}

function maskJson(text: string, isPerson: IsPerson): string {
  try {
    return JSON.stringify(maskValue(JSON.parse(text), { isPerson, inside: false, depth: 0 }))
  } catch {
    return text
  }
}

interface At {
  isPerson: IsPerson
  /** Below a field that holds people. */
  inside: boolean
  depth: number
}

function maskValue(value: unknown, at: At): unknown {
  const { isPerson, inside, depth } = at
  if (depth > MOST_DEPTH) return null
  if (Array.isArray(value)) return value.map((one) => maskValue(one, { ...at, depth: depth + 1 }))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        maskValue(one, { isPerson, inside: !KEPT.test(name) && (inside || isPerson(name)), depth: depth + 1 }),
      ]),
    )
  }
  if (inside) return typeof value === 'string' || typeof value === 'number' ? MASK : value
  return typeof value === 'string' && /^\s{0,9}[[{]/.test(value) ? maskJson(value, isPerson) : value
}

/** Text inside elements with such names, and attributes with such names. Elements within them keep their tags. */
function maskXml(text: string, isPersonal: IsPerson): string {
  let inside = 0
  return text.replaceAll(
    /<(\/?)([\w:.-]{1,80})([^<>]{0,2000})>([^<]{0,20000})/g,
    (_all, slash: string, name: string, rest: string, content: string) => {
      const local = name.slice(name.indexOf(':') + 1)
      const isPerson = isPersonal(local)
      if (isPerson && slash === '/') inside = Math.max(0, inside - 1)
      if (isPerson && slash === '' && !rest.endsWith('/')) inside += 1
      const attributes = rest.replaceAll(/([\w:.-]{1,80})="([^"]{0,2000})"/g, (pair: string, key: string) =>
        isPersonal(key) ? `${key}="${MASK}"` : pair,
      )
      const isMasked = inside > 0 && slash === '' && !KEPT.test(local) && content.trim() !== ''
      return `<${slash}${name}${attributes}>${isMasked ? MASK : content}`
    },
  )
}

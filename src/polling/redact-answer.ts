import { type Carrier, type CarrierAnswer, parseJson, tooMuchMarkup } from '../carriers/index.ts'

/** What stands where a person, or our access, stood. */
export const MASK = '*'
/** Names of fields that hold people: what lies in or below them is masked, but for countries. `statusName` and `cityName` are none of these. */
const PERSON = [
  'recipient receiver receivedby consignee addressee sender shipper signer signedby signman signatory rcpn sndr',
  'contactname contactperson fullname firstname lastname surname phone mobile email e-mail street addressline',
].flatMap((words) => words.split(' '))
const KEPT = /^country/i
/** Before and after the `@` of an e-mail address. */
const LOCAL = /^[\w.+-]$/
const DOMAIN = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/
const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 320
/** What stands after the `<` of an element's tag. */
const TAG = /^(\/?)([\w:.-]{1,80})/
const QUOTES = new Set(['"', "'"])
const LONGEST_ATTRIBUTE = 120
const CDATA = '![CDATA['
const CDATA_END = ']]>'
const PHONE = /\+\d[\d ()-]{6,20}\d/g
const SIGNED = /(signed (?:for )?by:?)[^"<]{1,100}/gi
const SHORTEST_SECRET = 4
/** Longer ones are about thousands of parcels. */
const LONGEST = 2 * 1024 * 1024
/** Of JSON that is masked; half of what adapters read, since it is also written again. */
const MOST_PARTS = 50_000
const LONGEST_UNREADABLE = 64 * 1024

type IsPerson = (field: string) => boolean

/** The answer without people and without our access, in the same shape, so that the adapter reads it as before. */
export function redactAnswer(
  carrier: Pick<Carrier, 'people'>,
  { status, headers, text }: CarrierAnswer,
  secrets: readonly string[],
): CarrierAnswer {
  const { fields = [], none = [] } = carrier.people ?? {}
  const isPerson: IsPerson = (field) => fields.includes(field) || (namesPerson(field) && !none.includes(field))
  const type = headers['content-type']
  const kept = { status, headers: type === undefined ? {} : { 'content-type': type } }
  if (text.length > LONGEST) return { ...kept, text: MASK }
  const masked = maskText(text.trimStart().startsWith('<') ? maskXml(text, isPerson) : maskJson(text, isPerson))
  const clean = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).reduce((all, secret) => all.replaceAll(secret, MASK), masked)
  return { ...kept, text: clean }
}

function namesPerson(field: string): boolean {
  const name = field.toLowerCase()
  return name === 'signed' || PERSON.some((word) => word.length <= name.length && name.includes(word))
}

function maskText(text: string): string {
  return maskMails(text).replaceAll(PHONE, MASK).replaceAll(SIGNED, `$1 ${MASK}`)
}

/** Looks around each `@`: one expression for the whole address would read long words again from each of their letters. */
function maskMails(text: string): string {
  let masked = ''
  let from = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN))?.[0]
    let start = at
    while (start > from && at - start < LONGEST_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1
    if (domain === undefined || start === at) continue
    masked += text.slice(from, start) + MASK
    from = at + 1 + domain.length
  }
  return masked + text.slice(from)
}

/** What cannot be read is kept as it is where it is short, for whoever looks for the reason. */
function maskJson(text: string, isPerson: IsPerson): string {
  const value = parseJson({ text }, MOST_PARTS)
  if (value !== undefined) return JSON.stringify(maskValue(value, { isPerson, inside: false }))
  return text.length > LONGEST_UNREADABLE ? MASK : text
}

interface At {
  isPerson: IsPerson
  /** Below a field that holds people. */
  inside: boolean
}

/** Masks in place: the value was read for this alone, and a copy of 100,000 fields costs as much again. */
function maskValue(value: unknown, at: At): unknown {
  if (Array.isArray(value)) {
    const all: unknown[] = value
    for (const [i, one] of all.entries()) all[i] = maskValue(one, at)
    return all
  }
  if (isRecord(value)) {
    for (const name of Object.keys(value)) {
      const inside = !KEPT.test(name) && (at.inside || at.isPerson(name))
      value[name] = maskValue(value[name], inside === at.inside ? at : { ...at, inside })
    }
    return value
  }
  if (at.inside) return typeof value === 'string' || typeof value === 'number' ? MASK : value
  return typeof value === 'string' && /^\s{0,9}[[{]/.test(value) ? maskJson(value, at.isPerson) : value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Text inside elements with such names, and attributes with such names. Elements within them keep their tags. */
function maskXml(text: string, isPersonal: IsPerson): string {
  if (tooMuchMarkup(text)) return MASK
  let inside = 0
  const [head = '', ...parts] = text.split('<')
  const masked = parts.map((part) => {
    const end = part.indexOf('>')
    const [, slash = '', name] = (end === -1 ? null : TAG.exec(part)) ?? []
    if (name === undefined) return inside > 0 ? maskedSection(part) : part
    const rest = part.slice(slash.length + name.length, end)
    const content = part.slice(end + 1)
    const local = name.slice(name.indexOf(':') + 1)
    const isPerson = isPersonal(local)
    if (isPerson && slash === '/') inside = Math.max(0, inside - 1)
    if (isPerson && slash === '' && !rest.endsWith('/')) inside += 1
    const isMasked = inside > 0 && content.trim() !== '' && !(slash === '' && KEPT.test(local))
    return `${slash}${name}${maskAttributes(rest, isPersonal)}>${isMasked ? maskedText(content) : content}`
  })
  return [head, ...masked].join('<')
}

function maskedText(content: string): string {
  return content.includes(CDATA_END) ? `${MASK}${CDATA_END}` : MASK
}

/** What follows a `<` that begins no tag: text between CDATA marks, a comment, or a sign that somebody forgot to escape. */
function maskedSection(part: string): string {
  return part.startsWith(CDATA) ? `${CDATA}${maskedText(part)}` : `!--${MASK}-->`
}

/** ` name="value" other='value' …`: what stands between two quotation marks of a kind is the value of the name before them. */
function maskAttributes(text: string, isPersonal: IsPerson): string {
  let masked = ''
  let kept = 0
  let from = 0
  for (let start = quoteAt(text, 0); start !== -1; start = quoteAt(text, from + 1)) {
    const end = text.indexOf(text.charAt(start), start + 1)
    const before = text.slice(Math.max(from, start - LONGEST_ATTRIBUTE), start)
    from = end === -1 ? text.length : end
    if (before === '' || !isPersonal(attributeBefore(before))) continue
    masked += text.slice(kept, start + 1) + MASK
    kept = from
  }
  return masked + text.slice(kept)
}

function quoteAt(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (QUOTES.has(text.charAt(at))) return at
  return -1
}

/** The name in ` … name = `, without the prefix of its namespace; empty without one. */
function attributeBefore(text: string): string {
  const tail = text.trimEnd()
  return tail.endsWith('=')
    ? (tail
        .slice(0, -1)
        .trimEnd()
        .split(/[^\w.-]/)
        .at(-1) ?? '')
    : ''
}

/** Longest path of SMTP without its brackets (RFC 5321 section 4.5.3.1.3), in bytes. */
const MOST_ADDRESS = 254
const MOST_LOCAL_PART = 64
const MOST_LABEL = 63

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u
const LABEL = /^[0-9a-z](?:[0-9a-z-]*[0-9a-z])?$/

export type AddressProblem =
  | 'empty'
  /** Line ends, NUL, invisible signs: what starts a header or a command of its own. */
  | 'control_character'
  | 'quoted_local_part'
  | 'comment'
  | 'several_addresses'
  | 'too_long'
  | 'malformed'

export type ParsedAddress = { address: string; problem: null } | { address: null; problem: AddressProblem }

/**
 * Exactly one e-mail address, as it may be handed to a mail server: its domain in lower case and in ASCII (`почта@пример.рф` →
 * `почта@xn--e1afmkfd.xn--p1ai`). Blanks around it are left out. At most 254 bytes, 64 of them before the `@`. Refused are names and brackets
 * around it, quotes, comments, IP addresses for a domain, and every control character.
 */
export function parseAddress(text: string): ParsedAddress {
  if (text.length > 2 * MOST_ADDRESS) return refused('too_long')
  if (CONTROL.test(text)) return refused('control_character')
  const trimmed = text.trim()
  if (trimmed === '') return refused('empty')
  if (trimmed.includes('"')) return refused('quoted_local_part')
  if (/[()]/.test(trimmed)) return refused('comment')
  const at = trimmed.indexOf('@')
  if (/[,;]/.test(trimmed) || at !== trimmed.lastIndexOf('@')) return refused('several_addresses')
  const local = trimmed.slice(0, Math.max(0, at))
  const domain = asciiDomain(trimmed.slice(at + 1))
  // What looks like an encoded word of a header is decoded by some mail programs, and may be another address then.
  if (domain === null || local.includes('=?') || !local.split('.').every((part) => LOCAL_PART.test(part))) return refused('malformed')
  const address = `${local}@${domain}`
  return bytesOf(local) > MOST_LOCAL_PART || bytesOf(address) > MOST_ADDRESS ? refused('too_long') : { address, problem: null }
}

/** A name and an address as settings hold them: `Shop <mail@shop.example>`, or the address alone. Null: the address is none. */
export function parseMailbox(text: string): { name: string; address: string } | null {
  const open = text.lastIndexOf('<')
  const named = open >= 0 && text.trimEnd().endsWith('>')
  const { address } = parseAddress(named ? text.slice(open + 1, text.lastIndexOf('>')) : text)
  const name = named ? text.slice(0, open).trim().replaceAll(/^"|"$/g, '') : ''
  return address === null || CONTROL.test(name) || /[<>]/.test(name) ? null : { name, address }
}

/** Null: not a name of the domain name system. The characters are looked at first, since a URL would also take escapes and ports. */
function asciiDomain(text: string): string | null {
  const url = `http://${text}`
  if (!DOMAIN.test(text) || !URL.canParse(url)) return null
  const labels = new URL(url).hostname.split('.')
  const good = labels.length > 1 && labels.every((label) => label.length <= MOST_LABEL && LABEL.test(label))
  return good && /[a-z]/.test(labels.at(-1) ?? '') ? labels.join('.') : null
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function refused(problem: AddressProblem): ParsedAddress {
  return { address: null, problem }
}

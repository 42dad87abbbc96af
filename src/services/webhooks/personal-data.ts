import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { PersonalData, TrackingView } from '../../storage/index.ts'

const STARS = '*****'

/** `s***@e***.com` of `sam@example.com`. */
function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  return at < 1 || dot < 1 ? '***' : `${first(address)}***@${first(domain)}***${domain.slice(dot)}`
}

/** `+86*****6789`; without a country code that we know only the last four digits. */
function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  if (digits.length < 8) return STARS
  const code = parsePhoneNumberFromString(phone)?.countryCallingCode
  return `${code === undefined ? '' : `+${code}`}${STARS}${digits.slice(-4)}`
}

/** `A***` of `Ann Example`. */
function maskName(name: string): string {
  return name === '' ? '' : `${first(name)}***`
}

/**
 * A tracking as a receiver may see it: what the buyer is called and where he is reached is left out, masked or whole, and
 * what he proves himself with is left out unless all is told.
 */
export function limitPersonalData(view: TrackingView, level: PersonalData): TrackingView {
  if (level === 'full') return view
  const { tracking } = view
  const { customerName, customerEmail, customerPhone } = tracking.details
  const shown = <T>(value: T | null, mask: (value: T) => T): T | null => (level === 'none' || value === null ? null : mask(value))
  const details = {
    ...tracking.details,
    customerName: shown(customerName, maskName),
    customerEmail: shown(customerEmail, maskEmail),
    customerPhone: shown(customerPhone, maskPhone),
    // What some carriers ask for as a proof of who asks.
    postalCode: null,
    accountNumber: null,
  }
  return { ...view, tracking: { ...tracking, details } }
}

function first(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0x2a)
}

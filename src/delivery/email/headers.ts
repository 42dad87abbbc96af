import type { Mail } from '../channel.ts'

/**
 * Headers beyond the common ones: nobody's out-of-office answers it, mail programs offer to stop it with one click (RFC 8058), and mails
 * about a parcel stand in one thread.
 */
export function headersOf({ messageId, references, stopUrl, stopMailto, from, feedbackId }: Mail): Record<string, string> {
  const ways = [stopUrl, stopMailto === null ? null : mailto(stopMailto)].filter((way) => way !== null && isPlain(way))
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'Feedback-ID': feedbackId ?? `notice:::${from.address.slice(from.address.indexOf('@') + 1).replaceAll(/[^0-9a-z]/g, '-')}`,
    ...(ways.length === 0 ? {} : { 'List-Unsubscribe': ways.map((way) => `<${way}>`).join(', ') }),
    // A promise that a POST to the address stops the notices: RFC 8058 gives it for https only.
    ...(stopUrl.startsWith('https://') && isPlain(stopUrl) ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    // A first mail would otherwise name itself.
    ...(references === null || references === messageId ? {} : { References: references, 'In-Reply-To': references }),
  }
}

function mailto(text: string): string {
  return text.startsWith('mailto:') ? text : `mailto:${text}`
}

/** No character that ends the brackets or the header. */
function isPlain(url: string): boolean {
  return /^[!#-;=?-~]+$/.test(url)
}

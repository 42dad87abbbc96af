/** Longer parts of a path, or parts of this length with a digit, may be a key or a tracking number. */
const LONGEST_PLAIN = 20
const SHORTEST_SECRET = 6

/**
 * The URL as a log line may hold it: no user, query or fragment, and `*` for each part of the path that may be a secret or a tracking number.
 * @example redact('https://api.example/v1/parcels/RA644000001RU?token=t') // 'https://api.example/v1/parcels/*'
 */
export function redact(url: string | URL): string {
  if (typeof url === 'string' && !URL.canParse(url)) return '(not a URL)'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname.slice(0, 400).split('/').map(redactPart).join('/')}`
}

function redactPart(part: string): string {
  return part.length > LONGEST_PLAIN || (part.length >= SHORTEST_SECRET && /\d/.test(part)) ? '*' : part
}

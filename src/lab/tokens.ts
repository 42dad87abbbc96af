import type { Clock, Instant } from '../base/index.ts'

const MAX_TOKENS = 10_000
const PENALTY_MS = 600_000

export interface TokenDesk {
  issue(): string
  check(header: string | undefined): 'good' | 'expired' | 'unknown' | 'absent'
  /** Every token given out so far is expired from now on. */
  expireAll(): void
}

/** Bearer tokens of one carrier, `seconds` long. */
export function createTokenDesk(carrier: string, clock: Clock, seconds: number): TokenDesk {
  const expiry = new Map<string, Instant>()
  let issued = 0
  return {
    issue: () => {
      const token = `lab-${carrier}-${++issued}`
      expiry.set(token, clock.now() + seconds * 1000)
      const oldest = expiry.size > MAX_TOKENS ? expiry.keys().next().value : undefined
      if (oldest !== undefined) expiry.delete(oldest)
      return token
    },
    check: (header) => {
      if (header === undefined || header === '') return 'absent'
      const expires = /^bearer /i.test(header) ? expiry.get(header.slice(7).trim()) : undefined
      if (expires === undefined) return 'unknown'
      return expires > clock.now() ? 'good' : 'expired'
    },
    expireAll: () => {
      for (const token of expiry.keys()) expiry.set(token, 0)
    },
  }
}

/**
 * FedEx's rule for its token endpoint (developer.fedex.com, rate limits): more than 3 hits a second for 5 seconds, or 1 hit a second for
 * 2 minutes, and the address gets 403 for 10 minutes; every hit in that time begins them anew. Answers whether this hit is refused.
 */
export function createTokenRule(clock: Clock): () => boolean {
  let hits: Instant[] = []
  let refusedUntil = 0
  return () => {
    const now = clock.now()
    hits = [...hits.filter((at) => at > now - 120_000), now].slice(-200)
    const inFiveSeconds = hits.filter((at) => at > now - 5_000).length
    if (now < refusedUntil || inFiveSeconds > 15 || hits.length >= 120) refusedUntil = now + PENALTY_MS
    return now < refusedUntil
  }
}

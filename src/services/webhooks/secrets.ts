import type { Instant } from '../../base/index.ts'
import type { Vault } from '../vault.ts'

const OVERLAP_MS = 24 * 3_600_000
/** Old secrets that still sign, at most. */
const MOST_OLD = 10
/** Old ones that no longer sign are kept so long as the debugger can name them. */
const MOST_EXPIRED = 10

/** Secrets of one endpoint. Only the current one and those whose `until` lies ahead sign. */
export interface Secrets {
  current: string
  /** Newest first. */
  old: { text: string; until: Instant }[]
}

export function sealSecrets(vault: Vault, secrets: Secrets): string {
  return vault.seal(JSON.stringify(secrets))
}

/** @throws Error when they were sealed with another key */
export function openSecrets(vault: Vault, sealed: string): Secrets {
  const secrets: Secrets = JSON.parse(vault.open(sealed))
  return secrets
}

/** Texts that sign now, the current one first. */
export function liveSecrets({ current, old }: Secrets, now: Instant): string[] {
  return [current, ...old.filter(({ until }) => until > now).map(({ text }) => text)]
}

/** With a new current secret; the one before signs for 24 h more. Null when ten old ones sign already. */
export function rotated({ current, old }: Secrets, text: string, now: Instant): Secrets | null {
  const live = old.filter(({ until }) => until > now)
  if (live.length >= MOST_OLD) return null
  const expired = old.filter(({ until }) => until <= now).slice(0, MOST_EXPIRED)
  return { current: text, old: [{ text: current, until: now + OVERLAP_MS }, ...live, ...expired] }
}

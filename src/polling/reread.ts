import type { Instant, Logger } from '../base/index.ts'
import type { Carrier, CarrierAnswer, TrackItem } from '../carriers/index.ts'
import type { Checkpoint } from '../tracking/index.ts'
import type { Result } from './engine.ts'
import { readAnswer } from './normalise.ts'
import { MASK } from './redact-answer.ts'

interface Rereading {
  item: TrackItem
  known: readonly Checkpoint[]
  now: Instant
  log: Logger
}

/** What the adapter makes of an answer that was kept. Words that were masked then are those of the same event in `known`, else its code. */
export function reread(carrier: Carrier, answer: CarrierAnswer, { item, known, now, log }: Rereading): Result | null {
  if (!carrier.parse) return null
  const ctx = { credential: {}, language: carrier.languages[0] ?? 'en', now }
  const complain = (path: string): void => log.error({ carrier: carrier.code, path }, 'an adapter failed')
  const result = readAnswer(carrier, answer, [item], ctx, complain).get(item.ref) ?? null
  if (result?.kind !== 'found') return result
  const words = new Map(known.map(({ fingerprint, text }) => [fingerprint, text]))
  const checkpoints = result.checkpoints.map((checkpoint) =>
    checkpoint.text === MASK ? { ...checkpoint, text: words.get(checkpoint.fingerprint) ?? checkpoint.code } : checkpoint,
  )
  return { ...result, checkpoints }
}

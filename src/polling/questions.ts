import type { Carrier, TrackItem } from '../carriers/index.ts'
import { credentialKeyOf } from './accounts.ts'
import type { Question } from './engine.ts'

/** What one request can carry. */
export interface Chunk {
  carrier: Carrier
  credential: Record<string, string>
  credentialKey: string
  language: string
  /** Each number and each ref once. */
  items: TrackItem[]
  /** For each item, the indexes of the questions that it answers. */
  askers: number[][]
}

export interface Grouped {
  chunks: Chunk[]
  /** Questions that need no asking, by index. */
  settled: Map<number, 'unsupported' | 'noCredentials'>
}

interface Group {
  carrier: Carrier
  credential: Record<string, string>
  credentialKey: string
  language: string
  /** Ticket that the items share. */
  resume: string | undefined
  /** Same question (everything but the ref) → its asker. */
  unique: Map<string, { item: TrackItem; askers: number[] }>
}

/** Groups by carrier, credential and language, drops repetitions, and cuts into chunks of the carrier's batch size. */
export function groupQuestions(questions: readonly Question[], carriers: (code: string) => Carrier | null): Grouped {
  const settled: Grouped['settled'] = new Map()
  const groups = new Map<string, Group>()
  const keys = new Map<Record<string, string>, string>()
  for (const [index, { item, carrier: code, credential, language }] of questions.entries()) {
    const carrier = carriers(code)
    if (!carrier || !canBeAsked(carrier)) {
      settled.set(index, 'unsupported')
      continue
    }
    const own = carrier.auth.kind === 'none' ? {} : (credential ?? (carrier.credentialFields.length === 0 ? {} : null))
    if (own === null) {
      settled.set(index, 'noCredentials')
      continue
    }
    const credentialKey = keys.get(own) ?? credentialKeyOf(own)
    keys.set(own, credentialKey)
    const group = groupOf(groups, { carrier, credential: own, credentialKey, language, resume: item.resume })
    const same = questionKey(item)
    const known = group.unique.get(same)
    if (known) known.askers.push(index)
    else group.unique.set(same, { item, askers: [index] })
  }
  return { chunks: [...groups.values()].flatMap(chunksOf), settled }
}

function canBeAsked(carrier: Carrier): boolean {
  return carrier.answer !== undefined || (carrier.buildRequest !== undefined && carrier.parse !== undefined)
}

function groupOf(groups: Map<string, Group>, parts: Omit<Group, 'unique'>): Group {
  const key = `${parts.carrier.code}\n${parts.credentialKey}\n${parts.language}\n${parts.resume ?? ''}`
  const group = groups.get(key) ?? { ...parts, unique: new Map() }
  groups.set(key, group)
  return group
}

/** Two askers share an answer only if nothing that an adapter may look at differs. */
function questionKey({ ref: _ref, ...item }: TrackItem): string {
  return JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Numbers or refs that are equal, yet not the same question, go apart: an adapter could not tell their outcomes from each other. */
function chunksOf({ unique, ...parts }: Group): Chunk[] {
  const { batch } = parts.carrier
  const max = Math.max(1, batch.maxFor?.(parts.credential) ?? batch.max)
  const chunks: Chunk[] = []
  for (let rest = [...unique.values()]; rest.length > 0;) {
    const later: typeof rest = []
    let chunk: Chunk | null = null
    let taken = new Set<string>()
    for (const one of rest) {
      const names = [`number ${one.item.number}`, `ref ${one.item.ref}`]
      if (chunk === null || chunk.items.length === max) {
        chunk = { ...parts, items: [], askers: [] }
        taken = new Set()
        chunks.push(chunk)
      } else if (names.some((name) => taken.has(name))) {
        later.push(one)
        continue
      }
      for (const name of names) taken.add(name)
      chunk.items.push(one.item)
      chunk.askers.push(one.askers)
    }
    rest = later
  }
  return chunks
}

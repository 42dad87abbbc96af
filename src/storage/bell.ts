import type { Storage } from './port.ts'

type Listener = () => void

/** Tells within the process that an account has new events, so that who waits for them need not wait for the next look. */
export interface Bell {
  /** `null`: whatever account. */
  listen(accountId: number | null, listener: Listener): () => void
  ring(accountId: number): void
}

export function createBell(): Bell {
  const listeners = new Map<number | null, Set<Listener>>()
  return {
    listen: (accountId, listener) => {
      const known = listeners.get(accountId) ?? new Set()
      known.add(listener)
      listeners.set(accountId, known)
      return () => {
        known.delete(listener)
        if (known.size === 0 && listeners.get(accountId) === known) listeners.delete(accountId)
      }
    },
    ring: (accountId) => {
      for (const listener of [...(listeners.get(accountId) ?? []), ...(listeners.get(null) ?? [])]) listener()
    },
  }
}

/** Rings after each commit that may have brought events. */
export function ringing(
  { trackings, polling }: Pick<Storage, 'trackings' | 'polling'>,
  bell: Bell,
): Pick<Storage, 'trackings' | 'polling'> {
  const after = async <T>(work: Promise<T>, accountIds: () => Iterable<number>): Promise<T> => {
    const answer = await work
    for (const id of accountIds()) bell.ring(id)
    return answer
  }
  return {
    trackings: {
      ...trackings,
      insert: (row, account) => after(trackings.insert(row, account), () => [account.id]),
      insertMany: (rows, account) => after(trackings.insertMany(rows, account), () => [account.id]),
      update: (key, change, now) => after(trackings.update(key, change, now), () => [key.account.id]),
      remove: (key, last, now) => after(trackings.remove(key, last, now), () => [key.account.id]),
    },
    polling: {
      ...polling,
      finish: (batch) =>
        after(polling.finish(batch), () => new Set(batch.flatMap(({ told }) => (told && told.events.length > 0 ? [told.accountId] : [])))),
    },
  }
}

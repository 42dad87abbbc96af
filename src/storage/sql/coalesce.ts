import { isRowError } from './transient.ts'

export interface CoalesceOptions<In, Out> {
  /** Works on several at once; one answer each, in order. */
  flush: (items: In[]) => Promise<Out[]>
  /** Items a flush, at most. */
  most: number
  /** Flushes at once. */
  inFlight: number
}

/**
 * Gathers concurrent calls: what arrives in the same tick, or while all flushes are in flight, is done together. Nobody waits for a
 * timer, so a lone call costs nothing more. When a row's data fails a flush, each item is tried alone: one bad row does not fail the others.
 */
export function coalesce<In, Out>({ flush, most, inFlight }: CoalesceOptions<In, Out>): (item: In) => Promise<Out> {
  interface Waiting {
    item: In
    answer: (value: Promise<Out>) => void
  }
  let queue: Waiting[] = []
  let flying = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || flying >= inFlight || queue.length === 0) return
    scheduled = true
    setImmediate(depart)
  }

  function depart(): void {
    scheduled = false
    const batch = queue.slice(0, most)
    queue = queue.slice(most)
    flying += 1
    void settle(batch).finally(() => {
      flying -= 1
      schedule()
    })
    schedule()
  }

  async function settle(batch: Waiting[]): Promise<void> {
    try {
      const answers = await flush(batch.map(({ item }) => item))
      answers.forEach((value, i) => batch[i]?.answer(Promise.resolve(value)))
    } catch (error) {
      if (batch.length > 1 && isRowError(error)) await Promise.all(batch.map((waiting) => settle([waiting])))
      else for (const { answer } of batch) answer(Promise.reject(error))
    }
  }

  return (item) =>
    new Promise<Out>((answer) => {
      queue.push({ item, answer })
      schedule()
    })
}

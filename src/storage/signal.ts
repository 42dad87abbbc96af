/** Tells those in this process who listen; what other processes do is not heard. */
export interface Signal {
  give(): void
  /** Answers how to stop listening. */
  watch(listener: () => void): () => void
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    give: () => {
      for (const listener of listeners) listener()
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Milliseconds since 1970-01-01T00:00:00Z. Every `…At` field of the domain is one of these. */
export type Instant = number

/** The only source of time below `app/`. Tests move it by hand. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds of this clock, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done)
    }),
}

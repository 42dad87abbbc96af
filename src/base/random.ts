/** The only source of randomness below `app/`. Tests give a seeded one. */
export interface Random {
  /** `size` unpredictable bytes. */
  bytes(size: number): Uint8Array
  /** A number in [0, 1), for jitter; not for secrets. */
  fraction(): number
}

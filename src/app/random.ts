import { randomBytes } from 'node:crypto'
import type { Random } from '../base/index.ts'

/** Random bytes are fetched from the system in this many at once: one call costs as much for 10 bytes as for thousands. */
const RANDOM_POOL = 4_096

/** Every slice is handed out once; a spent pool is left to those who hold slices of it. */
function pooledRandom(): Random {
  let pool = Buffer.alloc(0)
  const bytes = (size: number): Uint8Array => {
    if (size > RANDOM_POOL) return randomBytes(size)
    if (pool.length < size) pool = randomBytes(RANDOM_POOL)
    const slice = pool.subarray(0, size)
    pool = pool.subarray(size)
    return slice
  }
  return { bytes, fraction: () => Math.random() }
}

export const systemRandom: Random = pooledRandom()

import { errorCode } from './error-code.ts'
import { readGroups } from './distribute.ts'
import type { Pool } from './sql/pool.ts'

/** Citus: `FOR UPDATE` over buckets of two shards. The shards moved since the groups were read. */
const NOT_ONE_SHARD = '0A000'

/** Buckets that lie together on a cluster. On plain PostgreSQL there is one group, `null`, and nothing is split. */
export interface Groups {
  all(): Promise<(number[] | null)[]>
  /** Splits work by the group of its bucket. */
  split<T>(items: T[], bucketOf: (item: T) => number): Promise<T[][]>
  /** Runs work that needs one group at a time; groups that turn out stale are read again, once. */
  with<T>(work: (groups: (number[] | null)[]) => Promise<T>): Promise<T>
}

export function createGroups(pool: Pool): Groups {
  let known: Promise<(number[] | null)[]> | null = null

  const all = (): Promise<(number[] | null)[]> => {
    known ??= readGroups(pool).catch((error: unknown) => {
      known = null
      throw error
    })
    return known
  }

  return {
    all,
    split: async (items, bucketOf) => {
      const groups = await all()
      if (groups.length <= 1) return [items]
      const placeOf = new Map(groups.flatMap((group, i) => (group ?? []).map((bucket) => [bucket, i] as const)))
      const parts = new Map<number, typeof items>()
      for (const item of items) {
        const place = placeOf.get(bucketOf(item)) ?? -1
        const part = parts.get(place)
        if (part) part.push(item)
        else parts.set(place, [item])
      }
      return [...parts.values()]
    },
    with: async (work) => {
      try {
        return await work(await all())
      } catch (error) {
        if (errorCode(error) !== NOT_ONE_SHARD) throw error
        known = null
        return work(await all())
      }
    },
  }
}

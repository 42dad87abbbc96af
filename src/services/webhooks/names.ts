import { AppError, readId } from '../../base/index.ts'

/** The event's UUID of a `webhook-id`; null for a text of another shape. */
export function eventIdOf(name: string): string | null {
  try {
    return readId('event', name)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

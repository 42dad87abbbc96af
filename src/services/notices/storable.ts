import { AppError } from '../../base/index.ts'

/** NUL and half a surrogate pair: neither can be stored where JSON is looked into. */
const UNSTORABLE = /\0|\p{Surrogate}/u

/** Looks at every text of a value. `param` is where it stands, such as `shop`. @throws validation_failed naming the text that cannot be stored */
export function requireStorable(value: unknown, param: string): void {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value))
      throw new AppError('validation_failed', { param, detail: `${param} holds a character that is none: NUL, or half of a pair.` })
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) requireStorable(inner, param === '' ? name : `${param}.${name}`)
}

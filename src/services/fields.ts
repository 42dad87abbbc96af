import { AppError } from '../base/index.ts'
import { readCountry, readEmail } from './trackings/input.ts'

/**
 * What a reader of the domain makes of a field of the modern surface, which knows `bad_request` for bodies only: what it refuses is
 * `validation_failed` with a sentence that names the field and what is wanted. @throws validation_failed
 */
export function readField<T>(param: string, wanted: string, read: (param: string) => T): T {
  try {
    return read(param)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad_request') throw error
    throw new AppError('validation_failed', { param, detail: `\`${param}\` must be ${wanted}.` })
  }
}

/** One address, or null for an empty text. @throws validation_failed */
export function emailField(value: string, param: string): string | null {
  return readField(param, 'one e-mail address, such as anna@shop.example', () => readEmail(value, param))
}

/** ISO 3166-1 alpha-2 in upper case, or null for an empty text. @throws validation_failed */
export function countryField(value: string, param: string): string | null {
  return readField(param, 'an ISO 3166-1 alpha-2 code of a country, such as DE', () => readCountry(value, param))
}

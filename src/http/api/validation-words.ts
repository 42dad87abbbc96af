import type { TLocalizedValidationError } from 'typebox/error'

const INSTANT = 'an instant such as 2026-11-28T10:00:00.000Z'
const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

/** What is wanted of a value that was refused, to follow its name: `must be a string or null`. */
export function wanted(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'type':
      return `must be ${[error.params.type].flat().map(typeName).join(' or ')}`
    case 'enum':
      return `must be one of ${error.params.allowedValues.filter((value) => value !== null).join(', ')}`
    case 'format':
      return error.params.format === 'date-time' ? `must be ${INSTANT}` : error.message
    case 'pattern':
      return patternWords(String(error.params.pattern)) ?? error.message
    case 'minimum':
      return `must be ${error.params.limit} or more`
    case 'maximum':
      return `must be ${error.params.limit} or less`
    case 'maxLength':
      return `must have ${error.params.limit} characters at most`
    case 'minItems':
      return `must have ${counted(error.params.limit)} at least`
    case 'maxItems':
      return `must have ${counted(error.params.limit)} at most`
    default:
      return error.message
  }
}

function typeName(name: string): string {
  return TYPES[name] ?? name
}

/** The pattern of an id says which kind is wanted. */
function patternWords(pattern: string): string | null {
  const prefix = /^\^([a-z]{3})_\[0-9a-f\]/.exec(pattern)?.[1]
  return prefix === undefined ? null : `must be an id: ${prefix}_ and 32 hex digits`
}

function counted(count: number | bigint): string {
  return `${count} ${Number(count) === 1 ? 'item' : 'items'}`
}

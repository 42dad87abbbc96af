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
  return formWords(error) ?? boundWords(error) ?? error.message
}

function formWords(error: TLocalizedValidationError): string | null {
  if (error.keyword === 'type') return `must be ${[error.params.type].flat().map(typeName).join(' or ')}`
  if (error.keyword === 'enum')
    return `must be one of ${error.params.allowedValues.filter((value) => typeof value === 'string').join(', ')}`
  if (error.keyword === 'format' && error.params.format === 'date-time') return `must be ${INSTANT}`
  return error.keyword === 'pattern' ? patternWords(String(error.params.pattern)) : null
}

function boundWords(error: TLocalizedValidationError): string | null {
  if (error.keyword === 'minimum') return `must be ${error.params.limit} or more`
  if (error.keyword === 'maximum') return `must be ${error.params.limit} or less`
  if (error.keyword === 'maxLength') return `must have ${error.params.limit} characters at most`
  if (error.keyword === 'minItems') return `must have ${counted(error.params.limit)} at least`
  return error.keyword === 'maxItems' ? `must have ${counted(error.params.limit)} at most` : null
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

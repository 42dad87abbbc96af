import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'
import { ID_PREFIXES, type IdKind } from '../../base/index.ts'

/** The pieces that schemas of `/api` are made of. An object with a `title` is a named component of the OpenAPI document. */

/** An object without unknown fields. Fields that may be absent are `Type.Optional`; answers have all their fields always, null where nothing is known. */
export function object<P extends TProperties>(properties: P, title?: string): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...(title === undefined ? {} : { title }) })
}

/** What is there, or null. */
export function nullable<S extends TSchema>(schema: S): TUnsafe<Static<S> | null> {
  const plain = schema as { type?: unknown; enum?: unknown[]; properties?: unknown }
  // The writer of answers is quicker with a list of types, but it cannot tell an object from null by one.
  if (typeof plain.type !== 'string' || plain.properties !== undefined)
    return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: 'null' }] })
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    type: [plain.type, 'null'],
    ...(plain.enum ? { enum: [...plain.enum, null] } : {}),
  })
}

export function oneOf<const T extends readonly string[]>(values: T, description?: string): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description === undefined ? {} : { description }) })
}

/** Text of at most `most` characters. */
export function text(most: number, description?: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: 'string', maxLength: most, ...(description === undefined ? {} : { description }) })
}

/** ISO 8601 in UTC with milliseconds: `2026-11-27T10:00:00.000Z`. */
export function instant(description?: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: 'string', format: 'date-time', ...(description === undefined ? {} : { description }) })
}

/** `trk_` and 32 hex digits. */
export function id(kind: IdKind): TUnsafe<string> {
  return Type.Unsafe<string>({ type: 'string', pattern: `^${ID_PREFIXES[kind]}_[0-9a-f]{32}$` })
}

/** Comma-separated in a URL; an array for the handler. */
export function list<S extends TSchema>(item: S, most: number): TUnsafe<Static<S>[]> {
  return Type.Unsafe<Static<S>[]>(Type.Array(item, { minItems: 1, maxItems: most }))
}

export const LIMIT = Type.Optional(
  Type.Unsafe<number>({ type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Items of a page at most.' }),
)
export const DEFAULT_LIMIT = 50
export const CURSOR = Type.Optional(text(2_000, '`next_cursor` of the page before; absent for the first page.'))

/** A page of a list: `{ data, next_cursor }`. */
export function page<S extends TSchema>(item: S): TObject<{ data: TUnsafe<Static<S>[]>; next_cursor: TUnsafe<string | null> }> {
  return object({
    data: Type.Unsafe<Static<S>[]>(Type.Array(item)),
    next_cursor: nullable(Type.String({ description: 'Null after the last page.' })),
  })
}

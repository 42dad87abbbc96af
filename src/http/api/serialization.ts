import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from 'typebox'

type Write = (value: unknown) => string

/** By schema: what several routes, or servers of one process, answer is compiled once. */
const writers = new WeakMap<object, Write>()

/**
 * Writes answers by their schemas: fields that a schema does not name do not leave. Compiled with the first answer, since a compilation takes
 * milliseconds and a start of the server should not wait for those of all routes.
 */
export const compileWriter: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  return (value) => {
    const known = writers.get(schema)
    if (known) return known(value)
    const write: Write = fastJsonStringify({ ...schema })
    writers.set(schema, write)
    return write(value)
  }
}

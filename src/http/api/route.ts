import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { ErrorCode } from '../../base/index.ts'
import type { Caller, Scope } from '../../services/index.ts'
import type { LimitClass } from '../options.ts'
import type { MethodName } from '../routes.ts'

/** What a handler works with, checked against the schemas of its route. */
export interface Call<P, Q, B> {
  caller: Caller
  params: P
  query: Q
  body: B
  /**
   * Of POST: the id for what is created. Every attempt under one Idempotency-Key has the same, also after a crash, so an insert that does nothing
   * on conflict, and answers the row that is there, creates once. `isRepeat`: an earlier attempt may have come as far.
   */
  creation: { id: string; isRepeat: boolean }
  request: FastifyRequest
  reply: FastifyReply
}

/**
 * By status; the lowest one is set before the handler runs, which sets another with `reply.code`. Null: no body, or one that the handler sends itself
 * and answers the reply.
 */
type Responses = Readonly<Record<number, TSchema | null>>
type AnswerOf<R extends Responses> = { [S in keyof R]: R[S] extends TSchema ? Static<R[S]> : FastifyReply | void }[keyof R]

export interface RouteDefinition<P extends TObject, Q extends TObject, B extends TSchema, R extends Responses> {
  method: MethodName
  /** Below `/api`, such as `/trackings/{id}`. */
  url: string
  /** What the key must be allowed to; null: any key. */
  scope: Scope | null
  /** One line for the reference; `description` may follow. */
  summary: string
  description?: string
  params?: P
  query?: Q
  body?: B
  response: R
  /** What it can answer beside the errors that all routes share. */
  errors?: readonly ErrorCode[]
  /** Which of the account's limits it counts against. Default: list for a page of a list, else other. */
  limit?: LimitClass
  handler: (call: Call<Static<P>, Static<Q>, Static<B>>) => Promise<AnswerOf<R>>
}

/** A route as it is mounted and described. */
export interface Route {
  method: MethodName
  url: string
  /** `open`: without a key. */
  access: Scope | 'any key' | 'open'
  summary: string
  description?: string
  params?: TObject
  query?: TObject
  body?: TSchema
  response: Responses
  /** Where an answer is no JSON. */
  mediaType?: string
  errors: readonly ErrorCode[]
  limit: LimitClass
  handler: (call: Call<unknown, unknown, unknown>) => Promise<unknown>
}

/** Declares one route of `/api`. Everything about it is in the definition: checks, limits, documentation and tests are made from it. */
export function route<P extends TObject, Q extends TObject, B extends TSchema, R extends Responses>(
  definition: RouteDefinition<P, Q, B, R>,
): Route {
  const { scope, errors = [], limit, handler, ...rest } = definition
  const isList = definition.method === 'GET' && definition.query !== undefined && 'limit' in definition.query.properties
  return {
    ...rest,
    access: scope ?? 'any key',
    errors,
    limit: limit ?? (isList ? 'list' : 'other'),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schemas have checked what is handed over
    handler: (call) => handler(call as Call<Static<P>, Static<Q>, Static<B>>),
  }
}

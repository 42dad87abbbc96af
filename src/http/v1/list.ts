import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/index.ts'
import { readGetBody } from '../bodies.ts'
import { success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { toListQuery } from './filter.ts'
import { fieldsOf } from './input.ts'
import { presentListed, type View } from './present.ts'

/**
 * GET and POST /trackings/get: a page of trackings, newest created first. Nothing to show is 4031 with an empty array, never an empty page.
 * A page of one chunk is one string; a longer one is written as its chunks come, and the first is awaited before the header leaves, so that
 * a failure still finds its envelope.
 */
export function list(door: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const caller = callerOf(request)
    const body = request.method === 'GET' ? await readGetBody(request) : request.body
    const { filter, page, limit } = toListQuery(fieldsOf(request.query) ?? (() => undefined), fieldsOf(body))
    const offset = (page - 1) * limit
    const { total, views } = await door.services.trackings.list(caller, filter, { offset, limit })
    const chunks = views[Symbol.asyncIterator]()
    const first = await nextViews(chunks)
    if (!first) throw new AppError('nothing_found')
    const second = await nextViews(chunks)
    const count = second ? Math.min(limit, total - offset) : first.length
    // The end of an empty page is `]}}`: the items go before it.
    const head = JSON.stringify(success({ page, limit, total: String(total), count, items: [] })).slice(0, -3)
    reply.type('application/json; charset=utf-8')
    if (!second) return reply.send(`${head}${items(first, door)}]}}`)
    return reply.send(Readable.from(pieces(head, [first, second], chunks, door), { objectMode: false }))
  }
}

/** The next chunk that has something; undefined after the last. */
async function nextViews(chunks: AsyncIterator<View[]>): Promise<View[] | undefined> {
  for (;;) {
    const { done, value } = await chunks.next()
    if (done) return undefined
    if (value.length > 0) return value
  }
}

async function* pieces(head: string, known: View[][], rest: AsyncIterator<View[]>, door: Door): AsyncGenerator<string> {
  try {
    let separator = ''
    for (const views of known) {
      yield (separator === '' ? head : separator) + items(views, door)
      separator = ','
    }
    for (let views = await nextViews(rest); views; views = await nextViews(rest)) yield separator + items(views, door)
    yield ']}}'
  } finally {
    // A caller that went away: the rest is not read.
    await rest.return?.()
  }
}

function items(views: View[], door: Door): string {
  return views.map((view) => JSON.stringify(presentListed(view, door))).join(',')
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../base/index.ts'

/** A batch of 40 with every documented parameter has 720 pairs. */
const MOST_PAIRS = 2_000
/** A body of GET only carries list filters. */
const MOST_GET_BODY = 65_536

const JSON_TYPE = /^\s*(?:application|text)\/(?:[\w.-]{1,80}\+)?json\b/i

/**
 * Bodies as clients of this API send them: JSON, also without a content type; forms; and on DELETE anything at all, which is dropped.
 * Text that is not JSON is answered with 4015, as the published FAQ says.
 */
export function installBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'DELETE') return done(null, undefined)
    const type = request.headers['content-type']
    if (isForm(type)) return done(null, parseForm(String(body)))
    if (type !== undefined && !JSON_TYPE.test(type)) return done(new AppError('media_type_unsupported'))
    const parsed = parseJson(String(body))
    return parsed.ok ? done(null, parsed.value) : done(new AppError('carrier_invalid'))
  })
}

/** Bodies of `/api`: JSON and nothing else. An empty one is as none. */
export function installJsonBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'DELETE') return done(null, undefined)
    const type = request.headers['content-type']
    if (type !== undefined && !JSON_TYPE.test(type)) return done(new AppError('media_type_unsupported'))
    const parsed = parseJson(String(body))
    return parsed.ok ? done(null, parsed.value) : done(new AppError('body_invalid'))
  })
}

/** The body of a GET, which the framework leaves unread; undefined when there is none or it cannot be read. Never rejects. */
export async function readGetBody(request: FastifyRequest): Promise<unknown> {
  const { headers, raw } = request
  const length = headers['content-length']
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return undefined
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of raw as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size <= MOST_GET_BODY) chunks.push(chunk)
    }
    const text = size > MOST_GET_BODY ? '' : Buffer.concat(chunks).toString('utf8')
    return isForm(headers['content-type']) ? parseForm(text) : valueOf(parseJson(text))
  } catch {
    return undefined
  }
}

/**
 * A form as an object: flat (`a=b`) or with PHP's brackets (`0[a]=b`, an array when every key is a number). curl sends JSON under this
 * content type when it is told no other, so JSON is read as JSON. Undefined when there are too many pairs. Never throws.
 */
function parseForm(text: string): unknown {
  if (/^\s{0,9}[[{]/.test(text)) {
    const json = parseJson(text)
    if (json.ok) return json.value
  }
  const pairs = new URLSearchParams(text)
  if (pairs.size > MOST_PAIRS) return undefined
  const root: Tree = Object.create(null)
  for (const [name, value] of pairs) put(root, name.replaceAll(']', '').split('['), value)
  const keys = Object.keys(root)
  if (keys.length === 0) return undefined
  return keys.every((key) => /^\d{1,4}$/.test(key)) ? Object.values(root) : root
}

function isForm(type: string | undefined): boolean {
  return type?.trimStart().toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false
}

interface Tree {
  [name: string]: string | Tree
}

function put(root: Tree, path: string[], value: string): void {
  const names = path.filter((name) => name !== '')
  const last = names.pop()
  // One level below the top is all that the API has.
  if (last === undefined || names.length > 1) return
  const parent = names[0]
  if (parent === undefined) {
    root[last] = value
    return
  }
  const known = root[parent]
  const tree: Tree = typeof known === 'object' ? known : Object.create(null)
  tree[last] = value
  root[parent] = tree
}

type Parsed = { ok: true; value: unknown } | { ok: false }

function parseJson(body: string): Parsed {
  const text = body.startsWith('\uFEFF') ? body.slice(1) : body
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    // A `__proto__` in JSON becomes an own property like any other; fields are only ever read by documented names.
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

function valueOf(parsed: Parsed): unknown {
  return parsed.ok ? parsed.value : undefined
}

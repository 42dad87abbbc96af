import { promisify, TextDecoder } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'

/** More than two would be a bomb: each level may grow a thousandfold. No carrier read so far sends more than one. */
const MAX_ENCODINGS = 2

const unzip = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
  zlib: promisify(inflate),
  raw: promisify(inflateRaw),
}

/** Why a body could not be turned into text. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly kind: 'tooLarge' | 'undecodable'

  constructor(kind: 'tooLarge' | 'undecodable', message: string) {
    super(message)
    this.kind = kind
  }
}

/**
 * The body as text: unzipped (gzip, deflate, br), charset applied, byte order mark dropped. `maxBytes` bounds each unzipped form; zlib stops at it,
 * so a bomb costs no more memory than an honest body.
 * @throws BodyError
 */
export async function decodeBody(body: Buffer, headers: Record<string, string>, maxBytes: number): Promise<string> {
  const encodings = encodingsOf(headers['content-encoding'])
  let bytes = body
  for (const encoding of encodings.toReversed()) bytes = await decompress(bytes, encoding, maxBytes)
  // FedEx zips whatever was asked and said, so the first bytes have the last word.
  if (isGzip(bytes) && encodings.length < MAX_ENCODINGS) bytes = await decompress(bytes, 'gzip', maxBytes)
  return toText(bytes, headers['content-type'] ?? '')
}

function encodingsOf(header = ''): string[] {
  if (header.length > 100) throw new BodyError('undecodable', 'content-encoding is too long')
  const names = header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (names.length > MAX_ENCODINGS) throw new BodyError('undecodable', `${names.length} content encodings`)
  return names
}

async function decompress(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (bytes.length === 0) return bytes
  const step = stepFor(bytes, encoding)
  if (step === null) return bytes
  try {
    return await step(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new BodyError('tooLarge', `more than ${maxBytes} bytes when unzipped`)
    throw new BodyError('undecodable', `broken ${encoding}`)
  }
}

/** Null: the header promises a zip that is none (a proxy unpacked it and kept the header). */
function stepFor(bytes: Buffer, encoding: string): (typeof unzip)[keyof typeof unzip] | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return isGzip(bytes) ? unzip.gzip : null
  if (encoding === 'br') return unzip.br
  // RFC 9110 section 8.4.1.2: deflate is the zlib format, yet some servers send the bare stream.
  if (encoding === 'deflate') return isZlib(bytes) ? unzip.zlib : unzip.raw
  throw new BodyError('undecodable', `content encoding ${encoding.slice(0, 20)}`)
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08
}

/** RFC 1950 section 2.2: method 8, and the two bytes are a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length > 1 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
}

function toText(bytes: Buffer, contentType: string): string {
  const label = byteOrderMark(bytes) ?? charsetOf(contentType) ?? prologEncoding(bytes) ?? 'utf-8'
  return decoderFor(label).decode(bytes)
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function charsetOf(contentType: string): string | null {
  return /charset\s{0,4}=\s{0,4}["']?([\w.:-]{1,40})/i.exec(contentType.slice(0, 200))?.[1] ?? null
}

/** Encoding named by the XML declaration; it is ASCII in every encoding that can be meant here. */
function prologEncoding(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 120).toString('latin1')
  if (!start.startsWith('<?xml')) return null
  const prolog = start.slice(0, start.indexOf('?>') + 1)
  const at = prolog.toLowerCase().indexOf('encoding')
  return at === -1 ? null : (/^encoding\s{0,4}=\s{0,4}["']([\w.:-]{1,40})["']/i.exec(prolog.slice(at))?.[1] ?? null)
}

/** Of an encoding that nobody knows, UTF-8 is the best guess: bytes that do not fit become U+FFFD. */
function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('utf-8')
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

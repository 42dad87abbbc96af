import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody } from './decode.ts'

const MAX = 2 * 1024 * 1024
const body = Buffer.from('{"status":"в пути"}')
const text = body.toString()

test.each([
  ['nothing', undefined, body],
  ['identity', 'identity', body],
  ['gzip', 'gzip', gzipSync(body)],
  ['gzip without a header', undefined, gzipSync(body)],
  ['gzip announced but unpacked on the way', 'gzip', body],
  ['brotli', 'br', brotliCompressSync(body)],
  ['deflate', 'deflate', deflateSync(body)],
  ['deflate without its frame', 'deflate', deflateRawSync(body)],
  ['two encodings', 'gzip, br', brotliCompressSync(gzipSync(body))],
  ['gzip within gzip, one of them announced', 'gzip', gzipSync(gzipSync(body))],
] as const)('%s is read', async (_, encoding, bytes) => {
  expect(await decodeBody(bytes, encoding === undefined ? {} : { 'content-encoding': encoding }, MAX)).toBe(text)
})

test('an empty body is empty whatever the header says', async () => {
  expect(await decodeBody(Buffer.alloc(0), { 'content-encoding': 'br' }, MAX)).toBe('')
})

test.each([
  ['three encodings', 'gzip, gzip, gzip', body],
  ['a thousand encodings', Array.from({ length: 1_000 }, () => 'gzip').join(','), body],
  ['an unknown encoding', 'zstd', body],
  ['a cut gzip', 'gzip', gzipSync(body).subarray(0, 15)],
  ['a broken brotli', 'br', body],
])('%s is undecodable', async (_, encoding, bytes) => {
  await expect(decodeBody(bytes, { 'content-encoding': encoding }, MAX)).rejects.toMatchObject({ kind: 'undecodable' })
})

const CP1251 = Buffer.from([0xcf, 0xee, 0xf1, 0xfb, 0xeb, 0xea, 0xe0]) // Посылка
const GBK = Buffer.from([0xb0, 0xfc, 0xb9, 0xfc]) // 包裹

test.each([
  ['windows-1251 by content type', { 'content-type': 'text/xml; charset=windows-1251' }, CP1251, 'Посылка'],
  ['gbk by content type in quotes', { 'content-type': 'application/json;charset="GBK"' }, GBK, '包裹'],
  [
    'windows-1251 by XML declaration',
    { 'content-type': 'text/xml' },
    Buffer.concat([Buffer.from(`<?xml version="1.0" encoding='windows-1251'?><a>`), CP1251]),
    `<?xml version="1.0" encoding='windows-1251'?><a>Посылка`,
  ],
  ['a UTF-8 byte order mark', {}, Buffer.from('\ufeff{}'), '{}'],
  [
    'UTF-16 by its byte order mark, against the content type',
    { 'content-type': 'text/plain; charset=utf-8' },
    Buffer.from('\ufeffok', 'utf16le'),
    'ok',
  ],
  ['an unknown charset', { 'content-type': 'text/plain; charset=klingon' }, Buffer.from('ok ё'), 'ok ё'],
  ['bytes that are no UTF-8', {}, CP1251.subarray(0, 1), '\ufffd'],
])('%s is decoded', async (_, headers, bytes, expected) => {
  expect(await decodeBody(bytes, headers, MAX)).toBe(expected)
})

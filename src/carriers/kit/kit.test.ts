import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CarrierContext } from '../carrier.ts'
import {
  blank,
  bool,
  clientCredentials,
  clip,
  httpOutcome,
  isHtml,
  list,
  meaningOf,
  num,
  obj,
  parseJson,
  path,
  plain,
  retryAfterSeconds,
  str,
  table,
  trimTail,
} from './index.ts'

test('a table maps codes, with an attribute where it has one', () => {
  const codes = table({ transit: { in_transit: ['A', 'B:1'] }, delivered: { delivered: ['B'] }, keep: ['C'], void: ['D'] })
  expect(meaningOf(codes, 'A')).toEqual({ status: 'transit', sub: 'in_transit' })
  expect(meaningOf(codes, 'B', '1')).toEqual({ status: 'transit', sub: 'in_transit' })
  expect(meaningOf(codes, 'B', '2')).toEqual({ status: 'delivered', sub: 'delivered' })
  expect(meaningOf(codes, 'B', null)).toEqual({ status: 'delivered', sub: 'delivered' })
  expect([meaningOf(codes, 'C'), meaningOf(codes, 'D')]).toEqual([{ status: 'keep' }, { status: 'void' }])
  expect([meaningOf(codes, 'E'), meaningOf(codes, 'a'), meaningOf(codes, 'constructor')]).toEqual([null, null, null])
})

test('a code in two rows is refused', () => {
  expect(() => table({ transit: { in_transit: ['A'] }, delivered: { delivered: ['A'] } })).toThrow('code A stands in two rows')
  expect(() => table({ keep: ['A', 'A'] })).toThrow('code A')
})

test('blanks in all their dresses', () => {
  for (const text of [undefined, null, '', ' \n', '-', '--', 'null', 'NULL', 'N/A', 'none', '0001-01-01', '0001-01-01T00:00:00Z'])
    expect(blank(text), String(text)).toBe(true)
  for (const text of ['0', 'false', 'a', '2024-01-01', 'nullable']) expect(blank(text), text).toBe(false)
})

test('unknown JSON is read without a throw', () => {
  const body = parseJson({ text: '{"a":[{"b":" x "},2],"n":"1.50","t":"true","e":""}' })
  expect(path(body, 'a', 0, 'b')).toBe(' x ')
  expect(str(path(body, 'a', 0, 'b'))).toBe('x')
  expect([path(body, 'a', 'length'), path(body, 'a', 9, 'b'), path(body, 'toString'), path(null, 'a')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect([num(path(body, 'n')), num('1e3'), num(''), num(Number.NaN), num('0x10')]).toEqual([
    1.5,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect([bool(path(body, 't')), bool(false), bool('no')]).toEqual([true, false, undefined])
  expect([obj([]), obj(null), list({}), str(path(body, 'e')), str({}), str(7)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    '7',
  ])
  expect([obj(body) !== undefined, list(path(body, 'a'))?.length]).toEqual([true, 2])
})

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

test('JSON that is made to hurt is not read', () => {
  expect(parseJson({ text: nested(32) })).toBeDefined()
  for (const text of [nested(33), nested(100_000), '{"__proto__":{}}', '{', '', `"${'x'.repeat(3_000_000)}"`])
    expect(parseJson({ text })).toBeUndefined()
  expect(parseJson({ text: `[${'1,'.repeat(99_998)}1]` })).toBeDefined()
  for (const part of ['{},', '[],', '"a",']) expect(parseJson({ text: `[${part.repeat(100_000)}1]` })).toBeUndefined()
  expect(parseJson({ text: `["${','.repeat(200_000)}"]` })).toBeDefined()
  expect(parseJson({ text: `{"a":"${'['.repeat(50)}\\"${'{'.repeat(50)}"}` })).toBeDefined()
})

test('reading never throws, whatever the value', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), fc.nat(), (value, key, index) => {
      for (const read of [str, num, bool, obj, list]) read(path(value, key, index) ?? value)
      parseJson({ text: key })
    }),
  )
})

test('a cut text keeps its characters whole', () => {
  expect(clip('a🚚b', 2)).toBe('a')
  expect(clip('a🚚b', 3)).toBe('a🚚')
})

test.each([
  ['USPS Ground Advantage<SUP>&#153;</SUP>', 'USPS Ground Advantage™'],
  ['in das <b>Fahrzeug</b><br/>geladen &amp; unterwegs', 'in das Fahrzeug geladen & unterwegs'],
  ['<a href="x">Packstation 1</a>', 'Packstation 1'],
  ['1 < 2 &lt;b&gt; &#8482;&#174;&REG;&nbsp;!', '1 < 2 <b> ™®® !'],
  ['&#7;&#xD800;&#55296;&#9999999;&what;', '&#7;&#xD800;&#55296;&#9999999;&what;'],
])('%s is %s', (html, text) => expect(plain(html)).toBe(text))

test.each([
  ['Delivered, –:\u00a0\t', 'Delivered'],
  ['a, b', 'a, b'],
  [' :', ''],
  ['', ''],
])('%j without white space and marks at its end is %j', (text, trimmed) => expect(trimTail(text, ':,–-')).toBe(trimmed))

test('blanks in the middle of a long text take no time', () => {
  const text = `${' '.repeat(1_000_000)}.`
  const start = performance.now()
  expect(trimTail(text, ',')).toBe(text)
  expect(performance.now() - start).toBeLessThan(50)
})

const at = (
  status: number,
  headers: Record<string, string> = {},
  text = '',
): { status: number; headers: Record<string, string>; text: string } => ({ status, headers, text })

test.each([
  [at(429, { 'retry-after': '7' }), { kind: 'throttled', scope: 'second', retryAfterSeconds: 7 }],
  [at(429, { 'retry-after': '7200' }), { kind: 'throttled', scope: 'day', retryAfterSeconds: 7200 }],
  [at(429), { kind: 'throttled', scope: 'second' }],
  [at(401), { kind: 'authExpired', carrierCode: 'http_401' }],
  [at(403), { kind: 'scopeMissing' }],
  [at(403, {}, '<!DOCTYPE html><html>'), { kind: 'blocked' }],
  [at(451), { kind: 'blocked' }],
  [at(302), { kind: 'temporary', carrierCode: 'http_302' }],
  [at(503), { kind: 'temporary', carrierCode: 'http_503' }],
  [at(200, { 'content-type': 'text/html; charset=utf-8' }), { kind: 'temporary', carrierCode: 'html_page' }],
])('%j is %j', (answer, outcome) => expect(httpOutcome(answer, 'r')).toMatchObject({ ...outcome, ref: 'r' }))

test('an answer with something to read goes on', () => {
  for (const status of [200, 201, 207, 400, 404, 422]) expect(httpOutcome(at(status, {}, '{}'), 'r')).toBeNull()
  expect(httpOutcome(at(401), 'r', 'request')?.kind).toBe('badCredentials')
  expect([isHtml(at(200, {}, ' \n<HTML>')), isHtml(at(200, {}, '<a/>'))]).toEqual([true, false])
})

test('Retry-After is read as seconds and as a date, and never more than a day', () => {
  expect(retryAfterSeconds({ 'retry-after': '999999999' })).toBe(86_400)
  expect(retryAfterSeconds({ 'retry-after': 'Thu, 15 Jan 2026 12:01:30 GMT', date: 'Thu, 15 Jan 2026 12:00:00 GMT' })).toBe(90)
  expect(retryAfterSeconds({ 'retry-after': 'Thu, 15 Jan 2026 11:00:00 GMT', date: 'Thu, 15 Jan 2026 12:00:00 GMT' })).toBe(0)
  for (const value of ['', 'soon', '-1', '1.5', 'Thu, 15 Jan 2026 12:01:30 GMT'])
    expect(retryAfterSeconds({ 'retry-after': value }), value).toBeUndefined()
})

function auth(options: Parameters<typeof clientCredentials>[0]): Extract<ReturnType<typeof clientCredentials>, { kind: 'token' }> {
  const made = clientCredentials(options)
  if (made.kind !== 'token') throw new Error('clientCredentials makes tokens')
  return made
}

const ctx: CarrierContext = { credential: { clientId: 'i d', clientSecret: 's&=' }, language: 'en', now: 0 }

test('a token is asked for by form or by header', () => {
  expect(auth({ path: '/token', scope: 'track' }).request(ctx)).toMatchObject({
    method: 'POST',
    path: '/token',
    body: 'grant_type=client_credentials&client_id=i+d&client_secret=s%26%3D&scope=track',
  })
  const basic = auth({ path: '/token', style: 'basic' }).request(ctx)
  expect(basic.body).toBe('grant_type=client_credentials')
  expect(basic.headers?.['authorization']).toBe(`Basic ${Buffer.from('i%20d:s%26%3D').toString('base64')}`)
})

test.each([
  [at(200, {}, '{"access_token":"t","expires_in":3600}'), { kind: 'token', value: 't', expiresInSeconds: 3600 }],
  [at(200, {}, '{"access_token":"t","expires_in":"899"}'), { kind: 'token', value: 't', expiresInSeconds: 899 }],
  [at(200, {}, '{"access_token":"t"}'), { kind: 'token', value: 't', expiresInSeconds: 300 }],
  [at(200, {}, '{"access_token":"t","expires_in":-5}'), { kind: 'token', value: 't', expiresInSeconds: 1 }],
  [at(200, {}, '{"access_token":"a\\r\\nX: 1"}'), { kind: 'temporary', carrierCode: 'no_access_token' }],
  [at(200, {}, '<html>'), { kind: 'temporary', carrierCode: 'no_access_token' }],
  [at(401), { kind: 'badCredentials', carrierCode: 'http_401' }],
  [at(400, {}, '{"error":"invalid_client"}'), { kind: 'badCredentials', carrierCode: 'invalid_client' }],
  [at(400, {}, '{"error":"invalid_request"}'), { kind: 'temporary', carrierCode: 'invalid_request' }],
  [at(429, { 'retry-after': '5' }), { kind: 'throttled', retryAfterSeconds: 5, carrierCode: 'http_429' }],
  [at(403), { kind: 'temporary', carrierCode: 'http_403' }],
  [at(503), { kind: 'temporary', carrierCode: 'http_503' }],
])('the token answer %j is %j', (answer, outcome) => expect(auth({ path: '/token' }).parse(answer)).toEqual(outcome))

test('a carrier that punishes with 403 is left alone for its time', () => {
  expect(auth({ path: '/token', penaltySeconds: 600 }).parse(at(403))).toEqual({
    kind: 'throttled',
    retryAfterSeconds: 600,
    carrierCode: 'http_403',
  })
})

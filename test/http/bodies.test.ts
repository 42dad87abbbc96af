import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { KEY } from './double.ts'
import { createServer, ITEM, listening, ONE } from './server.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

test('a flat form', async () => {
  const server = createServer()
  const { body } = await server.call(
    'POST',
    '/v1/trackings/post',
    'tracking_number=LS912989618CN&carrier_code=china-ems&title=%D0%9A%D0%BD%D0%B8%D0%B3%D0%B0',
    form,
  )
  expect(body.data).toMatchObject({ tracking_number: 'LS912989618CN', title: 'Книга' })
  expect((await server.call('PUT', ONE, 'archived=true&status=7', form)).body.data).toMatchObject({ archived: 'true', status: '7' })
})

test("a form with PHP's brackets is a batch", async () => {
  const server = createServer()
  const { body } = await server.call(
    'POST',
    '/v1/trackings/batch',
    '0[tracking_number]=NUMBER1&0[carrier_code]=sto&1%5Btracking_number%5D=NUMBER2&1%5Bcarrier_code%5D=no-such&1[a][b]=deep&[]=x',
    form,
  )
  expect(body.data).toMatchObject({ submitted: 2, added: 1, errors: [{ tracking_number: 'NUMBER2', code: 4015 }] })
})

test('JSON under the content type that curl sends by itself', async () => {
  const server = createServer()
  expect((await server.call('POST', '/v1/trackings/post', JSON.stringify(ITEM), form)).body.meta.code).toBe(200)
  expect((await server.call('POST', '/v1/trackings/post', '{broken', form)).body.meta.code).toBe(4013)
  expect((await server.call('POST', '/v1/trackings/post', '', form)).body.meta.code).toBe(4012)
})

test('too many pairs are not read', async () => {
  const server = createServer()
  expect(
    (await server.call('POST', '/v1/trackings/post', `tracking_number=LS912989618CN${'&a=1'.repeat(2_001)}`, form)).body.meta.code,
  ).toBe(4012)
})

test.each(['application/json; charset=utf-8', 'application/vnd.api+json', 'text/json'])('JSON as %s', async (type) => {
  expect((await createServer().call('POST', '/v1/trackings/post', ITEM, { 'content-type': type })).body.meta.code).toBe(200)
})

test('JSON without a content type, and with a byte order mark', async () => {
  const server = createServer()
  const port = await listening(server)
  const text = JSON.stringify(ITEM)
  const answer = await raw(
    port,
    `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  )
  expect(answer).toContain('"code":200')
  expect((await server.call('POST', '/v1/trackings/post', `\uFEFF${text}`)).body.meta.code).toBe(4016)
})

test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x'])('%s is 415', async (type) => {
  const { status, body } = await createServer().call('POST', '/v1/trackings/post', 'text', { 'content-type': type })
  expect(status).toBe(415)
  expect(body).toEqual({ meta: expect.objectContaining({ code: 415 }), data: [] })
})

test('a body of DELETE is never an error, whatever it is', async () => {
  for (const [payload, type] of [
    ['{"countryCode":"RU"}', 'application/json'],
    ['{broken', 'application/json'],
    ['', 'application/json'],
    ['<x/>', 'application/xml'],
    ['a=b', 'application/x-www-form-urlencoded'],
  ] as const) {
    const server = createServer()
    await server.call('POST', '/v1/trackings/post', ITEM)
    expect((await server.call('DELETE', ONE, payload, { 'content-type': type })).body.meta.code).toBe(200)
  }
})

test('a body of GET is never an error, over a real socket that stays usable', async () => {
  const server = createServer()
  await server.call('POST', '/v1/trackings/post', ITEM)
  const port = await listening(server)
  const head = `GET ${ONE} HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\n`
  const answer = await raw(port, `${head}Content-Length: 20\r\n\r\n{"countryCode":"RU"}${head}Connection: close\r\n\r\n`)
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
})

test('more than 1 MiB is 413', async () => {
  const { status, body } = await createServer().call('POST', '/v1/trackings/post', { ...ITEM, comment: 'x'.repeat(1_048_576) })
  expect(status).toBe(413)
  expect(body).toEqual({ meta: { code: 413, type: 'Payload Too Large', message: 'The request body is too large.' }, data: [] })
})

/** Sends text over a socket and answers everything that came until the server closed it. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(text)
  let got = ''
  for await (const chunk of socket) got += String(chunk)
  return got
}

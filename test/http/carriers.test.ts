import { expect, test } from 'vitest'
import { createServer, META_OK } from './server.ts'

test('GET /carriers has meta with code only and six keys an item, none of them null and no picture', async () => {
  const server = createServer()
  for (const path of ['/v1/carriers', '/v1/carriers/', '/v2/carriers']) {
    const { status, body } = await server.call('GET', path)
    expect(status).toBe(200)
    expect(body.meta).toEqual({ code: 200 })
    expect(body.data).toContainEqual({
      name: 'DHL',
      code: 'dhl',
      phone: '1 800 225 5345',
      homepage: 'https://www.dhl.com/',
      type: 'express',
      picture: '',
    })
    expect(body.data).toContainEqual({ name: 'STO Express', code: 'sto', phone: '', homepage: '', type: 'express', picture: '' })
  }
})

test('Lang: cn gives Chinese names where known, and the English ones elsewhere', async () => {
  const server = createServer()
  const { body } = await server.call('GET', '/v1/carriers', undefined, { lang: 'cn' })
  expect(body.data).toContainEqual(expect.objectContaining({ code: 'sto', name: '申通快递', name_cn: '申通快递' }))
  expect(body.data).toContainEqual(expect.objectContaining({ code: 'dhl', name: 'DHL', name_cn: 'DHL' }))
})

test('Lang: ru gives Russian names where known, and the English ones elsewhere, in items of the same six keys', async () => {
  const server = createServer()
  for (const lang of ['ru', 'RU', 'ru-RU']) {
    const { body } = await server.call('GET', '/v1/carriers', undefined, { lang })
    expect(body.data).toContainEqual({
      name: 'Почта США (USPS)',
      code: 'usps',
      phone: '1 800 275 8777',
      homepage: 'https://www.usps.com/',
      type: 'globalpost',
      picture: '',
    })
    expect(body.data).toContainEqual({ name: 'STO Express', code: 'sto', phone: '', homepage: '', type: 'express', picture: '' })
  }
  expect((await server.call('GET', '/v1/carriers', undefined, { lang: 'en' })).body.data).toContainEqual(
    expect.objectContaining({ code: 'usps', name: 'USPS' }),
  )
})

test('POST /carriers/detect names candidates, 4032 without any, 4013 without a number', async () => {
  const server = createServer()
  const found = await server.call('POST', '/v1/carriers/detect', { tracking_number: 'EA152563254CN', lang: 'en' })
  expect(found.body).toEqual({ meta: META_OK, data: [{ name: 'China EMS', code: 'china-ems' }] })
  expect((await server.call('POST', '/v1/carriers/detect', { tracking_number: '99999999' })).body).toMatchObject({
    meta: { code: 4032 },
    data: [],
  })
  expect((await server.call('POST', '/v1/carriers/detect', {})).body).toMatchObject({ meta: { code: 4013 }, data: [] })
})

import { expect, test } from 'vitest'
import { createServer, EMS, register } from './server.ts'

test('bad items are entries in errors and the others are registered', async () => {
  const server = createServer()
  await register(server)
  const { status, body } = await server.call('POST', '/v1/trackings/batch', [
    { tracking_number: '300403513351', carrier_code: 'sto' },
    { tracking_number: EMS, carrier_code: 'china-ems' },
    { tracking_number: '300403513351', carrier_code: 'sto' },
    { tracking_number: '123', carrier_code: 'sto' },
    { tracking_number: 300403513352, carrier_code: 'no-such' },
    { carrier_code: 'sto' },
    { tracking_number: '300403513353', carrier_code: 'sto', customer_email: 'nobody' },
    'text',
    null,
    { tracking_number: '300403513354', carrier_code: 'sto', title: 'last' },
  ])
  expect(status).toBe(200)
  expect(body.meta).toEqual({ code: 201, type: 'Created', message: 'The request was successful and a resource was created.' })
  expect(body.data).toEqual({
    submitted: 10,
    added: 2,
    trackings: [
      expect.objectContaining({ tracking_number: '300403513351', order_create_time: 0 }),
      expect.objectContaining({ title: 'last' }),
    ],
    errors: [
      { tracking_number: EMS, carrier_code: 'china-ems', code: 4016, message: 'Tracking already exists.' },
      { tracking_number: '300403513351', carrier_code: 'sto', code: 4016, message: 'Tracking already exists.' },
      { tracking_number: '123', carrier_code: 'sto', code: 4014, message: 'The value of `tracking_number` is invalid.' },
      { tracking_number: '300403513352', carrier_code: 'no-such', code: 4015, message: 'The value of `carrier_code` is invalid.' },
      { tracking_number: '', carrier_code: 'sto', code: 4013, message: 'Tracking_number is required.' },
      expect.objectContaining({ tracking_number: '300403513353', code: 4012 }),
      expect.objectContaining({ tracking_number: '', carrier_code: '', code: 4012 }),
      expect.objectContaining({ tracking_number: '', carrier_code: '', code: 4012 }),
    ],
  })
})

test('errors stand in the order of the array', async () => {
  const server = createServer()
  await register(server)
  const { body } = await server.call('POST', '/v1/trackings/batch', [
    { tracking_number: '1', carrier_code: 'sto' },
    { tracking_number: EMS, carrier_code: 'china-ems' },
    { tracking_number: '2', carrier_code: 'sto' },
  ])
  expect(body.data).toMatchObject({
    submitted: 3,
    added: 0,
    trackings: [],
    errors: [{ tracking_number: '1' }, { tracking_number: EMS }, { tracking_number: '2' }],
  })
  expect(body.meta.code).toBe(201)
})

test('40 items pass, 41 are 4020, none or no array is 4012', async () => {
  const server = createServer()
  expect((await server.call('POST', '/v1/trackings/batch', items(41))).body).toEqual({
    meta: { code: 4020, type: 'Bad Request', message: 'Up to 200 at a time' },
    data: [],
  })
  expect(server.rows.size).toBe(0)
  expect((await server.call('POST', '/v1/trackings/batch', items(40))).body.data).toMatchObject({ submitted: 40, added: 40 })
  for (const body of [[], {}, { tracking_number: EMS }, 'null', '7'])
    expect((await server.call('POST', '/v1/trackings/batch', body)).body.meta.code).toBe(4012)
})

function items(count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({ tracking_number: `NUMBER${i}`, carrier_code: 'sto' }))
}

import { expect, test } from 'vitest'
import { checkpoint, type View } from './samples.ts'
import { alter, createServer, EMS, register } from './server.ts'

async function shown(
  status: View['tracking']['state']['status'],
  sub: View['tracking']['state']['sub'],
  dialect: 'v1' | 'v2',
): Promise<unknown> {
  const server = createServer({ v1Single: 'object' })
  await register(server)
  alter(server, (view) => ({ ...view, tracking: { ...view.tracking, state: { ...view.tracking.state, status, sub } } }))
  const { body } = await server.call<{ status: string; substatus: string | null }>('GET', `/${dialect}/trackings/china-ems/${EMS}`)
  const { status: word, substatus } = body.data
  return [word, substatus]
}

test.each([
  ['notfound', null, ['notfound', 'notfound002'], ['notfound', 'notfound002']],
  ['inforeceived', 'created', ['notfound', 'notfound001'], ['notfound', 'notfound001']],
  ['inforeceived', null, ['notfound', 'notfound001'], ['notfound', 'notfound001']],
  ['transit', 'customs_cleared', ['transit', 'transit005'], ['transit', 'transit005']],
  ['transit', 'arrived_destination', ['transit', 'transit003'], ['transit', 'transit003']],
  ['pickup', 'out_for_delivery', ['pickup', 'pickup001'], ['pickup', 'pickup001']],
  ['pickup', 'ready_for_pickup', ['pickup', null], ['pickup', null]],
  ['delivered', 'delivered_signed', ['delivered', 'delivered003'], ['delivered', 'delivered003']],
  ['undelivered', 'address_issue', ['undelivered', null], ['undelivered', null]],
  ['exception', 'returned_to_sender', ['exception', 'exception005'], ['exception', 'exception010']],
  ['exception', 'returning', ['exception', 'exception005'], ['exception', 'exception011']],
  ['exception', 'rejected', ['exception', null], ['exception', 'exception009']],
  ['exception', 'on_hold', ['exception', null], ['exception', 'exception005']],
  ['exception', 'seized', ['exception', 'exception006'], ['exception', 'exception006']],
  ['exception', null, ['exception', null], ['exception', 'exception005']],
  ['expired', null, ['expired', null], ['expired', null]],
] as const)('%s, %s', async (status, sub, v1, v2) => {
  expect(await shown(status, sub, 'v1')).toEqual(v1)
  expect(await shown(status, sub, 'v2')).toEqual(v2)
})

test('an event that says nothing of the status is shown with the one in force', async () => {
  const server = createServer()
  await register(server)
  alter(server, (view) => ({
    ...view,
    checkpoints: [
      checkpoint({ local: '2021-01-05T10:00:00', status: 'unknown', sub: null }),
      checkpoint({ local: '2021-01-04T10:00:00', status: 'pickup', sub: 'out_for_delivery' }),
      checkpoint({ local: '2021-01-03T10:00:00', status: 'keep', sub: null }),
      checkpoint({ local: '2021-01-02T10:00:00', status: 'inforeceived', sub: 'created' }),
      checkpoint({ local: '2021-01-01T10:00:00', status: 'void', sub: null }),
    ],
  }))
  const { body } = await server.call('GET', `/v1/trackings/china-ems/${EMS}`)
  expect(body.data).toMatchObject([
    {
      origin_info: {
        trackinfo: [
          { checkpoint_status: 'pickup', substatus: 'pickup001' },
          { checkpoint_status: 'pickup', substatus: 'pickup001' },
          { checkpoint_status: 'notfound', substatus: 'notfound001' },
          { checkpoint_status: 'notfound', substatus: 'notfound001' },
          { checkpoint_status: 'transit', substatus: 'transit001' },
        ],
      },
    },
  ])
})

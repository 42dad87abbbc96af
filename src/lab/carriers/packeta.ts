import { wallClock } from '../time.ts'
import { type SeenParcel, words } from '../world.ts'
import { COMMON_REFUSALS, html, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { child, escapeXml, parseXml } from '../xml.ts'

const CREDENTIAL = { apiPassword: 'lab' }
/** `statusCode` of the texts of the built-in world. */
const NUMBERS: Record<string, string> = {
  'received data': '1',
  arrived: '2',
  'prepared for departure': '3',
  departed: '4',
  'ready for pickup': '5',
  'handed to carrier': '6',
  delivered: '7',
  'posted back': '9',
  returned: '10',
}

/** Packeta, REST/XML: POST /api/rest, the root element is the method; faults are HTTP 200. A number is known without its Z. Source: docs.packeta.com. */
export const packeta: Speaker = {
  ...COMMON_REFUSALS,
  code: 'packeta',
  credential: CREDENTIAL,
  token: null,
  keyField: 'dateTime',
  respond: (ask, desk) => (ask.path === '/api/rest' && ask.method === 'POST' ? method(ask, desk) : html(404, '404 Not Found', 'nginx')),
  okWithFault: () => fault('InternalFault', 'Something went wrong.'),
}

function reply(content: string): Reply {
  return {
    status: 200,
    contentType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="utf-8"?><response>${content}</response>`,
  }
}

function fault(name: string, text: string): Reply {
  return reply(`<status>fault</status><fault>${name}</fault><string>${text}</string><detail/>`)
}

function method(ask: Ask, desk: Desk): Reply {
  const root = parseXml(ask.body)
  if (root?.name !== 'packetTracking') return fault('IncorrectDataFault', 'Unknown method.')
  const value = (name: string): string => child(root, '', name)?.text.trim() ?? ''
  if (desk.refused || value('apiPassword') !== CREDENTIAL.apiPassword) return fault('IncorrectApiPasswordFault', 'Incorrect API password.')
  const id = value('packetId')
  const parcel = /^\d{1,20}$/.test(id) ? desk.look(`Z${id}`)?.parcels[0] : undefined
  return { ...(parcel ? reply(records(parcel)) : fault('PacketIdFault', 'Unknown packet id.')), numbers: [`Z${id}`] }
}

function records(parcel: SeenParcel): string {
  const all = parcel.steps.map((step) =>
    [
      `<record><dateTime>${wallClock(step.time)}</dateTime><statusCode>${NUMBERS[step.code] ?? '999'}</statusCode>`,
      `<codeText>${escapeXml(step.code)}</codeText><statusText>${escapeXml(words(step, 'cs'))}</statusText>`,
      '<branchId>79</branchId><destinationBranchId>131</destinationBranchId><externalTrackingCode/></record>',
    ].join(''),
  )
  return `<status>ok</status><result>${all.join('')}</result>`
}

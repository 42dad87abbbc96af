import type { Receiver } from '../webhooks/receiver.ts'
import type { TestMailServer } from '../support/smtp.ts'
import { KEY, type Product } from '../support/product.ts'
import { until } from '../webhooks/stage.ts'
import type { Api, Page } from './modern.ts'

/**
 * An account that has something of everything `/api` knows, each with a word of it that must never reach another: what the tests of every route work
 * on. A new kind of thing needs a line in `THINGS`, a new body one in `BODIES`.
 */
export interface Owner {
  api: Api
  product: Product
  mail: TestMailServer
  receiver: Receiver
  /** Keys of other accounts, which may have made something of their own meanwhile. */
  others: string[]
}

type Values = Record<string, string>

interface Thing {
  /** Makes one, or takes the one that is there. Answers what its path has in the places of the parameters. */
  make: (owner: Owner) => Promise<Values>
  /** What nobody has. */
  none: (own: Values) => Values[]
}

export const NO_ID = '0123456789abcdef'.repeat(2)
/** Where it stands in an answer, the answer is the owner's. The hash of a person has no word in it: it is added when it is known. */
export const SECRETS = ['canary', 'OWNED']
export const STOPPED = 'stopped@buyer.example'

let serial = 1_000
const EMAIL_WORDS = { channel: 'email', kind: 'delivered', language: 'en' }

async function send<T>({ api }: Owner, method: string, path: string, body?: object): Promise<T> {
  const answer = await api.call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
  return answer.body
}

async function makeTracking(owner: Owner): Promise<string> {
  const body = { number: `OWNED${(serial += 1)}`, carrier: 'dhl', title: 'canary title', order_id: 'canary-order' }
  return (await send<{ id: string }>(owner, 'POST', '/api/trackings', body)).id
}

async function makeEvent(owner: Owner): Promise<string> {
  const { data } = await send<Page<{ id: string }>>(owner, 'GET', `/api/trackings/${await makeTracking(owner)}/events`)
  return data[0]?.id ?? ''
}

async function makeEndpoint(owner: Owner): Promise<string> {
  const body = { url: owner.receiver.url, description: 'canary endpoint', types: ['tracking.created'], personal_data: 'full' }
  return (await send<{ id: string }>(owner, 'POST', '/api/webhook-endpoints', body)).id
}

/** One that arrived, so that it has a body and an attempt, and may be sent again. */
async function makeDelivery(owner: Owner): Promise<Values> {
  const [id, event] = [await makeEndpoint(owner), await makeEvent(owner)]
  await until(
    async () => (await send<{ status: string }>(owner, 'GET', `/api/webhook-endpoints/${id}/deliveries/${event}`)).status === 'delivered',
  )
  return { id, event_id: event }
}

async function makeNotice(owner: Owner): Promise<string> {
  const item = { tracking_number: `SB-OUTFORDELIVERY-${(serial += 1)}`, carrier_code: 'sandbox', order_id: `canary-${serial}` }
  await owner.product.call('POST', '/trackings/realtime', { ...item, customer_email: 'canary@buyer.example' })
  const path = `/api/notices?order_id=${item.order_id}`
  await until(async () => (await send<Page<unknown>>(owner, 'GET', path)).data.length > 0)
  const { data } = await send<Page<{ id: string }>>(owner, 'GET', path)
  return data[0]?.id ?? ''
}

async function makeWords(owner: Owner): Promise<Values> {
  await send(owner, 'PUT', '/api/notice-templates/email/delivered/en', { blocks: { headline: 'canary headline' } })
  return EMAIL_WORDS
}

const SMS_ACCESS = { provider: 'sms-ru', fields: [{ name: 'apiId', value: 'of-nobody' }] }

/** By the path as far as it names one thing; what follows is done with it. */
const THINGS: Readonly<Record<string, Thing>> = {
  '/api/trackings/{id}': { make: async (owner) => ({ id: await makeTracking(owner) }), none: () => [{ id: `trk_${NO_ID}` }] },
  '/api/events/{id}': { make: async (owner) => ({ id: await makeEvent(owner) }), none: () => [{ id: `evt_${NO_ID}` }] },
  '/api/webhook-endpoints/{id}': {
    make: async (owner) => ({ id: (await makeDelivery(owner))['id'] ?? '' }),
    none: () => [{ id: `whe_${NO_ID}` }],
  },
  '/api/webhook-endpoints/{id}/deliveries/{event_id}': {
    make: makeDelivery,
    none: ({ id = '', event_id: event = '' }) => [
      { id, event_id: `evt_${NO_ID}` },
      { id: `whe_${NO_ID}`, event_id: event },
      { id: `whe_${NO_ID}`, event_id: `evt_${NO_ID}` },
    ],
  },
  '/api/notices/{id}': { make: async (owner) => ({ id: await makeNotice(owner) }), none: () => [{ id: `ntc_${NO_ID}` }] },
  '/api/notice-templates/{channel}/{kind}/{language}': {
    make: makeWords,
    none: () => [
      { ...EMAIL_WORDS, kind: 'exception' },
      { ...EMAIL_WORDS, language: 'zh' },
    ],
  },
}

/** A body that the route takes, for those that need one. Others than the owner send it too, so it holds nothing of the owner's. */
const BODIES: Readonly<Record<string, (owner: Owner) => object>> = {
  'POST /api/trackings': () => ({ number: 'ANYONES001', carrier: 'dhl' }),
  'POST /api/webhook-endpoints': ({ receiver }) => ({ url: receiver.url, types: ['tracking.deleted'] }),
  'PATCH /api/webhook-endpoints/{id}': () => ({ description: 'changed' }),
  'POST /api/webhook-endpoints/{id}/debug': () => ({ headers: [{ name: 'webhook-id', value: 'evt' }], body: '{}' }),
  'POST /api/webhook-endpoints/{id}/recover': () => ({ since: new Date(Date.now() - 60_000).toISOString() }),
  'POST /api/notices/preview': () => ({ ...EMAIL_WORDS, blocks: { subject: 'changed' } }),
  'POST /api/notices/test': () => ({ kind: 'delivered', language: 'en' }),
  'PUT /api/notice-templates/{channel}/{kind}/{language}': () => ({ blocks: { headline: 'changed' } }),
  'POST /api/suppressions': () => ({ channel: 'email', address: 'another@buyer.example' }),
  'POST /api/suppressions/remove': () => ({ channel: 'email', address: STOPPED }),
  'PATCH /api/notification-settings': () => ({ email: { on: true }, sms: { on: false }, shop: { name: 'changed' } }),
  'PUT /api/channel-credentials/sms': () => SMS_ACCESS,
  'PUT /api/channel-credentials/email': ({ mail }) => ({ url: mail.url, from: 'shop@shop.example' }),
}

export function bodyOf(owner: Owner, route: string): object | undefined {
  return BODIES[route]?.(owner)
}

/** Words that somebody stored where nobody should have any. */
async function forgetWords({ api, others }: Owner): Promise<void> {
  const path = '/api/notice-templates'
  for (const key of [KEY, ...others]) {
    const { data } = (await api.call('GET', path, undefined, { key })).body as {
      data: { channel: string; kind: string; language: string }[]
    }
    for (const { channel, kind, language } of data) await api.call('DELETE', `${path}/${channel}/${kind}/${language}`, undefined, { key })
  }
}

/** What lists show. Once. */
export async function fill(owner: Owner): Promise<void> {
  await equip(owner)
  await makeDelivery(owner)
  await makeNotice(owner)
}

/** Whatever a route without an id in its path answers with, changes or takes away. Again after a route was used: it may have done so. */
export async function equip(owner: Owner): Promise<void> {
  const settings = { shop: { name: 'canary shop' }, owner_email: 'canary@owner.example', email: { on: true } }
  await send(owner, 'PATCH', '/api/notification-settings', settings)
  await send(owner, 'PUT', '/api/channel-credentials/sms', SMS_ACCESS)
  await send(owner, 'PUT', '/api/channel-credentials/email', { url: owner.mail.url, from: 'canary@shop.example' })
  const { recipient } = await send<{ recipient: string }>(owner, 'POST', '/api/suppressions', { channel: 'email', address: STOPPED })
  if (!SECRETS.includes(recipient)) SECRETS.push(recipient)
  await forgetWords(owner)
  await makeWords(owner)
}

export interface Paths {
  own: string
  /** Of things that are not there; empty: the path names none. */
  none: string[]
}

/** The template's places filled in. Makes what the path names. */
export async function pathsOf(owner: Owner, template: string): Promise<Paths> {
  const [named] = /^.*\}/.exec(template) ?? []
  if (named === undefined) return { own: template, none: [] }
  const thing = THINGS[named]
  if (!thing) throw new Error(`nobody knows how to make what ${named} names`)
  const inPlace = (values: Values): string => template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'missing')
  const own = await thing.make(owner)
  return { own: inPlace(own), none: thing.none(own).map(inPlace) }
}

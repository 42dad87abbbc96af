import { type Static, Type } from 'typebox'
import { readId, showId } from '../../base/index.ts'
import { iso, type Services } from '../../services/index.ts'
import { NOTICE_CHANNELS, NOTICE_KINDS } from '../../tracking/index.ts'
import { createCursor } from './cursor.ts'
import { type Route, route } from './route.ts'
import { checked } from './validation.ts'
import { CURSOR, DEFAULT_LIMIT, id, instant, LIMIT, list, nullable, object, oneOf, page, text } from './schemas.ts'

export const NOTICE_STATUSES = ['planned', 'held', 'sent', 'delivered', 'skipped', 'failed', 'merged'] as const
export const CHANNEL = oneOf(NOTICE_CHANNELS)
export const KIND = oneOf(NOTICE_KINDS)
export const LANGUAGE = oneOf(['en', 'ru', 'zh'])

export const noticeCursors = createCursor('notices', Type.Object({ at: Type.Integer(), id: Type.String({ maxLength: 36 }) }))

const Notice = object(
  {
    id: id('notice'),
    tracking_id: id('tracking'),
    number: Type.String(),
    order_id: nullable(Type.String()),
    kind: KIND,
    occurrence: Type.String({
      description: 'Tells several of one kind apart: the day of a failed attempt, or that it was sent again. Else empty.',
    }),
    channel: CHANNEL,
    recipient: Type.String({ description: 'Keyed hash: the same person has the same, and it leads to nobody.' }),
    language: nullable(Type.String()),
    status: oneOf(NOTICE_STATUSES),
    reason: nullable(Type.String({ description: 'Why it is held, skipped, failed or tried again.' })),
    due_at: nullable(instant()),
    attempts: Type.Integer(),
    event_sequence: Type.Integer({ description: 'Of the event that called for it.' }),
    message_id: nullable(Type.String()),
    provider_id: nullable(Type.String({ description: 'What the SMS provider calls it, or what the mail server answered.' })),
    parts: nullable(Type.Integer()),
    cost: nullable(object({ amount: Type.Number(), currency: Type.String() }, 'Cost')),
    merged_into: nullable(id('notice')),
    history: Type.Array(object({ at: instant(), status: oneOf(NOTICE_STATUSES), reason: nullable(Type.String()) }, 'NoticeStep'), {
      description: 'Oldest first.',
    }),
    created_at: instant(),
    updated_at: instant(),
  },
  'Notice',
)

const PARAMS = object({ id: id('notice') })

const Preview = object(
  {
    channel: CHANNEL,
    subject: nullable(Type.String()),
    preheader: nullable(Type.String()),
    html: nullable(Type.String()),
    text: Type.String(),
    parts: nullable(Type.Integer({ description: 'Of an SMS: what is paid for.' })),
    encoding: nullable(Type.String()),
  },
  'NoticePreview',
)

export const Blocks = object(
  {
    subject: Type.Optional(nullable(text(200))),
    headline: Type.Optional(nullable(text(300))),
    body: Type.Optional(nullable(text(4_000))),
    footer: Type.Optional(nullable(text(1_000))),
    text: Type.Optional(text(1_000, 'Of an SMS.')),
  },
  'NoticeBlocks',
)

/** @throws validation_failed */
export function readBlocks(value: unknown): ReturnType<typeof blocksOf> {
  return blocksOf(checked(Blocks, value))
}

/** What the services take: an SMS has its text, a mail the others. */
export function blocksOf({ text: words, ...mail }: Static<typeof Blocks>): Parameters<Services['notices']['templates']['put']>[2] {
  return words === undefined ? mail : { ...mail, text: words }
}

export function noticeRoutes(services: Services): Route[] {
  return [...ledgerRoutes(services), ...previewRoutes(services)]
}

function ledgerRoutes({ notices }: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/notices',
      scope: 'notices:read',
      summary: 'List what buyers were told, newest first, with what was not told and why',
      query: object({
        tracking: Type.Optional(id('tracking')),
        order_id: Type.Optional(text(500)),
        channel: Type.Optional(CHANNEL),
        kind: Type.Optional(KIND),
        status: Type.Optional(list(oneOf(NOTICE_STATUSES), NOTICE_STATUSES.length)),
        cursor: CURSOR,
        limit: LIMIT,
      }),
      response: { 200: page(Notice) },
      errors: ['cursor_invalid', 'not_found'],
      handler: async ({ caller, query }) => {
        const limit = query.limit ?? DEFAULT_LIMIT
        const place = query.cursor === undefined ? null : noticeCursors.decode(query.cursor)
        const rows = await notices.list(
          caller,
          {
            ...(query.tracking === undefined ? {} : { trackingId: readId('tracking', query.tracking, 'tracking') }),
            ...(query.order_id === undefined ? {} : { orderId: query.order_id }),
            ...(query.channel === undefined ? {} : { channel: query.channel }),
            ...(query.kind === undefined ? {} : { kind: query.kind }),
            ...(query.status === undefined ? {} : { statuses: query.status }),
          },
          { after: place && { createdAt: place.at, id: place.id }, limit },
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return { data: rows.map(presentNotice), next_cursor: last ? noticeCursors.encode({ at: last.createdAt, id: last.id }) : null }
      },
    }),
    route({
      method: 'GET',
      url: '/notices/{id}',
      scope: 'notices:read',
      summary: 'Read a notice',
      params: PARAMS,
      response: { 200: Notice },
      errors: ['not_found'],
      handler: async ({ caller, params }) => presentNotice(await notices.get(caller, readId('notice', params.id))),
    }),
    route({
      method: 'POST',
      url: '/notices/{id}/resend',
      scope: 'notices:write',
      summary: 'Tell the same once more, as things are now, to the address that the tracking has now',
      params: PARAMS,
      response: { 201: Notice },
      errors: ['not_found', 'tracking_not_found'],
      handler: async ({ caller, params, creation }) =>
        presentNotice(await notices.resend(caller, readId('notice', params.id), creation.id)),
    }),
  ]
}

function previewRoutes({ notices }: Services): Route[] {
  return [
    route({
      method: 'POST',
      url: '/notices/preview',
      scope: 'notices:read',
      summary: 'Show a notice about an invented parcel, with stored words or with those sent',
      body: object({ channel: CHANNEL, kind: KIND, language: LANGUAGE, blocks: Type.Optional(Blocks) }),
      response: { 200: Preview },
      handler: async ({ caller, body }) => {
        const { channel, kind, language, blocks } = body
        const shown = await notices.preview(caller, channel, { kind, language, ...(blocks ? { blocks: blocksOf(blocks) } : {}) })
        return presentPreview(shown)
      },
    }),
    route({
      method: 'POST',
      url: '/notices/test',
      scope: 'notices:write',
      summary: 'Send such a notice by e-mail to `owner_email` of the settings',
      body: object({ kind: KIND, language: LANGUAGE }),
      response: { 200: object({ sent: Type.Boolean() }) },
      handler: async ({ caller, body }) => {
        await notices.sendTest(caller, body)
        return { sent: true }
      },
    }),
  ]
}

/** What the other channel has is null. */
export function presentPreview(shown: Awaited<ReturnType<Services['notices']['preview']>>): Static<typeof Preview> {
  return { subject: null, preheader: null, html: null, parts: null, encoding: null, ...shown }
}

export function presentNotice(notice: Awaited<ReturnType<Services['notices']['get']>>): Static<typeof Notice> {
  return {
    id: showId('notice', notice.id),
    tracking_id: showId('tracking', notice.trackingId),
    number: notice.number,
    order_id: notice.orderId,
    kind: notice.kind,
    occurrence: notice.occurrence,
    channel: notice.channel,
    recipient: notice.recipient,
    language: notice.language,
    status: notice.status,
    reason: notice.reason,
    due_at: iso(notice.dueAt),
    attempts: notice.attempts,
    event_sequence: notice.eventSequence,
    message_id: notice.messageId,
    provider_id: notice.providerId,
    parts: notice.parts,
    cost: notice.cost,
    merged_into: notice.mergedInto === null ? null : showId('notice', notice.mergedInto),
    history: notice.history.map(({ at, status, reason }) => ({ at: iso(at), status, reason })),
    created_at: iso(notice.createdAt),
    updated_at: iso(notice.updatedAt),
  }
}

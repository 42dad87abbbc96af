import { type Static, Type } from 'typebox'
import { AppError } from '../../base/index.ts'
import { iso, type Services } from '../../services/index.ts'
import { NOTICE_CHANNELS } from '../../tracking/index.ts'
import { blocksOf, Blocks, CHANNEL, KIND, LANGUAGE } from './notices.ts'
import { createCursor } from './cursor.ts'
import { type Route, route } from './route.ts'
import { checked } from './validation.ts'
import { CURSOR, DEFAULT_LIMIT, instant, LIMIT, nullable, object, oneOf, page, text } from './schemas.ts'

const REASONS = ['unsubscribed', 'stop_word', 'hard_bounce', 'complaint', 'by_merchant'] as const
const RECIPIENT = Type.Unsafe<string>({ type: 'string', pattern: '^[0-9A-Za-z_-]{22}$', description: 'As the ledger shows it.' })
export const suppressionCursors = createCursor(
  'suppressions',
  Type.Object({ at: Type.Integer(), recipient: Type.String({ maxLength: 22 }) }),
)

const Template = object({ channel: CHANNEL, kind: KIND, language: LANGUAGE, blocks: Blocks, updated_at: instant() }, 'NoticeTemplate')
const Suppression = object({ channel: CHANNEL, recipient: Type.String(), reason: oneOf(REASONS), created_at: instant() }, 'Suppression')
const Access = object(
  {
    channel: CHANNEL,
    provider: nullable(Type.String({ description: 'Of SMS.' })),
    host: nullable(Type.String({ description: 'Of the mail server.' })),
    from: nullable(Type.String({ description: 'Address that mails come from.' })),
    callback_url: nullable(
      Type.String({
        description:
          'Of SMS: give it to the provider as the address of delivery reports and of answers, such as STOP. What comes there is believed, so it is told to keys with the scope `notices:write` only.',
      }),
    ),
  },
  'ChannelAccess',
)
const TEMPLATE_PARAMS = object({ channel: CHANNEL, kind: KIND, language: LANGUAGE })

const Shop = {
  name: nullable(text(80)),
  homepage: nullable(text(500)),
  email: nullable(text(254)),
  phone: nullable(text(40)),
}
const Email = {
  on: Type.Boolean(),
  kinds: Type.Array(KIND, { maxItems: 10 }),
  legal_basis: nullable(oneOf(['consent', 'contract', 'legitimate_interest'], 'By which right buyers are written to; SMS want one.')),
  legal_basis_source: nullable(text(500, 'How it comes about, such as `box at the checkout, since 2026-09-01`.')),
}
const StatedAt = { legal_basis_stated_at: nullable(instant()) }
const Sms = {
  ...Email,
  provider: nullable(text(40)),
  sender: nullable(text(20)),
  countries: Type.Array(text(2), { maxItems: 250, description: 'ISO 3166-1 alpha-2.' }),
  daily_cap: nullable(Type.Number({ minimum: 0, description: 'What a day may cost, in `currency`.' })),
  price_per_part: Type.Number({ minimum: 0 }),
  currency: text(3),
  quiet_hours: text(11, 'Such as `21:00-09:00` of the recipient, or `off`.'),
  fallback: Type.Boolean({ description: 'What an SMS could not tell, an e-mail tells.' }),
}
const Settings = object(
  {
    email: object({ ...Email, ...StatedAt }, 'EmailSettings'),
    sms: object({ ...Sms, ...StatedAt }, 'SmsSettings'),
    shop: object(Shop, 'Shop'),
    default_language: LANGUAGE,
    time_zone: Type.String(),
    owner_email: nullable(Type.String()),
    merge_minutes: Type.Integer({ minimum: 0, maximum: 120 }),
    send_in_test_mode: Type.Boolean(),
  },
  'NotificationSettings',
)
const Change = object(
  {
    email: Type.Optional(Type.Partial(object(Email), { additionalProperties: false })),
    sms: Type.Optional(Type.Partial(object(Sms), { additionalProperties: false })),
    shop: Type.Optional(Type.Partial(object(Shop), { additionalProperties: false })),
    default_language: Type.Optional(LANGUAGE),
    time_zone: Type.Optional(text(60)),
    owner_email: Type.Optional(nullable(text(254))),
    merge_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
    send_in_test_mode: Type.Optional(Type.Boolean()),
  },
  'NotificationSettingsChange',
)

type Put = Parameters<Services['notices']['settings']['put']>[1]

export function noticeSettingsRoutes(services: Services): Route[] {
  return [...templateRoutes(services), ...suppressionRoutes(services), ...settingsRoutes(services)]
}

function templateRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/notice-templates',
      scope: 'notices:read',
      summary: "List the merchant's own words",
      response: { 200: object({ data: Type.Array(Template) }) },
      handler: async ({ caller }) => ({ data: (await services.notices.templates.list(caller)).map(presentTemplate) }),
    }),
    route({
      method: 'PUT',
      url: '/notice-templates/{channel}/{kind}/{language}',
      scope: 'notices:write',
      summary: 'Store own words for a kind and a language',
      description: 'Words that would leave a blank in a message are refused. Blocks that are left out are the built-in ones.',
      params: TEMPLATE_PARAMS,
      body: object({ blocks: Blocks }),
      response: { 200: Template },
      handler: async ({ caller, params, body }) =>
        presentTemplate(await services.notices.templates.put(caller, params, blocksOf(body.blocks))),
    }),
    route({
      method: 'DELETE',
      url: '/notice-templates/{channel}/{kind}/{language}',
      scope: 'notices:write',
      summary: 'Go back to the built-in words',
      params: TEMPLATE_PARAMS,
      response: { 204: null },
      errors: ['not_found'],
      handler: async ({ caller, params }) => services.notices.templates.remove(caller, params),
    }),
  ]
}

export function presentTemplate({
  updatedAt,
  ...template
}: Awaited<ReturnType<Services['notices']['templates']['put']>>): Static<typeof Template> {
  return { ...template, blocks: template.blocks, updated_at: iso(updatedAt) }
}

const WHICH = {
  channel: CHANNEL,
  address: Type.Optional(text(254, 'E-mail address, or phone with + and country.')),
  recipient: Type.Optional(RECIPIENT),
}

function suppressionRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/suppressions',
      scope: 'notices:read',
      summary: 'List whom nothing is sent to, newest first',
      query: object({ cursor: CURSOR, limit: LIMIT }),
      response: { 200: page(Suppression) },
      errors: ['cursor_invalid'],
      handler: async ({ caller, query }) => {
        const limit = query.limit ?? DEFAULT_LIMIT
        const place = query.cursor === undefined ? null : suppressionCursors.decode(query.cursor)
        const rows = await services.notices.suppressions.list(caller, {
          after: place && { createdAt: place.at, recipient: place.recipient },
          limit,
        })
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          data: rows.map(presentSuppression),
          next_cursor: last ? suppressionCursors.encode({ at: last.createdAt, recipient: last.recipient }) : null,
        }
      },
    }),
    route({
      method: 'POST',
      url: '/suppressions',
      scope: 'notices:write',
      summary: 'Send nothing more to a person',
      body: object({ channel: CHANNEL, address: text(254, 'E-mail address, or phone with + and country.') }),
      response: { 200: Suppression },
      handler: async ({ caller, body }) => presentSuppression(await services.notices.suppressions.add(caller, body)),
    }),
    route({
      method: 'POST',
      url: '/suppressions/remove',
      scope: 'notices:write',
      summary: 'Write to a person again',
      description:
        'What the person asked for is the person’s to take back; `despite_recipient` is for who has the consent in writing, and stays on record.',
      body: object({ ...WHICH, despite_recipient: Type.Optional(Type.Boolean()) }),
      response: { 204: null },
      errors: ['not_found', 'recipients_choice'],
      handler: async ({ caller, body }) => {
        const which = whichOf(body)
        await services.notices.suppressions.remove(caller, which, { despiteRecipient: body.despite_recipient ?? false })
      },
    }),
  ]
}

/** @throws validation_failed unless one of both names the person */
function whichOf({ channel, address, recipient }: { channel: 'email' | 'sms'; address?: string; recipient?: string }) {
  if (address !== undefined && recipient === undefined) return { channel, address }
  if (recipient !== undefined && address === undefined) return { channel, recipient }
  throw new AppError('validation_failed', { param: 'address', detail: 'Send `address` or `recipient`, one of both.' })
}

export function presentSuppression({
  createdAt,
  ...row
}: Awaited<ReturnType<Services['notices']['suppressions']['add']>>): Static<typeof Suppression> {
  return { ...row, created_at: iso(createdAt) }
}

export function presentAccess(shown: Awaited<ReturnType<Services['notices']['credentials']['list']>>[number]): Static<typeof Access> {
  const { channel, provider, host, from, callbackUrl } = { provider: null, host: null, from: null, callbackUrl: null, ...shown }
  return { channel, provider, host, from, callback_url: callbackUrl }
}

const FORGET = { sms: 'Forget the access to the SMS provider', email: 'Forget the mail server of the account’s own' }

function settingsRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/notification-settings',
      scope: 'notices:read',
      summary: 'Read what buyers are told, with every default filled in',
      response: { 200: Settings },
      handler: async ({ caller }) => presentSettings(await services.notices.settings.get(caller)),
    }),
    route({
      method: 'PATCH',
      url: '/notification-settings',
      scope: 'notices:write',
      summary: 'Change what is named; the rest stays',
      body: Change,
      response: { 200: Settings },
      handler: async ({ caller, body }) => presentSettings(await services.notices.settings.put(caller, changeOf(body))),
    }),
    route({
      method: 'GET',
      url: '/channel-credentials',
      scope: 'notices:read',
      summary: 'List the channels that the account has an access of its own to; no secret',
      response: { 200: object({ data: Type.Array(Access) }) },
      handler: async ({ caller }) => ({ data: (await services.notices.credentials.list(caller)).map(presentAccess) }),
    }),
    route({
      method: 'PUT',
      url: '/channel-credentials/sms',
      scope: 'notices:write',
      summary: 'Store the access to an SMS provider',
      body: object({ provider: text(40), fields: Type.Array(object({ name: text(40), value: text(4_000) }), { maxItems: 20 }) }),
      response: { 204: null },
      handler: async ({ caller, body: { provider, fields } }) => {
        await services.notices.credentials.putSms(caller, {
          provider,
          fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
        })
      },
    }),
    route({
      method: 'PUT',
      url: '/channel-credentials/email',
      scope: 'notices:write',
      summary: 'Store a mail server of the account’s own',
      body: object({
        url: text(500, '`smtps://user:password@host`, or `smtp://` with STARTTLS; percent-encoded.'),
        from: text(254, 'One address.'),
      }),
      response: { 204: null },
      errors: ['url_refused'],
      handler: async ({ caller, body }) => services.notices.credentials.putMail(caller, body),
    }),
    // Not `{channel}`: a path with a word wins over one with a parameter, whatever the method.
    ...NOTICE_CHANNELS.map((channel) =>
      route({
        method: 'DELETE',
        url: `/channel-credentials/${channel}`,
        scope: 'notices:write',
        summary: FORGET[channel],
        response: { 204: null },
        errors: ['not_found'],
        handler: async ({ caller }) => services.notices.credentials.remove(caller, channel),
      }),
    ),
  ]
}

export function presentSettings({
  email,
  sms,
  shop,
  defaultLanguage,
  timeZone,
  ownerEmail,
  mergeMs,
  sendInTestMode,
}: Awaited<ReturnType<Services['notices']['settings']['get']>>): Static<typeof Settings> {
  return {
    email: { on: email.on, kinds: [...email.kinds], ...presentBasis(email) },
    sms: {
      on: sms.on,
      kinds: [...sms.kinds],
      ...presentBasis(sms),
      provider: sms.provider,
      sender: sms.sender,
      countries: [...sms.countries],
      daily_cap: sms.dailyCap,
      price_per_part: sms.pricePerPart,
      currency: sms.currency,
      quiet_hours: sms.quietHours,
      fallback: sms.fallback,
    },
    shop: { ...shop, name: shop.name === '' ? null : shop.name },
    default_language: defaultLanguage,
    time_zone: timeZone,
    owner_email: ownerEmail,
    merge_minutes: Math.round(mergeMs / 60_000),
    send_in_test_mode: sendInTestMode,
  }
}

function presentBasis({
  legalBasis,
  legalBasisSource,
  legalBasisAt,
}: Awaited<ReturnType<Services['notices']['settings']['get']>>['email']): Pick<
  Static<typeof Settings>['sms'],
  'legal_basis' | 'legal_basis_source' | 'legal_basis_stated_at'
> {
  return {
    legal_basis: legalBasis,
    legal_basis_source: legalBasisSource,
    legal_basis_stated_at: legalBasisAt === null ? null : iso(legalBasisAt),
  }
}

/** A change as the body of PATCH has it. @throws validation_failed */
export function readSettingsChange(value: unknown): Put {
  return changeOf(checked(Change, value))
}

function changeOf(body: Static<typeof Change>): Put {
  const {
    email,
    sms,
    shop,
    default_language: language,
    time_zone: zone,
    owner_email: owner,
    merge_minutes: merge,
    send_in_test_mode: test,
  } = body
  const { daily_cap: dailyCap, price_per_part: pricePerPart, quiet_hours: quietHours, ...plain } = basisOf(sms ?? {})
  const smsChange = present({ ...plain, dailyCap, pricePerPart, quietHours })
  return present({
    notices: present({ email: email && present(basisOf(email)), sms: sms && smsChange, mergeMinutes: merge, sendInTestMode: test }),
    shop,
    defaultLanguage: language,
    timeZone: zone,
    ownerEmail: owner,
  })
}

/** What of a channel's change has another name inside. */
function basisOf<T extends { legal_basis?: unknown; legal_basis_source?: unknown }>({
  legal_basis: legalBasis,
  legal_basis_source: legalBasisSource,
  ...rest
}: T): Omit<T, 'legal_basis' | 'legal_basis_source'> & { legalBasis: T['legal_basis']; legalBasisSource: T['legal_basis_source'] } {
  return { ...rest, legalBasis, legalBasisSource }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without what is undefined: absent means that it stays. */
function present<T extends object>(value: T): Present<T> {
  const copy: Present<T> = { ...value }
  for (const name in copy) if (copy[name] === undefined) delete copy[name]
  return copy
}

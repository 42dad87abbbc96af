import { type Language, type NoticeFacts, type NoticeKind, type NoticeParcel } from '../channel.ts'
import { renderBlock, type TemplateOverride, type TemplateValues, variablesOf } from './blocks.ts'
import { createDates, type Dates } from './dates.ts'
import { carrierText, cut, oneLine, paragraphs } from './plain.ts'
import { type KindWords, type Words, WORDS } from './words.ts'

const MOST_SUBJECT = 60
const MOST_PREHEADER = 90
const MOST_NAME = 80
const MOST_EVENT = 200
const MOST_PLACE = 200
const MOST_HEADLINE = 160
const MOST_BODY = 4_000
/** Parcels with all their facts; so many fit into what mail programs show without cutting. The numbers of the rest are listed. */
const MOST_PARCELS = 5
const MOST_LISTED = 2_000

/** Everything that a mail shows, as plain text: the HTML and the text part are made of this one object, so neither knows more. */
export interface MailView {
  lang: string
  dir: 'ltr'
  subject: string
  preheader: string
  shop: { name: string }
  order: string | null
  headline: string
  /** Paragraphs of lines. */
  body: string[][]
  parcels: ParcelView[]
  /** Numbers of parcels beyond those. */
  more: string | null
  footer: string[][]
  contacts: { text: string; href: string }[]
  why: string
  stop: { text: string; url: string } | null
  /** How far the parcel has come, for the bar. */
  steps: boolean[]
  accent: string
  /** Between a label and its value, where both stand in one line. */
  colon: string
}

export interface ParcelView {
  code: { label: string; value: string } | null
  rows: { label: string; lines: string[] }[]
  button: string
  url: string
}

const LANG: Readonly<Record<Language, string>> = { en: 'en', ru: 'ru', zh: 'zh-Hans' }

/** Dark enough for white text: 4.5 to 1 at least. */
const BLUE = '#1f5fbf'
const GREEN = '#1b7a43'
const AMBER = '#a85507'
const LOOKS: Readonly<Record<NoticeKind, { accent: string; reached: number }>> = {
  shipped: { accent: BLUE, reached: 1 },
  out_for_delivery: { accent: BLUE, reached: 3 },
  ready_for_pickup: { accent: BLUE, reached: 3 },
  failed_attempt: { accent: AMBER, reached: 3 },
  exception: { accent: AMBER, reached: 2 },
  delivered: { accent: GREEN, reached: 4 },
  correction: { accent: BLUE, reached: 0 },
}
const STEPS = 4

export function viewOf(facts: NoticeFacts, override: TemplateOverride): MailView {
  const words = WORDS[facts.language]
  const dates = createDates(facts.language, facts.timeZone)
  const said = saidOf(facts, words)
  const count = facts.parcels.length
  const shop = oneLine(facts.shop.name, MOST_NAME)
  const order = facts.orderId === null ? null : oneLine(facts.orderId, MOST_NAME)
  const values = valuesOf(facts, dates, words)
  const own = (block: keyof TemplateOverride): string | null => {
    const source = override[block]
    return typeof source === 'string' ? renderBlock(source, values) : null
  }
  const contacts = contactsOf(facts)
  const { accent, reached } = LOOKS[facts.kind]
  return {
    lang: LANG[facts.language],
    dir: 'ltr',
    subject: oneLine(own('subject') ?? subjectOf(facts, words), MOST_SUBJECT),
    preheader: preheaderOf(facts, said, values, words),
    shop: { name: shop },
    order: order === null ? null : `${words.labels.order} ${order}`,
    headline: oneLine(own('headline') ?? said.headline(count), MOST_HEADLINE),
    body: linesOf(own('body') ?? `${said.sentence(count)}\n\n${said.next(count)}`),
    parcels: facts.parcels.slice(0, MOST_PARCELS).map((parcel) => parcelView(facts, parcel, dates, words)),
    more: moreOf(facts.parcels.slice(MOST_PARCELS), facts.language, words),
    footer: linesOf(own('footer') ?? (contacts.length === 0 ? '' : words.questions(shop))),
    contacts,
    why: words.why(shop),
    stop: facts.stopUrl === null ? null : { text: words.stop, url: facts.stopUrl },
    steps: facts.kind === 'correction' ? [] : Array.from({ length: STEPS }, (_, i) => i < reached),
    accent,
    colon: colonOf(facts.language),
  }
}

function moreOf(rest: readonly NoticeParcel[], language: Language, words: Words): string | null {
  if (rest.length === 0) return null
  const numbers = rest.map(({ number }) => oneLine(number, MOST_NAME)).join(', ')
  return cut(`${words.more(rest.length)}${colonOf(language)}${numbers}`, MOST_LISTED)
}

function colonOf(language: Language): string {
  return language === 'zh' ? '：' : ': '
}

/** A correction is of the number, or, where no earlier number is told, of something else that the buyer was told. */
function saidOf({ kind, parcels }: NoticeFacts, { kinds, otherCorrection }: Words): KindWords {
  const said = kinds[kind]
  return kind === 'correction' && parcels.every(({ previousNumber }) => previousNumber === null) ? { ...said, ...otherCorrection } : said
}

function linesOf(text: string): string[][] {
  return paragraphs(text, MOST_BODY).map((paragraph) => paragraph.split('\n'))
}

/** `Shipped: order 1001 · Shop`; a part is left out where the whole would be too long, the status never is. */
function subjectOf({ kind, language, orderId, parcels, shop }: NoticeFacts, words: Words): string {
  const { status } = words.kinds[kind]
  const colon = colonOf(language)
  const what = orderId === null ? (parcels.length === 1 ? parcels[0]?.number : null) : words.order(orderId)
  const parts = [what ?? words.parcels(parcels.length), shop.name].map((part) => oneLine(part, MOST_SUBJECT))
  const whole = `${status}${colon}${parts.join(' · ')}`
  return Array.from(whole).length <= MOST_SUBJECT ? whole : `${status}${colon}${parts[0]}`
}

function preheaderOf(
  { kind, language, parcels }: NoticeFacts,
  said: KindWords,
  { eta, pickup_code: code, pickup_until: until }: TemplateValues,
  { labels }: Words,
): string {
  const colon = colonOf(language)
  const [stop, gap] = language === 'zh' ? ['。', ''] : ['.', ' ']
  const parts = [
    code ? `${labels.pickupCode}${colon}${code}${stop}` : null,
    until ? `${labels.pickupUntil} ${until}${stop}` : null,
    kind !== 'correction' && eta ? `${labels.expected}${colon}${eta}${stop}` : null,
    said.sentence(parcels.length),
  ].filter((part) => part !== null)
  let text = ''
  for (const part of parts) if (Array.from(text + gap + part).length <= MOST_PREHEADER) text += gap + part
  return text.trim() || cut(said.sentence(parcels.length), MOST_PREHEADER)
}

function parcelView(facts: NoticeFacts, parcel: NoticeParcel, dates: Dates, words: Words): ParcelView {
  const { labels } = words
  const { code, place, until } = pickupOf(facts.kind, parcel, dates)
  const event = parcel.lastEvent
  const lines: [string, (string | null)[]][] = [
    [labels.pickupPlace, [place]],
    [labels.pickupUntil, [until]],
    [labels.expected, [etaOf(facts.kind, parcel, dates, words)]],
    [labels.number, [oneLine(parcel.number, MOST_NAME)]],
    [labels.previousNumber, [previousOf(facts.kind, parcel)]],
    [labels.carrier, [oneLine(parcel.carrierName, MOST_NAME)]],
    [labels.lastUpdate, event === null ? [] : eventLines(event, dates)],
  ]
  return {
    code: code === null ? null : { label: labels.pickupCode, value: code },
    rows: lines
      .map(([label, all]) => ({ label, lines: all.filter((line) => line !== null && line !== '') }))
      .filter((row): row is { label: string; lines: string[] } => row.lines.length > 0),
    button: labels.track,
    url: parcel.url,
  }
}

function eventLines({ text, place, date }: NonNullable<NoticeParcel['lastEvent']>, dates: Dates): string[] {
  const when = dates.stamp(date) ?? oneLine(date, MOST_NAME)
  return [carrierText(text, MOST_EVENT), [carrierText(place, MOST_PLACE), when].filter((part) => part !== '').join(' · ')]
}

function pickupOf(
  kind: NoticeKind,
  { pickup }: NoticeParcel,
  dates: Dates,
): { code: string | null; place: string | null; until: string | null } {
  if (kind !== 'ready_for_pickup' || pickup === null) return { code: null, place: null, until: null }
  return {
    code: pickup.code === null ? null : oneLine(pickup.code, 40) || null,
    place: pickup.place === null ? null : carrierText(pickup.place, MOST_PLACE) || null,
    until: pickup.until === null ? null : dates.instant(pickup.until),
  }
}

/** An expectation is none once the parcel is there. */
function etaOf(kind: NoticeKind, { eta }: NoticeParcel, dates: Dates, words: Words): string | null {
  return eta === null || kind === 'delivered' || kind === 'ready_for_pickup' ? null : dates.range(eta, words)
}

function previousOf(kind: NoticeKind, { previousNumber }: NoticeParcel): string | null {
  return kind === 'correction' && previousNumber !== null ? oneLine(previousNumber, MOST_NAME) : null
}

/** Values for the blocks of merchants. Of several parcels, what differs is taken from the first that knows it. */
function valuesOf(facts: NoticeFacts, dates: Dates, words: Words): TemplateValues {
  const { kind, parcels } = facts
  const first = <T>(of: (parcel: NoticeParcel) => T | null): T | null => parcels.map(of).find((value) => value !== null) ?? null
  const all: TemplateValues = {
    shop: oneLine(facts.shop.name, MOST_NAME),
    order: facts.orderId === null ? null : oneLine(facts.orderId, MOST_NAME),
    number: listed(parcels.map(({ number }) => number)),
    carrier: listed(parcels.map(({ carrierName }) => carrierName)),
    url: parcels[0]?.url ?? '',
    parcels: parcels.length,
    eta: first((parcel) => etaOf(kind, parcel, dates, words)),
    last_event: first((parcel) => (parcel.lastEvent === null ? null : carrierText(parcel.lastEvent.text, MOST_EVENT) || null)),
    pickup_place: first((parcel) => pickupOf(kind, parcel, dates).place),
    pickup_code: first((parcel) => pickupOf(kind, parcel, dates).code),
    pickup_until: first((parcel) => pickupOf(kind, parcel, dates).until),
    previous_number: first((parcel) => previousOf(kind, parcel)),
  }
  const names = new Set(variablesOf(kind).map(({ name }) => name))
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)))
}

function listed(texts: readonly string[]): string {
  return cut([...new Set(texts.map((text) => oneLine(text, MOST_NAME)))].join(', '), 2 * MOST_NAME)
}

/** Ways to reach the shop. What is not an address of the web is left out, not linked. */
function contactsOf({ shop }: NoticeFacts): MailView['contacts'] {
  const { email, phone, homepage } = shop
  return [
    email === null ? null : { text: oneLine(email, 254), href: `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}` },
    phone === null ? null : { text: oneLine(phone, 40), href: `tel:${phone.replaceAll(/[^\d+]/g, '')}` },
    homepage === null || !isWeb(homepage) ? null : { text: homepage, href: homepage },
  ].filter((contact) => contact !== null)
}

function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

import { DateTime } from 'luxon'
import type { Language, NoticeFacts } from '../channel.ts'
import { codeOf, cutTo, oneLine, unlinked } from './clean.ts'
import { countParts, inPlainLetters, type Parts } from './parts.ts'
import { fillTemplate } from './template.ts'
import { COLON, type SmsValues, WORDINGS } from './texts.ts'

/** Longest that values may be; beyond that they are left out, the shop's name is cut. */
const LONGEST = { order: 20, carrier: 30, shop: 40 }
/** A name is not cut further: less is no name. */
const SHORTEST_SHOP = 3

export interface RenderedSms extends Parts {
  text: string
}

/**
 * The text of a notice. Without a `template` it is one part in each language: the richest wording that fits, with the shop's name cut before the
 * link or a code would be. Words of the carrier's (`lastEvent`, the place of pick-up) are not in it. `template`: the merchant's own text, which
 * may be of several parts.
 */
export function renderSms(facts: NoticeFacts, template?: string): RenderedSms {
  const values = smsValues(facts)
  const link = oneLine(facts.parcels[0]?.shortUrl ?? '')
  if (template !== undefined) {
    const own = fillTemplate(template, { ...values, link })
    return withParts(own)
  }
  const wordings = WORDINGS[facts.language][facts.kind](values).filter((wording) => wording !== null)
  const compose = (shop: string, wording: string): string => `${shop}${COLON[facts.language]}${wording} ${link}`.trim()
  const usual = cutTo(values.shop, usualShop(facts.language))
  for (const wording of wordings) {
    const sms = withParts(compose(usual, wording))
    if (sms.parts === 1) return sms
  }
  const last = wordings.at(-1) ?? ''
  for (let longest = usualShop(facts.language) - 1; longest >= SHORTEST_SHOP; longest--) {
    const sms = withParts(compose(cutTo(values.shop, longest), last))
    if (sms.parts === 1) return sms
  }
  return withParts(`${last} ${link}`.trim())
}

/** A name this long leaves room for words; what is more is cut before the wording becomes a shorter one. */
function usualShop(language: Language): number {
  return language === 'en' ? 30 : 14
}

function withParts(text: string): RenderedSms {
  return { text, ...countParts(text) }
}

/** The facts as a text may hold them, whoever wrote them. */
function smsValues(facts: NoticeFacts): SmsValues {
  const parcel = facts.parcels[0]
  const pickup = parcel?.pickup ?? null
  const plain = facts.language === 'en' ? inPlainLetters : (text: string): string => text
  return {
    shop: cutTo(plain(oneLine(facts.shop.name)), LONGEST.shop),
    order: unlinked(plain(facts.orderId ?? ''), LONGEST.order),
    carrier: unlinked(plain(parcel?.carrierName ?? ''), LONGEST.carrier),
    number: codeOf(parcel?.number ?? null),
    code: codeOf(pickup?.code ?? null),
    until: pickup?.until === null || pickup?.until === undefined ? null : dayOf(pickup.until, facts),
    count: facts.parcels.length,
  }
}

/** Day and month: the year would be a part of its own. */
function dayOf(until: number, { language, timeZone }: NoticeFacts): string | null {
  const day = DateTime.fromMillis(until, { zone: timeZone })
  if (!day.isValid) return null
  if (language === 'ru') return day.toFormat('dd.MM')
  return language === 'zh' ? `${day.month}月${day.day}日` : day.setLocale('en').toFormat('d MMM')
}

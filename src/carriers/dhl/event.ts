import type { Place } from '../../tracking/index.ts'
import type { Meaning, RawEvent } from '../carrier.ts'
import { localTime, path, str } from '../kit/index.ts'
import { codes } from './codes.ts'
import { detailMeaning } from './details.ts'
import { countryCode } from './facts.ts'
import { deliveryText, eventText, wordMeaning } from './words.ts'

/** What holds for all events of a shipment. */
export interface Around {
  /** The division. */
  service: string
  /** The shipment goes back to its shipper. */
  isReturn: boolean
  language: string
}

const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** An entry of `events[]`, or `status`. Null without a readable time, or without any word about what happened. */
export function eventOf(event: unknown, around: Around): RawEvent | null {
  const time = localTime(str(path(event, 'timestamp'), 48))
  const description = str(path(event, 'description')) ?? str(path(event, 'status')) ?? ''
  const code = str(path(event, 'statusCode'), 32)?.toLowerCase() ?? (description === '' ? undefined : 'unknown')
  if (time === null || code === undefined) return null
  const attr = attrOf(event)
  const place = placeOf(path(event, 'location', 'address'))
  const { text, meaning } = readWords(event, code, description, around)
  return { code, text, time, ...(attr !== undefined && { attr }), ...(place && { place }), ...(meaning && { meaning }) }
}

function readWords(event: unknown, code: string, description: string, around: Around): { text: string; meaning: Meaning | null } {
  const status = str(path(event, 'status'))
  const detailed = str(path(event, 'statusDetailed'), 40)
  const meaning = refine(code, detailMeaning(around.service, status, detailed) ?? wordMeaning(description))
  const isDelivery = code === 'delivered' || meaning?.status === 'delivered' || /^(?:delivered|zugestellt)/i.test(status ?? '')
  if (!isDelivery) return { text: eventText(description) || code, meaning }
  return { text: deliveryText(description, around.language), meaning: around.isReturn ? RETURNED : meaning }
}

/** `DLVRD_SECPL_ZU`, else `OK`: the same in every language, unlike words. */
function attrOf(event: unknown): string | undefined {
  return [path(event, 'statusDetailed'), path(event, 'status')]
    .map((value) => str(value, 40))
    .find((text) => text !== undefined && /^[A-Z\d]{2,5}(?:_[A-Z\d]{2,5}){0,2}$/.test(text))
}

/** DHL's word counts about "delivered"; only where it has none do the others say so. */
function refine(code: string, meaning: Meaning | null): Meaning | null {
  if (code === 'unknown' || meaning === null || !codes.has(code)) return meaning
  // A notice about what is still to come does not hide that it is announced, delivered or failed.
  if (meaning.status === 'keep') return code === 'transit' ? meaning : null
  return (code === 'delivered') === (meaning.status === 'delivered') ? meaning : null
}

/** `AMSTERDAM`, `LOS ANGELES, CA - USA`; without the postcode, and without parts that hold a figure: they may be a street. */
function placeOf(address: unknown): Place | undefined {
  const country = countryCode(path(address, 'countryCode'))
  const locality = (str(path(address, 'addressLocality'), 120) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/\d/.test(part))
    .join(', ')
  if (locality === '') return country === undefined ? undefined : { text: country, country }
  return { text: locality, city: locality, ...(country !== undefined && { country }) }
}

import type { Meaning } from '../carrier.ts'
import { plain, table, trimTail } from '../kit/index.ts'

/**
 * Phrases of DHL's texts, English and German, in lower case, and what they say where the event has no code but `statusCode`. The first that is
 * found counts: what was not done stands before what was done. Seen in answers of the divisions express, parcel-de, ecommerce and parcel-nl.
 */
const PHRASES: readonly (readonly [phrase: string, meaning: string])[] = [
  ['returned to shipper', 'returning'],
  ['returned to the sender', 'returning'],
  ['return to sender', 'returning'],
  ['zurück an den absender', 'returning'],
  ['an den absender zurück', 'returning'],
  ['refused', 'refused'],
  ['not accepted', 'refused'],
  ['annahme verweigert', 'refused'],
  ['address information', 'address_issue'],
  ['incorrect address', 'address_issue'],
  ['address is incorrect', 'address_issue'],
  ['empfängeradresse', 'address_issue'],
  ['delivery attempt', 'failed_attempt'],
  ['could not be delivered', 'failed_attempt'],
  ['not be delivered', 'failed_attempt'],
  ['not home', 'failed_attempt'],
  ['konnte nicht zugestellt', 'failed_attempt'],
  ['nicht zugestellt werden', 'failed_attempt'],
  ['nicht angetroffen', 'failed_attempt'],
  ['damaged', 'damaged'],
  ['beschädigt', 'damaged'],
  ['incorrect facility', 'misrouted'],
  ['fehlgeleitet', 'misrouted'],
  ['awaiting collection', 'ready_for_pickup'],
  ['ready for collection', 'ready_for_pickup'],
  ['ready for pick-up', 'ready_for_pickup'],
  ['ready for pickup', 'ready_for_pickup'],
  ['available for pickup', 'ready_for_pickup'],
  ['zur abholung bereit', 'ready_for_pickup'],
  ['out with courier', 'out_for_delivery'],
  ['out for delivery', 'out_for_delivery'],
  ['with delivery courier', 'out_for_delivery'],
  ['loaded onto the delivery vehicle', 'out_for_delivery'],
  ['zustellfahrzeug geladen', 'out_for_delivery'],
  ['clearance event', 'customs_held'],
  ['clearance delay', 'customs_held'],
  ['clearance processing complete', 'customs_cleared'],
  ['released by customs', 'customs_cleared'],
  ['customs', 'customs_processing'],
  ['processed for clearance', 'customs_processing'],
  ['verzollung', 'customs_processing'],
  ['on hold', 'on_hold'],
  ['zurückgestellt', 'delayed'],
  ['delayed', 'delayed'],
  ['shipment information received', 'created'],
  ['elektronisch angekündigt', 'created'],
  ['picked up', 'accepted'],
  ['shipment accepted', 'accepted'],
  ['in der filiale eingeliefert', 'accepted'],
  ['region of the recipient', 'arrived_destination'],
  ['region des empfängers angekommen', 'arrived_destination'],
  ['arrived at dhl delivery facility', 'arrived_destination'],
  ['arrived at', 'arrived_hub'],
  ['processed at', 'arrived_hub'],
  ['departed', 'departed_hub'],
]

const MEANINGS = table({
  inforeceived: { created: ['created'] },
  transit: {
    accepted: ['accepted'],
    arrived_hub: ['arrived_hub'],
    arrived_destination: ['arrived_destination'],
    departed_hub: ['departed_hub'],
    customs_processing: ['customs_processing'],
    customs_cleared: ['customs_cleared'],
    delayed: ['delayed'],
    misrouted: ['misrouted'],
  },
  pickup: { out_for_delivery: ['out_for_delivery'], ready_for_pickup: ['ready_for_pickup'] },
  delivered: { delivered: ['delivered'] },
  undelivered: { failed_attempt: ['failed_attempt'], refused: ['refused'], address_issue: ['address_issue'] },
  exception: { on_hold: ['on_hold'], customs_held: ['customs_held'], damaged: ['damaged'], returning: ['returning'] },
})

/** What the words say; null where no phrase is in them. */
export function wordMeaning(text: string): Meaning | null {
  const words = text.toLowerCase()
  const phrase = PHRASES.find(([part]) => words.includes(part))?.[1]
  // Only as the first word: `delivery to …` and `to be delivered` speak of what is to come.
  return MEANINGS.get(phrase ?? (words.startsWith('delivered') ? 'delivered' : '')) ?? null
}

/** Whole texts of a delivery that name nobody. */
const DELIVERIES: ReadonlySet<string> = new Set([
  'delivered',
  'shipment delivered',
  'the shipment has been delivered',
  'the shipment has been successfully delivered',
  'die sendung wurde zugestellt',
  'die sendung wurde erfolgreich zugestellt',
])
/** What comes after these may be a name. */
const SIGNERS = ['signed', 'received by', 'accepted by', 'collected by', 'picked up by', 'refused by', 'unterschrieben', 'empfangen von']

/** The text of a delivery: DHL puts the signer's name into it, or in place of it, so only texts known to name nobody are kept. */
export function deliveryText(text: string, language: string): string {
  const known = withoutSigner(plain(text)).replace(/[.!]$/, '')
  return DELIVERIES.has(known.toLowerCase()) ? known : language === 'de' ? 'Zugestellt' : 'Delivered'
}

/** Any other text: HTML left out (a pick-up place is a link whose words go on with its street), cut before a name. */
export function eventText(text: string): string {
  return withoutSigner(plain(text.replaceAll(/<a\b[^<>]{0,500}>[^<>]{0,500}/gi, withoutStreet)))
}

function withoutStreet(link: string): string {
  const comma = link.indexOf(',', link.indexOf('>'))
  return comma === -1 ? link : link.slice(0, comma)
}

function withoutSigner(text: string): string {
  const lower = text.toLowerCase()
  const cuts = SIGNERS.map((words) => lower.indexOf(words)).filter((at) => at !== -1)
  return cuts.length === 0 ? text : trimTail(text.slice(0, Math.min(...cuts)), ':,–-')
}

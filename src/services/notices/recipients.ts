import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { ChannelName } from '../../delivery/index.ts'
import type { TrackingDetails } from '../../tracking/index.ts'
import type { Vault } from '../vault.ts'

type Addresses = Pick<TrackingDetails, 'customerEmail' | 'customerPhone' | 'destinationCountry'>

/** Where a buyer is reached on a channel: an e-mail address as given, or a phone in E.164. Null: nowhere. */
export function addressOf(channel: ChannelName, details: Addresses): string | null {
  return channel === 'email' ? details.customerEmail : (phoneOf(details)?.number ?? null)
}

function phoneOf({ customerPhone, destinationCountry }: Addresses): PhoneNumber | null {
  return customerPhone === null ? null : readE164(customerPhone, destinationCountry)
}

/** A phone as people write it; null when it cannot be one. */
export function readE164(phone: string, country: string | null): PhoneNumber | null {
  const international = phone.startsWith('00') ? `+${phone.slice(2)}` : phone
  const options = country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {}
  const parsed = parsePhoneNumberFromString(international, options)
  return parsed?.isPossible() ? parsed : null
}

/** The person by a word that leads nowhere without our key: it stays when the address is erased, and says nothing across accounts. */
export function recipientHash(vault: Vault, accountId: number, channel: ChannelName, address: string): string {
  return vault.mac(`recipient/${accountId}/${channel}/${address.trim().toLowerCase()}`)
}

import { type Static, type TUnsafe, Type } from 'typebox'
import { AppError } from '../../base/index.ts'
import {
  type CreateInput,
  readCarrier,
  readCountry,
  readEmail,
  readLanguage,
  readNumber,
  readField,
  readPhone,
  readShipDate,
  readText,
  type Services,
} from '../../services/index.ts'
import { NO_DETAILS, type TrackingDetails } from '../../tracking/index.ts'
import { nullable, object, text } from './schemas.ts'

const TEXT = Type.Optional(nullable(text(1_000)))
const country = (description: string) => Type.Optional(nullable(text(2, description)))
const described = (most: number, description: string): TUnsafe<string | null> => nullable(text(most, description))

/** What a merchant says of a parcel. Null and absent are the same. */
export const TrackingInput = object(
  {
    number: text(129, 'Letters, digits, `-` and `_`, 5 to 64; blanks do not count.'),
    carrier: Type.Optional(described(64, 'Courier code; detected when absent.')),
    title: TEXT,
    order_id: TEXT,
    order_created_at: Type.Optional(nullable(Type.Unsafe<string>({ type: 'string', format: 'date-time' }))),
    comment: TEXT,
    logistics_channel: TEXT,
    destination_country: country('ISO 3166-1 alpha-2.'),
    customer_name: TEXT,
    customer_email: Type.Optional(described(254, 'One address.')),
    customer_phone: Type.Optional(described(40, 'With `+`, or national to the country of destination.')),
    language: Type.Optional(described(7, '`ru`, `en`, `zh-CN`.')),
    ship_date: Type.Optional(described(8, '`YYYYMMDD`.')),
    postal_code: TEXT,
    account_number: TEXT,
    carrier_destination_country: country('Asked by some carriers; ISO 3166-1 alpha-2.'),
    keep_carrier: Type.Optional(Type.Boolean({ description: 'The named carrier is not corrected.' })),
  },
  'TrackingInput',
)

type Sent = Static<typeof TrackingInput>

/** @throws number_required, number_invalid, carrier_invalid, validation_failed */
export function toCreate(sent: Sent, services: Services): CreateInput {
  const number = named('number', () => readNumber(sent.number))
  const carrier = named('carrier', () => readCarrier(sent.carrier ?? ''))
  const courier = carrier === null ? null : services.carriers.find(carrier)
  if (carrier !== null && !courier) throw new AppError('carrier_invalid', { param: 'carrier' })
  return { number, carrier: courier?.code ?? null, details: readDetails(sent) }
}

function readDetails(sent: Sent): TrackingDetails {
  const read = <T>(name: keyof Sent, reader: (value: unknown, param: string) => T | null): T | null => {
    const value = sent[name]
    return value === undefined || value === null ? null : readField(name, WANTED[name] ?? TEXT_WANTED, () => reader(value, name))
  }
  const destinationCountry = read('destination_country', readCountry)
  return {
    ...NO_DETAILS,
    title: read('title', readText),
    orderId: read('order_id', readText),
    orderCreatedAt: sent.order_created_at ? Date.parse(sent.order_created_at) : null,
    comment: read('comment', readText),
    logisticsChannel: read('logistics_channel', readText),
    destinationCountry,
    customerName: read('customer_name', readText),
    customerEmail: read('customer_email', readEmail),
    customerPhone: read('customer_phone', (value, param) => readPhone(value, destinationCountry, param)),
    lang: read('language', readLanguage),
    shipDate: read('ship_date', readShipDate),
    postalCode: read('postal_code', readText),
    accountNumber: read('account_number', readText),
    carrierDestinationCountry: read('carrier_destination_country', readCountry),
    keepCarrier: sent.keep_carrier ?? false,
  }
}

const TEXT_WANTED = 'text of 500 characters at most, without the character NUL'
const COUNTRY_WANTED = 'an ISO 3166-1 alpha-2 code of a country, such as DE'
const WANTED: Readonly<Partial<Record<keyof Sent, string>>> = {
  destination_country: COUNTRY_WANTED,
  carrier_destination_country: COUNTRY_WANTED,
  customer_email: 'one e-mail address, such as anna@shop.example',
  customer_phone: 'a phone with + and country, or of the country in `destination_country`',
  language: 'a language such as en, ru or zh-CN',
  ship_date: 'a day as YYYYMMDD',
}

/** The readers are the domain's; their errors get the name that the field has here. */
function named<T>(param: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, { param })
  }
}

import type { InputField, TrackingDetails } from '../../tracking/index.ts'

/** Names of a merchant's own data on the modern surface: in bodies, answers and events alike. */
export const DETAIL_NAMES = {
  title: 'title',
  destinationCountry: 'destination_country',
  logisticsChannel: 'logistics_channel',
  customerName: 'customer_name',
  customerEmail: 'customer_email',
  customerPhone: 'customer_phone',
  orderId: 'order_id',
  orderCreatedAt: 'order_created_at',
  comment: 'comment',
  shipDate: 'ship_date',
  postalCode: 'postal_code',
  accountNumber: 'account_number',
  carrierDestinationCountry: 'carrier_destination_country',
  lang: 'language',
  keepCarrier: 'keep_carrier',
  guesses: 'guesses',
} as const satisfies Record<keyof TrackingDetails, string>

/** The field by which a caller gives what a carrier wants to know. */
export const NEEDED = {
  postalCode: 'postal_code',
  phone: 'customer_phone',
  destinationCountry: 'carrier_destination_country',
  shipDate: 'ship_date',
  accountNumber: 'account_number',
} as const satisfies Record<InputField, string>

export type Needed = (typeof NEEDED)[InputField]

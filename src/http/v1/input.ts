import { AppError } from '../../base/index.ts'
import type { CreateInput, TrackingRef, UpdateInput } from '../../services/index.ts'
import {
  readBoolean,
  readCarrier,
  readCountry,
  readEmail,
  readFlag,
  readLanguage,
  readManualStatus,
  readNumber,
  readOrderTime,
  readPhone,
  readShipDate,
  readText,
} from '../../services/index.ts'
import { NO_DETAILS, type TrackingDetails } from '../../tracking/index.ts'
import type { Door } from './door.ts'

/** Gives the sent value of a parameter under its first name that is there; undefined for absent and null, which mean the same. */
export type Fields = (...names: string[]) => unknown

/** An object's own keys. PHP writes an empty object as `[]`, which counts as one. Null for anything else. */
export function fieldsOf(body: unknown): Fields | null {
  if (!isRecord(body) || (Array.isArray(body) && body.length > 0)) return null
  return (...names) =>
    names.map((name) => (Object.hasOwn(body, name) ? body[name] : undefined)).find((value) => value !== undefined && value !== null)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** The parameters of a call that needs some. @throws bad_request when the body is no object or has no parameters */
export function requiredFields(body: unknown): Fields {
  const fields = Array.isArray(body) ? null : fieldsOf(body)
  if (!fields) throw new AppError('bad_request')
  return fields
}

/**
 * A number to register, from the parameters of post, batch and realtime.
 * @throws number_required, number_invalid, carrier_invalid, bad_request with the parameter
 */
export function toCreate(fields: Fields, door: Door): CreateInput {
  const number = readNumber(fields('tracking_number'))
  const carrier = readCarrier(fields('carrier_code'))
  const courier = carrier === null ? null : door.services.carriers.find(carrier)
  if (carrier !== null && !courier) throw new AppError('carrier_invalid', { param: 'carrier_code' })
  return { number, carrier: courier?.code ?? null, details: { ...NO_DETAILS, ...readDetails(fields, door) } }
}

/** What a PUT changes: keys that are absent or null keep their value, `""` removes it. @throws bad_request, status_invalid */
export function toUpdate(fields: Fields, door: Door): UpdateInput {
  const archived = fields('archived')
  const status = fields('status')
  const details = readDetails(fields, door)
  return {
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(archived === undefined ? {} : { archived: readBoolean(archived, 'archived') }),
    ...(status === undefined ? {} : { status: readManualStatus(status) }),
  }
}

/**
 * The tracking named by a path `{carrier_code}/{tracking_number}`. Well-formed but unknown codes are left to the verb, which finds nothing.
 * @throws number_invalid, carrier_invalid
 */
export function toRef(params: unknown): TrackingRef {
  const named = isRecord(params) ? params : {}
  const carrier = readCarrier(named['carrier_code'])
  if (carrier === null) throw new AppError('carrier_invalid', { param: 'carrier_code' })
  return { carrier, number: readNumber(named['tracking_number']) }
}

/** Only what was sent. `specialNumberDestination` and `order` are older names that clients use on every endpoint. */
function readDetails(fields: Fields, { zone }: Door): Partial<TrackingDetails> {
  const details: Partial<TrackingDetails> = {}
  function take<K extends keyof TrackingDetails>(
    key: K,
    names: [string, ...string[]],
    read: (value: unknown, param: string) => TrackingDetails[K],
  ): void {
    const value = fields(...names)
    if (value !== undefined) details[key] = read(value, names[0])
  }
  take('title', ['title'], readText)
  take('destinationCountry', ['destination_code'], readCountry)
  take('logisticsChannel', ['logistics_channel'], readText)
  take('customerName', ['customer_name'], readText)
  take('customerEmail', ['customer_email'], readEmail)
  take('customerPhone', ['customer_phone'], (value, param) => readPhone(value, details.destinationCountry ?? null, param))
  take('orderId', ['order_id', 'order'], readText)
  take('orderCreatedAt', ['order_create_time'], (value, param) => readOrderTime(value, zone.minutes, param))
  take('comment', ['comment'], readText)
  take('shipDate', ['tracking_ship_date'], readShipDate)
  take('postalCode', ['tracking_postal_code'], readText)
  take('accountNumber', ['tracking_account_number'], readText)
  take('carrierDestinationCountry', ['tracking_destination_country', 'specialNumberDestination'], readCountry)
  take('lang', ['lang'], readLanguage)
  take('keepCarrier', ['auto_correct'], readFlag)
  return details
}

import { codes, isMeaningCode, type MeaningCode } from './codes.ts'

/** One number for every status of ours. */
const STATUS_NUMBERS: readonly [string, MeaningCode][] = [
  ['SB-INFORECEIVED', 'inforeceived/label_created'],
  ['SB-TRANSIT', 'transit/in_transit'],
  ['SB-OUTFORDELIVERY', 'pickup/out_for_delivery'],
  ['SB-PICKUP', 'pickup/ready_for_pickup'],
  ['SB-FAILED', 'undelivered/failed_attempt'],
  ['SB-EXCEPTION', 'exception/on_hold'],
  ['SB-RETURNED', 'exception/returned_to_sender'],
]

/** The test numbers of EasyPost (docs.easypost.com, test tracking numbers), but EZ7000000007, which it knows nothing about. */
const EASYPOST: readonly [string, MeaningCode][] = [
  ['EZ1000000001', 'inforeceived/label_created'], // pre_transit
  ['EZ2000000002', 'transit/in_transit'], // in_transit
  ['EZ3000000003', 'pickup/out_for_delivery'], // out_for_delivery
  ['EZ4000000004', 'delivered/delivered_signed'], // delivered, signed by a tester
  ['EZ5000000005', 'exception/returned_to_sender'], // return_to_sender
  ['EZ6000000006', 'exception/address_issue'], // failure
]

/** The mock numbers of Shippo (docs.goshippo.com, tracking in test mode), but SHIPPO_UNKNOWN. */
const SHIPPO: readonly [string, MeaningCode][] = [
  ['SHIPPO_PRE_TRANSIT', 'inforeceived/label_created'],
  ['SHIPPO_TRANSIT', 'transit/in_transit'],
  ['SHIPPO_DELIVERED', 'delivered/delivered'],
  ['SHIPPO_RETURNED', 'exception/returned_to_sender'],
  ['SHIPPO_FAILURE', 'exception/address_issue'],
]

/** Every substatus by its name, `SB-CUSTOMS-HELD`; with its status before it where two statuses share the name, `SB-EXCEPTION-ADDRESS-ISSUE`. */
function substatusNumbers(): [string, MeaningCode][] {
  const seen = new Set<string>()
  return [...codes.keys()].filter(isMeaningCode).map((code) => {
    const sub = code.slice(code.indexOf('/') + 1)
    const name = seen.has(sub) ? code.replace('/', '-') : sub
    seen.add(sub)
    return [`SB-${name.replaceAll('_', '-').toUpperCase()}`, code]
  })
}

/** Number → the event that its finished history ends with. */
export const STATIC_NUMBERS: ReadonlyMap<string, MeaningCode> = new Map([...substatusNumbers(), ...STATUS_NUMBERS, ...EASYPOST, ...SHIPPO])

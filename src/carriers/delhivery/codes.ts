import type { Meaning } from '../carrier.ts'
import { table } from '../kit/index.ts'

/**
 * `Scan`, in capitals, with `ScanType` as the attribute: the type tells the direction, so the same word means different things. UD forward,
 * RT on the way back, PP and PU a pickup from the customer before and after it was collected, DL the end, CN cancelled, LT lost.
 * Source: Delhivery's package lifecycle (delhivery-express-api-doc.readme.io). The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: ['OPEN:PP'], // Pickup from the customer asked for
    label_created: ['MANIFESTED:UD'],
    pickup_scheduled: [
      'NOT PICKED:UD', // Shipment not received from client: the seller has it still
      'SCHEDULED:PP',
      'DISPATCHED:PP', // A courier is on his way to collect it
      'PENDING:PP',
    ],
  },
  transit: {
    in_transit: ['IN TRANSIT:UD', 'IN TRANSIT:PU'],
    arrived_destination: [
      'PENDING:UD', // At the destination, not yet sent out. After an attempt too: see ATTEMPTED
      'PENDING:PU',
    ],
  },
  pickup: { out_for_delivery: ['DISPATCHED:UD', 'DISPATCHED:PU'] },
  delivered: {
    delivered: [
      'DELIVERED:DL',
      'DTO:DL', // Delivered to origin: what was collected from the customer is with the seller, as was asked for
    ],
  },
  exception: {
    returning: ['IN TRANSIT:RT', 'PENDING:RT', 'DISPATCHED:RT'],
    returned_to_sender: ['RTO:DL'], // Returned to origin: DL alone does not mean delivered
    cancelled: ['CANCELED:CN', 'CANCELLED:CN', 'CLOSED:CN'],
    lost: ['LOST', 'LOST:LT'],
  },
})

/** `StatusCode` (Delhivery calls it NSL) that says more than scan and type. */
export const CANCELLED_BY_SELLER = 'DTUP-210'
export const CANCELLED: Meaning = { status: 'exception', sub: 'cancelled' }

/** The codes of a pending parcel for which Delhivery takes the order to try again: it was tried. Source: the NDR action API. */
export const ATTEMPTED: ReadonlySet<string> = new Set([
  'EOD-6',
  'EOD-11',
  'EOD-15',
  'EOD-16',
  'EOD-43',
  'EOD-69',
  'EOD-74',
  'EOD-86',
  'EOD-104',
  'ST-108',
])
export const FAILED_ATTEMPT: Meaning = { status: 'undelivered', sub: 'failed_attempt' }

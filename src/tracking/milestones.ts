import type { Checkpoint } from './checkpoint.ts'
import { displayLocal } from './time.ts'
import type { Facts, Milestones } from './tracking.ts'

type Milestone = keyof Milestones

/** Only parcels that cross a border are spoken of in these words. */
const ABROAD = new Set<Checkpoint['sub']>([
  'departed_origin_country',
  'arrived_destination_country',
  'customs_processing',
  'customs_cleared',
  'customs_held',
])

/** `in_transit` stands for the origin scan that some carriers (UPS) word no finer. */
const RECEIVED = new Set<Checkpoint['sub']>(['accepted', 'handed_over', 'in_transit'])

const CUSTOMS = new Set<Checkpoint['sub']>(['customs_processing', 'customs_cleared', 'customs_held'])

/**
 * The six milestones of the v1 API from a parcel's counted events, oldest first; the first scan of each kind wins, and where one scan stands
 * for two milestones both get its time and `milestoneOf` names the one that its code says.
 *
 * - ItemReceived: first information or acceptance.
 * - ItemDispatched: abroad: left the outward office of exchange; where no event says so, the last hub before the first scan in another country; at home: left a hub.
 * - DepartfromAirport: a second departure from the origin country, after ItemDispatched.
 * - ArrivalfromAbroad: arrived in the destination country, or first scan there.
 * - CustomsClearance: handed to customs.
 * - DestinationArrived: at the delivery office, waiting for the recipient, or out for delivery.
 */
export function readMilestones(
  counted: readonly Checkpoint[],
  facts: Facts,
): { milestones: Milestones; milestoneOf: Record<string, Milestone> } {
  const milestones: Milestones = {
    ItemReceived: null,
    ItemDispatched: null,
    DepartfromAirport: null,
    ArrivalfromAbroad: null,
    CustomsClearance: null,
    DestinationArrived: null,
  }
  const milestoneOf: Record<string, Milestone> = {}
  const origin = facts.originCountry ?? firstCountry(counted)
  const destination = facts.destinationCountry === origin ? undefined : facts.destinationCountry
  const isAbroad = (origin !== undefined && destination !== undefined) || counted.some(({ sub }) => ABROAD.has(sub))
  const leaving = isAbroad ? lastHubBeforeAbroad(counted, origin) : null

  for (const checkpoint of counted) {
    const said = saidBy(checkpoint, { isAbroad, leaving, isDispatched: milestones.ItemDispatched !== null })
    const isThere = isAbroad && destination !== undefined && checkpoint.place?.country === destination
    for (const milestone of [said, isThere ? ('ArrivalfromAbroad' as const) : null]) {
      if (milestone === null || milestones[milestone] !== null) continue
      milestones[milestone] = displayLocal(checkpoint.time)
      milestoneOf[checkpoint.fingerprint] ??= milestone
    }
  }
  return { milestones, milestoneOf }
}

interface Way {
  isAbroad: boolean
  leaving: Checkpoint | null
  isDispatched: boolean
}

function saidBy(checkpoint: Checkpoint, { isAbroad, leaving, isDispatched }: Way): Milestone | null {
  const { status, sub } = checkpoint
  if (status === 'inforeceived' || RECEIVED.has(sub)) return 'ItemReceived'
  if (sub === 'departed_origin_country') return isDispatched ? 'DepartfromAirport' : 'ItemDispatched'
  if (sub === 'departed_hub') return !isAbroad || checkpoint === leaving ? 'ItemDispatched' : null
  if (sub === 'arrived_destination_country') return 'ArrivalfromAbroad'
  if (CUSTOMS.has(sub)) return 'CustomsClearance'
  return sub === 'arrived_destination' || status === 'pickup' ? 'DestinationArrived' : null
}

function firstCountry(counted: readonly Checkpoint[]): string | undefined {
  return counted.find(({ place }) => place?.country !== undefined)?.place?.country
}

/** The hub that a parcel left for another country, where no event says so in words. */
function lastHubBeforeAbroad(counted: readonly Checkpoint[], origin: string | undefined): Checkpoint | null {
  if (origin === undefined || counted.some(({ sub }) => sub === 'departed_origin_country')) return null
  let hub: Checkpoint | null = null
  for (const checkpoint of counted) {
    const country = checkpoint.place?.country
    if (country !== undefined && country !== origin) return hub
    if (checkpoint.sub === 'departed_hub' && country === origin) hub = checkpoint
  }
  return null
}

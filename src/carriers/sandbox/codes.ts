import { SUBSTATUSES, type EventStatus } from '../../tracking/index.ts'
import type { CodeTable, Meaning } from '../carrier.ts'

/** The sandbox names its events after what they mean: `transit/accepted`, `exception/customs_held`. */
export type MeaningCode = { [S in EventStatus]: `${S}/${(typeof SUBSTATUSES)[S][number]}` }[EventStatus]
/** The same, and news that leaves the status alone, and the withdrawal of the event before it. */
export type Code = MeaningCode | 'keep/note' | 'void/withdrawn'

const STATUSES = ['inforeceived', 'transit', 'pickup', 'delivered', 'undelivered', 'exception'] as const satisfies readonly EventStatus[]

/** Every substatus has its code, so a substatus added to the domain can be tried here at once. */
export const codes: CodeTable = new Map<string, Meaning>([
  ...STATUSES.flatMap((status) => SUBSTATUSES[status].map((sub): [string, Meaning] => [`${status}/${sub}`, { status, sub }])),
  ['keep/note', { status: 'keep' }],
  ['void/withdrawn', { status: 'void' }],
])

export function isMeaningCode(code: string): code is MeaningCode {
  const meaning = codes.get(code)
  return meaning !== undefined && 'sub' in meaning
}

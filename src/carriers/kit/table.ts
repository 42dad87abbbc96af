import { SUBSTATUSES, type EventStatus, type Substatus } from '../../tracking/index.ts'
import type { CodeTable, Meaning } from '../carrier.ts'

/**
 * Status → substatus → codes. A code is the carrier's own, `code:attr` where an attribute refines it; a bare code is the row of every attribute
 * that has none of its own. `keep`: news that leaves the status alone. `void`: withdraws the event before it.
 */
export type Rows = { [S in EventStatus]?: { [Sub in (typeof SUBSTATUSES)[S][number]]?: readonly string[] } } & {
  keep?: readonly string[]
  void?: readonly string[]
}

/**
 * A carrier's code table. A substatus under the wrong status does not compile.
 * @throws Error at start-up when a code stands in two rows: one code has one meaning.
 */
export function table(rows: Rows): CodeTable {
  const codes = new Map<string, Meaning>()
  const add = (meaning: Meaning, row: readonly string[]): void => {
    for (const code of row) {
      if (codes.has(code)) throw new Error(`code ${code} stands in two rows of the table`)
      codes.set(code, meaning)
    }
  }
  add({ status: 'keep' }, rows.keep ?? [])
  add({ status: 'void' }, rows.void ?? [])
  for (const [status, subs] of Object.entries(rows)) {
    if (!isStatus(status)) continue
    for (const [sub, row] of Object.entries(subs)) {
      if (!isSub(status, sub)) throw new Error(`${sub} is no substatus of ${status}`)
      add({ status, sub }, row)
    }
  }
  return codes
}

/** The meaning of a code: the row of `code:attr`, else the row of the bare code, else null (unknown to the table). */
export function meaningOf(codes: CodeTable, code: string, attr?: string | null): Meaning | null {
  const exact = attr === undefined || attr === null ? undefined : codes.get(`${code}:${attr}`)
  return exact ?? codes.get(code) ?? null
}

function isStatus(name: string): name is EventStatus {
  return Object.hasOwn(SUBSTATUSES, name)
}

function isSub(status: EventStatus, name: string): name is Substatus {
  return SUBSTATUSES[status].some((sub) => sub === name)
}

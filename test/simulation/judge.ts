import type { Member } from './carriers.ts'
import type { Looks } from './ledger.ts'
import type { Month } from './month.ts'

/** Lines of the log that the troubles of the carriers explain. */
const EXPECTED = new Set(['a carrier is not well: what was known is kept', 'the token endpoint of a carrier is closed to us'])

/** What the month did not hold of what was promised; empty: everything was kept. */
export function problemsOf({ fleet, ledger, servers, ending, complaints, parcels }: Month): string[] {
  const problems: string[] = []
  for (const [what, { times, cases }] of ledger.faults) problems.push(`${what}: ${times} times; ${cases.join('; ')}`)
  for (const [i, looks] of ledger.looks.entries()) problems.push(...latenessOf(fleet[i], looks, ledger.catchUpMs))
  for (const [i, { carrier }] of fleet.entries()) {
    for (const meter of servers.meters[i]?.limits.filter((one) => one.exceeded() > 0) ?? [])
      problems.push(`${carrier.code} met ${meter.most()} requests where ${meter.limit.requests} are allowed`)
  }
  for (const [line, times] of complaints) if (!EXPECTED.has(line)) problems.push(`logged ${times} times: ${line}`)
  if (ending.wrong.length > 0)
    problems.push(`${ending.wrong.length} of ${parcels.length} parcels ended wrong: ${ending.wrong.slice(0, 10).join('; ')}`)
  return problems
}

function latenessOf(member: Member | undefined, { regular, trouble, quota }: Looks, catchUpMs: number): string[] {
  if (member === undefined) return ['looks of no carrier']
  const problems: string[] = []
  const { code } = member.carrier
  if (regular.count() === 0) problems.push(`${code} was never asked`)
  if (trouble.most() > catchUpMs)
    problems.push(`${code}: the backlog was gone ${Math.round(trouble.most() / 60_000)} min after its trouble`)
  if (!member.scarce && quota.count() > 0) problems.push(`${code}: ${quota.count()} looks waited for a day that sufficed`)
  return problems
}

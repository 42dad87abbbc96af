import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/base/index.ts'
import { migrate, openEmbedded } from '../src/storage/index.ts'
import { problemsOf } from '../test/simulation/judge.ts'
import type { Ledger, Looks } from '../test/simulation/ledger.ts'
import { DAYS, type Month, simulateMonth } from '../test/simulation/month.ts'
import { createSpread, type Spread } from '../test/simulation/spread.ts'
import { silentLog } from '../test/support/database.ts'
import { say } from './support/report.ts'

const MINUTE_MS = 60_000

/** 30 simulated days over 12 carriers with troubles, on the real database, services and engine: what was promised against what the carriers saw. */
export async function benchMonth(parcels: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-month-'))
  const server = await openEmbedded({ dataDir, log: silentLog, clock: systemClock })
  try {
    await migrate(server.connection, { clock: systemClock, log: silentLog })
    const before = performance.now()
    const onDay = (day: number, ledger: Ledger): void =>
      say(
        `day ${String(day).padStart(2)} of ${DAYS}: ${looksOf(ledger).toLocaleString('en')} looks, ${Math.round((performance.now() - before) / 1_000)} s`,
      )
    report(await simulateMonth({ target: server.connection, parcels, onDay }))
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function looksOf({ outcomes }: Ledger): number {
  return outcomes.flatMap((counts) => [...counts.values()]).reduce((sum, times) => sum + times, 0)
}

function report(month: Month): void {
  const { fleet, parcels, ledger, servers, ending, wallMs } = month
  const looks = looksOf(ledger)
  const requests = servers.meters.reduce((sum, meter) => sum + meter.requests, 0)
  say(
    `\ninput: ${parcels.length.toLocaleString('en')} parcels registered over 7 days, ${fleet.length} carriers, 2 processes on one PostgreSQL (synchronous_commit off)`,
  )
  say(
    `${looks.toLocaleString('en')} looks in ${requests.toLocaleString('en')} requests; ${Math.round(wallMs / 1_000)} s, ${Math.round(looks / (wallMs / 1_000)).toLocaleString('en')} looks/s\n`,
  )
  say('carrier          looks    lateness, % of the interval   limits: most in a window (or on a day) of what is allowed')
  say('                            median     99 %      most')
  for (const [i, { carrier }] of fleet.entries()) {
    const { regular } = ledger.looks[i] ?? {}
    const limits = servers.meters[i]?.limits.map((meter) => `${meter.most()} of ${meter.limit.requests} a ${nameOf(meter.limit.per)}`) ?? []
    if (regular)
      say(
        `${carrier.code.padEnd(15)} ${count(regular)} ${percent(regular, 0.5)} ${percent(regular, 0.99)} ${percent(regular, 1)}   ${limits.join(', ')}`,
      )
  }
  const all = (of: (looks: Looks) => Spread): Spread => {
    const sum = createSpread()
    for (const one of ledger.looks) sum.take(of(one))
    return sum
  }
  const [first, quota] = [all((one) => one.first), all((one) => one.quota)]
  say(
    `\nfirst looks: ${first.count().toLocaleString('en')}, the median ${minutes(first, 0.5)} after registration, the last ${minutes(first, 1)}`,
  )
  say(
    `held back by a day that does not suffice: ${quota.count().toLocaleString('en')} looks, late by ${quota.at(0.5).toFixed(1)} intervals (median), ${quota.most().toFixed(1)} (most)`,
  )
  for (const [i, { carrier, trouble }] of fleet.entries()) {
    const late = ledger.looks[i]?.trouble
    if (trouble !== null && late)
      say(
        `${carrier.code}, in trouble for ${(trouble.to - trouble.from) / (60 * MINUTE_MS)} h: ${late.count().toLocaleString('en')} looks; after its end half of them within ${minutes(late, 0.5)}, all within ${minutes(late, 1)} (bound: ${ledger.catchUpMs / MINUTE_MS} min)`,
      )
  }
  say(`the longest batch took ${(ledger.longestBatchMs() / 1_000).toFixed(1)} s`)
  say(`in the end: ${[...ending.statuses].map(([status, number]) => `${status} ${number.toLocaleString('en')}`).join(', ')}`)
  const problems = problemsOf(month)
  say(problems.length === 0 ? 'every promise was kept' : `NOT KEPT:\n${problems.join('\n')}`)
  if (problems.length > 0) process.exitCode = 1
}

function nameOf(per: 'second' | 'minute' | 'day' | number): string {
  return typeof per === 'number' ? `${per / 1_000} s` : per
}

function count(spread: Spread): string {
  return spread.count().toLocaleString('en').padStart(10)
}

function percent(spread: Spread, share: number): string {
  return `${(100 * (share === 1 ? spread.most() : spread.at(share))).toFixed(1)} %`.padStart(9)
}

function minutes(spread: Spread, share: number): string {
  return `${((share === 1 ? spread.most() : spread.at(share)) / MINUTE_MS).toFixed(1)} min`
}

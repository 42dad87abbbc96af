import { readFileSync, writeFileSync } from 'node:fs'
import { systemClock } from '../../src/base/index.ts'
import { type Carrier, type CarrierAnswer, CARRIERS } from '../../src/carriers/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { redactAnswer } from '../../src/polling/redact-answer.ts'

/**
 * A process of its own (`node --expose-gc`) that is given hostile answers and tells what they cost: `[{ url | file, … }]` as JSON in the first
 * argument, a line of JSON for each step on standard output. Memory is the highest resident set within the step, over that of the process at rest
 * before the first of the answer: what was not given back counts again. Before that the process has read ordinary answers, as a server has.
 */

export interface Order {
  /** Sent for by the real transport. */
  url?: string
  maxBytes?: number
  /** Read by every adapter. */
  file?: string
}

export interface Cost {
  step: string
  outcome: string
  mb: number
  /** Of the processor. */
  ms: number
}

const MB = 1024 * 1024
const BUDGET_MS = 200
const LEFT_MB = 5
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }
/** Shorter answers are read by all adapters in one step. */
const SHORT = 50_000
const STATUS = '/proc/self/status'

function ignore(): void {}

const isLinux = process.platform === 'linux'

/** Linux forgets the highest resident set when told to; elsewhere it is that of the whole life of the process. */
function forgetPeak(base: number): void {
  // What the steps before left behind, where it is worth a collection.
  if (process.memoryUsage.rss() / MB > base + LEFT_MB) globalThis.gc?.()
  if (isLinux) writeFileSync('/proc/self/clear_refs', '5')
}

function peak(): number {
  if (!isLinux) return process.resourceUsage().maxRSS / 1024
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1]) / 1024
}

function atRest(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss() / MB
}

async function measure(step: string, base: number, work: () => string | Promise<string>): Promise<void> {
  const runs: Cost[] = []
  // The machine does other things beside: what was too slow may try again.
  while (runs.length < 3 && runs.every(({ ms }) => ms > BUDGET_MS)) {
    forgetPeak(base)
    const start = process.cpuUsage()
    const outcome = await work()
    const { user, system } = process.cpuUsage(start)
    runs.push({ step, outcome, mb: peak() - base, ms: (user + system) / 1_000 })
  }
  const cost = { ...runs[0], mb: Math.max(...runs.map(({ mb }) => mb)), ms: Math.min(...runs.map(({ ms }) => ms)) }
  process.stdout.write(`${JSON.stringify(cost)}\n`)
}

type Reader = [name: string, read: (answer: CarrierAnswer) => unknown]

/** Everything of an adapter that reads what comes from outside. */
function readers({ code, auth, ...carrier }: Carrier): Reader[] {
  const items = [{ ref: 'A1', number: 'A1', registeredAt: 0 }]
  const ctx = { credential: {}, language: 'en', now: 0 }
  const all: (Reader | null)[] = [
    [`${code} parse`, (answer) => carrier.parse?.(answer, items, ctx)],
    auth.kind === 'token' ? [`${code} token`, (answer) => auth.parse(answer)] : null,
    carrier.feed ? [`${code} feed`, (answer) => carrier.feed?.parse(answer)] : null,
    carrier.pushed ? [`${code} push`, ({ headers, text }) => carrier.pushed?.({ headers, query: {}, text })] : null,
  ]
  return all.filter((reader) => reader !== null)
}

const all: Reader[] = [...CARRIERS.flatMap(readers), ['redaction', (answer) => redactAnswer({}, answer, ['a-secret-of-ours'])]]
const transport = createTransport({ clock: systemClock, log: silent, trustedOrigins: [new URL(process.argv[3] ?? '').origin] })
await transport.send(process.argv[3] ?? '', { method: 'GET' })
const ordinary = [
  JSON.stringify({
    events: Array.from({ length: 2_000 }, (_, i) => ({ code: `c${i}`, at: i, text: 'Arrived at the sorting centre', place: null })),
  }),
  `<a>${'<event code="8"><at>2026-01-10</at><text>Arrived</text></event>'.repeat(2_000)}</a>`,
]
for (const text of ordinary) for (const [, read] of all) read({ status: 200, headers: {}, text })

const orders: Order[] = JSON.parse(process.argv[2] ?? '[]')
for (const { url, file, maxBytes } of orders) {
  if (url !== undefined) {
    await measure('net', atRest(), async () => {
      const sent = await transport.send(url, { method: 'GET', ...(maxBytes === undefined ? {} : { maxBytes }) })
      return sent.kind === 'answer' ? `answer of ${sent.answer.text.length}` : sent.kind
    })
  }
  if (file !== undefined) {
    // The text itself counts too.
    const base = atRest()
    const text = readFileSync(file, 'utf8')
    const readAll = (): string => {
      for (const [, read] of all) read({ status: 200, headers: {}, text })
      return 'read'
    }
    if (text.length < SHORT) await measure('all adapters', base, readAll)
    for (const [step, read] of text.length < SHORT ? [] : all) {
      if (step === 'redaction' && text.length > 2 * MB) continue
      await measure(step, base, () => {
        read({ status: 200, headers: {}, text })
        return 'read'
      })
    }
  }
}
await transport.close()

import { detect } from '../src/numbers/index.ts'
import { FORMATS } from '../src/numbers/formats/index.ts'
import { median, say } from './support/report.ts'

const NUMBERS = 20_000
const MOST_CHARACTERS = 64
const BOUND_MS = 1
const DIGITS = '0123456789'
const CHARACTERS = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ-`

/** Which carrier a number belongs to: in memory, without an account. */
export async function benchDetect(): Promise<void> {
  const valid = FORMATS.flatMap((format) => format.valid)
  say(
    `input: ${NUMBERS.toLocaleString('en')} numbers of each kind, one call each; ${FORMATS.length} formats; bound: ${BOUND_MS} ms for 99 of 100`,
  )
  const kinds: Record<string, () => string> = {
    [`${MOST_CHARACTERS} random characters`]: () => random(CHARACTERS, MOST_CHARACTERS),
    [`${MOST_CHARACTERS} random digits`]: () => random(DIGITS, MOST_CHARACTERS),
    '8 to 34 random digits': () => random(DIGITS, 8 + Math.floor(Math.random() * 27)),
    'valid numbers of the formats': () => valid[Math.floor(Math.random() * valid.length)] ?? '',
  }
  for (const [kind, make] of Object.entries(kinds)) measure(kind, Array.from({ length: NUMBERS }, make))
}

function random(characters: string, length: number): string {
  return Array.from({ length }, () => characters[Math.floor(Math.random() * characters.length)]).join('')
}

/** The first calls are measured with the others: a process meets them too. */
function measure(kind: string, numbers: string[]): void {
  const times = numbers.map((number) => {
    const start = performance.now()
    detect(number)
    return performance.now() - start
  })
  const sorted = times.toSorted((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
  say(
    `${kind.padEnd(32)} median ${median(times).toFixed(4)} ms   99th percentile ${p99.toFixed(4)} ms   slowest ${(sorted.at(-1) ?? 0).toFixed(2)} ms   ${p99 <= BOUND_MS ? 'within' : 'OVER'} the bound`,
  )
}

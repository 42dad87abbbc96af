export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Runs the contenders in turn, `rounds` times each, and answers each one's figures. */
export async function interleave(rounds: number, contenders: Record<string, () => Promise<number>>): Promise<Record<string, number[]>> {
  const figures: Record<string, number[]> = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) figures[name]?.push(await run())
  }
  return figures
}

/** A row a contender: median, spread, and the ratio of medians to the contender named `limit`. */
export function compare(figures: Record<string, number[]>, unit: string, limit: string): void {
  const base = median(figures[limit] ?? [])
  for (const [name, values] of Object.entries(figures)) {
    const middle = median(values)
    const ratio = name === limit ? '(the limit)' : `${(middle / base).toFixed(2)} of the limit`
    say(
      `${name.padEnd(48)} ${Math.round(middle).toLocaleString('en').padStart(9)} ${unit}  [${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}]  ${ratio}`,
    )
  }
}

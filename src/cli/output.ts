/** What a command may say. Results go to standard output, everything else to standard error. */
export interface Output {
  /** One result: as JSON with `--json`, else as text. */
  result(value: unknown, text: string): void
  note(text: string): void
}

/** Exit codes, documented in docs/reference/cli.md. */
export const EXIT = { ok: 0, failure: 1, usage: 2, notFound: 4, auth: 5, rateLimited: 6, locked: 75 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a text for standard error and an exit code. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  constructor(message: string, exitCode: ExitCode) {
    super(message)
    this.exitCode = exitCode
  }
}

export function createOutput(json: boolean): Output {
  return {
    result: (value, text) => process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  }
}

/** Rows under headings, columns padded; no colours, so that it can be piped. */
export function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(headings), ...rows.map(line)].join('\n')
}

export function when(instant: number | null): string {
  return instant === null ? '–' : new Date(instant).toISOString().replace('T', ' ').slice(0, 16)
}

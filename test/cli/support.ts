import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const FIXTURES = join(import.meta.dirname, '..', '..', 'src', 'carriers')

export const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')

/** A folder of one's own, and its removal. */
export function temporary(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'trackru-cli-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** One JSON document and nothing else. Its shape is what the tests check. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says which shape it then tests
export function json<T>(text: string): T {
  return JSON.parse(text) as T
}

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { copyAside, findBinaries, hydrateLinks } from './binaries.ts'

test('a copy beside the data runs, is made once, and leaves no draft', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trackru-binaries-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const copy = copyAside(findBinaries(), folder)
  expect(hydrateLinks(copy)).toBe(true)
  expect(execFileSync(join(copy.native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })).toMatch(/^postgres \(PostgreSQL\) 18\./)
  expect(copyAside(findBinaries(), folder)).toEqual(copy)
  expect(readdirSync(folder)).toEqual([`postgres-${copy.version}`])
})

import { createHash } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { errorCode } from '../error-code.ts'
import { DataInUseError } from './error.ts'
import type { Layout } from './layout.ts'
import { lookUp } from './processes.ts'

/**
 * Takes the data folder for this process, or refuses at once. The file outlives a killed owner; its process id with start time tells.
 * A stale file is taken over through a link whose name is the stale content, so that of several starters only one may.
 * @throws DataInUseError
 */
export function claimOwnership({ dataDir, ownerFile }: Layout): { release(): void } {
  const mine = JSON.stringify({ pid: process.pid, startedAt: lookUp(process.pid)?.startedAt ?? '' })
  const draft = `${ownerFile}.${process.pid}`
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    if (!linked(draft, ownerFile)) takeOver(draft, ownerFile, dataDir)
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: () => {
      if (read(ownerFile) === mine) rmSync(ownerFile, { force: true })
    },
  }
}

function takeOver(draft: string, ownerFile: string, dataDir: string): void {
  const stale = read(ownerFile)
  const owner = livingOwner(stale)
  if (owner !== null) throw new DataInUseError(dataDir, owner)
  const right = `${ownerFile}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`
  if (!linked(draft, right)) {
    const rival = livingOwner(read(right))
    if (rival !== null) throw new DataInUseError(dataDir, rival)
  }
  // With the right in hand nobody else replaces this content; somebody may have done so just before.
  const unchanged = read(ownerFile) === stale
  if (unchanged) renameSync(draft, ownerFile)
  rmSync(right, { force: true })
  if (!unchanged) throw new DataInUseError(dataDir, livingOwner(read(ownerFile)))
}

function livingOwner(content: string): number | null {
  try {
    const { pid, startedAt }: { pid: unknown; startedAt: unknown } = JSON.parse(content)
    if (typeof pid !== 'number' || pid === process.pid) return null
    return lookUp(pid)?.startedAt === startedAt ? pid : null
  } catch {
    return null
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

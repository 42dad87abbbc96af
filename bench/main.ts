// `npm run bench -- NAME … [--parcels COUNT]`: prints the machine, the inputs, the limit or peer that ran beside it, and the ratio. Rounds are
// interleaved, since machines are noisy: quote medians and ratios, not absolutes.
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchCreate } from './create.ts'
import { benchDetect } from './detect.ts'
import { benchGet } from './get.ts'
import { benchIdle } from './idle.ts'
import { benchList } from './list.ts'
import { benchMonth } from './month.ts'
import { benchRefresh } from './refresh.ts'
import { say } from './support/report.ts'
import { benchWebhooks } from './webhooks.ts'

const { positionals: names, values } = parseArgs({ allowPositionals: true, options: { parcels: { type: 'string' } } })
const parcels = Number(values.parcels ?? 100_000)

const BENCHES: Record<string, () => Promise<void>> = {
  create: benchCreate,
  get: benchGet,
  list: benchList,
  refresh: benchRefresh,
  idle: benchIdle,
  detect: benchDetect,
  webhooks: benchWebhooks,
  month: () => benchMonth(parcels),
}

const unknown = names.find((name) => !(name in BENCHES))
if (names.length === 0 || unknown !== undefined || !Number.isSafeInteger(parcels) || parcels < 12) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')} … [--parcels COUNT (of month; 100000)]\n`)
  process.exit(2)
}
say(
  `machine: ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node.js ${process.versions.node}, ${process.platform}`,
)
say('server, database and load generator share these cores')
for (const name of names) {
  say(`\n## ${name}`)
  await BENCHES[name]?.()
}
process.exit()

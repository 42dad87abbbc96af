// Owns a data folder until SIGTERM: `node --import tsx test/storage/owner-process.ts <folder>`. Says on standard output how that went.
import { systemClock } from '../../src/base/index.ts'
import { openEmbedded } from '../../src/storage/index.ts'
import { silentLog } from '../support/database.ts'

const [, , dataDir = ''] = process.argv
try {
  const server = await openEmbedded({ dataDir, log: silentLog, clock: systemClock })
  process.on('SIGTERM', () => {
    void server.stop().then(() => process.exit(0))
  })
  setInterval(() => {}, 60_000)
  process.stdout.write(`open ${JSON.stringify(server)}\n`)
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.name}: ${error.message}` : 'failed'}\n`)
  process.exitCode = 1
}

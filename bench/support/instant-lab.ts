// The lab for `bench refresh`: answers FedEx numbers that start with 99 from a precomputed template.
import { systemClock } from '../../src/base/index.ts'
import { createLab } from '../../src/lab/index.ts'

const lab = await createLab({ clock: systemClock, instant: { prefix: '99' } })
process.stderr.write(`ready at ${lab.url}\n`)
process.once('SIGTERM', () => void lab.close().then(() => process.exit(0)))

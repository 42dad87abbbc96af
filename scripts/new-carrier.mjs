// `npm run new-carrier -- CODE "Name" --country XX`: sets a fresh clone up, then writes the skeleton of a carrier.
import { setUp } from './setup.mjs'

setUp({ build: false })
const { register } = await import('tsx/esm/api')
register()
const { newCarrier } = await import('./new-carrier.ts')
process.exitCode = newCarrier(process.argv.slice(2))

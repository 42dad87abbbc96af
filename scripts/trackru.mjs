// `npm run --silent trackru -- …`: the command line from a checkout. Standard output is the command's alone.
import { setUp } from './setup.mjs'

setUp({ build: true })
await import('../dist/cli/main.js')

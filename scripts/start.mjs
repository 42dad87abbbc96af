// `npm start`: sets a fresh clone up, then serves in this same process.
import { setUp } from './setup.mjs'

setUp({ build: true })
process.argv.splice(2, 0, 'serve')
await import('../dist/cli/main.js')

// `npm run bench -- NAME …`: sets a fresh clone up, then measures the built program.
import { setUp } from './setup.mjs'

setUp({ build: true })
const { register } = await import('tsx/esm/api')
register()
await import('../bench/main.ts')

export { DataInUseError, EmbeddedError } from './error.ts'
export type { EmbeddedConnection } from './layout.ts'
export { attachEmbedded, type EmbeddedServer, openEmbedded } from './open.ts'

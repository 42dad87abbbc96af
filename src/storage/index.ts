export type * from './port.ts'
export type * from './webhook-port.ts'
export type * from './notices-port.ts'
export type * from './sealed-port.ts'
export type * from './sms-port.ts'
export {
  attachEmbedded,
  DataInUseError,
  EmbeddedError,
  type EmbeddedConnection,
  type EmbeddedServer,
  openEmbedded,
} from './embedded/index.ts'
export { migrate } from './migrate.ts'
export { createPool, type Pool } from './sql/pool.ts'
export { createStorage } from './storage.ts'

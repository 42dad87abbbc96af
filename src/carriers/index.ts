export type * from './carrier.ts'
export { meaningOf } from './kit/table.ts'
export { CARRIERS, carrierByCode } from './registry.ts'
export { DIRECTORY, findCourier, type DirectoryEntry } from './directory.ts'

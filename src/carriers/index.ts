export type * from './carrier.ts'
export { meaningOf } from './kit/table.ts'
export { CARRIERS, carrierByCode } from './registry.ts'

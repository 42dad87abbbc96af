export type * from './carrier.ts'

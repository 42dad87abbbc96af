export { createEngine, type EngineOptions } from './create-engine.ts'
export type * from './engine.ts'
export { readAnswer } from './normalise.ts'

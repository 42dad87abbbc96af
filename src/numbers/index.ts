export { detect, type Candidate, type Prior } from './detect.ts'

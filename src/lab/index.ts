export { createLab, type Lab, type LabOptions } from './lab.ts'
export { LAB_CREDENTIALS } from './registry.ts'

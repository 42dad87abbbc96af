export { labCarriers, type LabCarrier } from './journey.ts'
export { createLab, type Lab, type LabOptions } from './lab.ts'
export { LAB_CREDENTIALS } from './wire.ts'

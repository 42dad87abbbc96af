import type { Format } from '../format.ts'
import { AMERICA } from './america.ts'
import { ASIA } from './asia.ts'
import { CIS } from './cis.ts'
import { EUROPE } from './europe.ts'
import { POSTAL } from './postal.ts'
import { TEST_NUMBERS } from './test-numbers.ts'

/** Every format. The order means nothing: a candidate's rank comes from its confidence. */
export const FORMATS: readonly Format[] = [...TEST_NUMBERS, ...POSTAL, ...AMERICA, ...EUROPE, ...CIS, ...ASIA]

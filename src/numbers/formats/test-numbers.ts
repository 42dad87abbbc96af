import type { Format } from '../format.ts'

/** Test numbers of this product and of services that people come from. No carrier issues them. */
export const TEST_NUMBERS: readonly Format[] = [
  {
    id: 'sandbox',
    name: 'a test number of the sandbox (SB-)',
    carriers: ['sandbox'],
    pattern: /^SB-[0-9A-Z-]{2,61}$/,
    asWritten: true,
    confidence: 0.99,
    valid: ['SB-DELIVERED', 'SB-TRANSIT-000001'],
    invalid: ['SB-', 'SBDELIVERED', 'XSB-DELIVERED'],
  },
  {
    id: 'easypost-test',
    name: 'a test number of EasyPost (EZ)',
    carriers: ['sandbox'],
    pattern: /^EZ(?:10{8}1|20{8}2|30{8}3|40{8}4|50{8}5|60{8}6|70{8}7)$/,
    confidence: 0.99,
    valid: ['EZ1000000001', 'EZ7000000007'],
    invalid: ['EZ1000000002', 'EZ8000000008'],
  },
  {
    id: 'shippo-test',
    name: 'a test number of Shippo (SHIPPO_)',
    carriers: ['sandbox'],
    pattern: /^SHIPPO_(?:PRE_TRANSIT|TRANSIT|DELIVERED|RETURNED|FAILURE|UNKNOWN)$/,
    confidence: 0.99,
    valid: ['SHIPPO_TRANSIT', 'SHIPPO_DELIVERED'],
    invalid: ['SHIPPO_LOST', 'SHIPPO'],
  },
  {
    // Statuses by letter, each with an optional substatus of three digits; minutes between them; any digits.
    id: 'aftership-test',
    name: 'a test number of AfterShip (statuses, minutes, serial)',
    carriers: ['sandbox'],
    pattern: /^(?:[ADEFIOT](?:\d{3})?){1,10}-\d{1,2}-\d{1,40}$/,
    asWritten: true,
    confidence: 0.99,
    valid: ['IT001OD-5-0000000001', 'D-1-1'],
    invalid: ['IXD-5-1', 'ITOD-5'],
  },
]

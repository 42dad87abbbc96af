import type { Format } from '../format.ts'
import { S10_OPERATORS, S10_OPERATORS_OF_CLASS } from '../s10-operators.ts'

function issuers(number: string): readonly string[] {
  const country = number.slice(-2)
  const ofClass = S10_OPERATORS_OF_CLASS[country]?.[number.charAt(0)] ?? []
  return [...new Set([...ofClass, ...(S10_OPERATORS[country] ?? [])])]
}

/** Postal operators: the international S10 number and the domestic numbers of some posts. */
export const POSTAL: readonly Format[] = [
  {
    // UPU standard S10. A failed check digit still leaves little else that it could be.
    id: 's10',
    name: 'an international postal number (UPU S10) of a known issuer',
    carriers: issuers,
    pattern: /^[A-Z]{2}\d{9}[A-Z]{2}$/,
    check: { rule: 's10', body: [2, 10], at: 10 },
    confidence: 0.97,
    failed: 0.7,
    valid: ['RA123456785RU', 'EA000000014CN', 'CP987654326DE', 'LB102030405UA', 'UF111111115YP', 'RR000000093KZ'],
    invalid: ['R123456785RU', 'RA12345678RU', 'RA1234567850RU', 'RA12345678XRU'],
  },
  {
    id: 's10-other',
    name: 'an international postal number (UPU S10) of an issuer that is not in the list',
    carriers: (number) => (issuers(number).length === 0 ? ['upu'] : []),
    pattern: /^[A-Z]{2}\d{9}[A-Z]{2}$/,
    check: { rule: 's10', body: [2, 10], at: 10 },
    confidence: 0.5,
    failed: 0.2,
    valid: ['RA123456785QQ'],
    invalid: ['RA123456785Q'],
  },
  {
    // Index of the office (6), month counter (2), serial (5), check digit. No Russian index begins with 20 or 59: those are Nova Poshta's.
    id: 'russian-post-14',
    name: 'a domestic number of Russian Post (14 digits)',
    carriers: ['russian-post'],
    country: 'RU',
    pattern: /^\d{14}$/,
    check: { rule: 'gs1', body: [0, 13], at: 13 },
    confidence: 0.9,
    failed: 0.35,
    valid: ['10100001123450', '64492303000012', '80088900000012'],
    invalid: ['101000011234', '101000011234567', '10100001123A45'],
    collides: ['dpd-14', 'hermes-de-14'],
  },
  {
    id: 'canada-post-16',
    name: 'a number of Canada Post (16 digits)',
    carriers: ['canada-post'],
    country: 'CA',
    pattern: /^\d{16}$/,
    check: { rule: 'gs1', body: [0, 15], at: 15 },
    confidence: 0.85,
    failed: 0.35,
    valid: ['1000002000003002', '7323456789012340'],
    invalid: ['10000020000030', '10000020000030000'],
    collides: ['evri-16'],
  },
  {
    // Merchant's location (3 or 5), consignment (7), article of it (2), product (5), service (2), postage (1), check digit. Locations of digits only
    // are left out, as they could be anything. Source: Parcel Post and Express Post, Label & Barcode Specification.
    id: 'australia-post-article',
    name: 'an article id of Australia Post (21 or 23 characters)',
    carriers: ['australia-post'],
    country: 'AU',
    pattern:
      /^(?:[A-Z][0-9A-Z]{2}|\d[A-Z][0-9A-Z]|\d{2}[A-Z]|[A-Z][0-9A-Z]{4}|\d[A-Z][0-9A-Z]{3}|\d{2}[A-Z][0-9A-Z]{2}|\d{3}[A-Z][0-9A-Z]|\d{4}[A-Z])\d{18}$/,
    check: { rule: 'auspost', body: [0, -1], at: -1 },
    confidence: 0.92,
    failed: 0.5,
    valid: ['ABC000000101009300013', '00AAA000000201009310007'],
    invalid: ['ABC00000010100930001', '123000000101009300013'],
  },
  {
    // GS1 serial shipping container code under the prefix of Deutsche Post DHL, 340.
    id: 'dhl-germany-20',
    name: 'a parcel number of DHL in Germany (20 digits from 0034)',
    carriers: ['dhl-germany', 'deutsche-post'],
    country: 'DE',
    pattern: /^0034\d{16}$/,
    check: { rule: 'gs1', body: [0, 19], at: 19 },
    confidence: 0.95,
    failed: 0.6,
    valid: ['00340000000000000014', '00340123456789012340'],
    invalid: ['0034000000000000001', '1034000000000000000'],
    collides: ['seur-ecb', 'usps-20', 'usps-20-short'],
  },
  {
    // GS1 serial shipping container code under the prefix of Poczta Polska, 5900773, after the digit of the packaging.
    id: 'poczta-polska-20',
    name: 'a parcel number of Poczta Polska (20 digits from 00 and 5900773)',
    carriers: ['poczta-polska'],
    country: 'PL',
    pattern: /^00\d5900773\d{10}$/,
    check: { rule: 'gs1', body: [0, 19], at: 19 },
    confidence: 0.95,
    failed: 0.6,
    valid: ['00259007730000000018', '00059007731234567892'],
    invalid: ['00259007740000000018', '0025900773000000001'],
    collides: ['seur-ecb', 'usps-20', 'usps-20-short'],
  },
  {
    id: 'dhl-germany-12',
    name: 'a shipment number of DHL in Germany (12 digits)',
    carriers: ['dhl-germany'],
    country: 'DE',
    pattern: /^\d{12}$/,
    confidence: 0.3,
    valid: ['100000000001'],
    invalid: ['10000000000'],
    collides: ['fedex-12', 'gls-12', 'japan-12', 'purolator-12', 'sf-12', 'zto-12'],
  },
  {
    id: 'colissimo-13',
    name: 'a parcel number of La Poste (digit, letter, 11 digits)',
    carriers: ['colissimo', 'laposte'],
    country: 'FR',
    pattern: /^\d[A-Z]\d{11}$/,
    confidence: 0.93,
    valid: ['6A00000000001', '8R12345678901'],
    invalid: ['6A0000000001', 'AA00000000001'],
  },
  {
    id: 'bpost-24',
    name: 'a barcode of bpost (24 digits from 3232)',
    carriers: ['belgium-post'],
    country: 'BE',
    pattern: /^3232\d{20}$/,
    confidence: 0.95,
    valid: ['323200000000000000000001'],
    invalid: ['32320000000000000000001'],
    collides: ['inpost-24'],
  },
  {
    id: 'postnl-3s',
    name: 'a barcode of PostNL (3S)',
    carriers: ['postnl-3s', 'postnl-parcels'],
    country: 'NL',
    pattern: /^3S[0-9A-Z]{11,13}$/,
    confidence: 0.95,
    valid: ['3SAAAA000000001', '3SABC1234567890'],
    invalid: ['3SAAAA0000', '2SAAAA000000001'],
  },
]

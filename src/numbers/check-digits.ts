/**
 * The check-digit rules of carriers. Each takes the characters that the check character covers and answers the character that the rule
 * wants; null where the rule cannot be worked out for such characters. Carriers themselves issue numbers that break their rule (the demo
 * item of Russian Post is one) and every rule passes some typing errors, so a result changes confidence and nothing else.
 */
export const CHECK_RULES = {
  /** UPU S10: eight digits with weights 8 6 4 2 3 5 9 7, 11 minus the sum modulo 11, where 10 is written 0 and 11 is written 5. */
  s10: { text: 'UPU S10 (modulo 11)', digit: s10 },
  /** GS1: from the right weights 3 1 3 1 …, what is missing to the next ten. Also FedEx Ground, USPS, Canada Post, Russian Post. */
  gs1: { text: 'GS1 modulo 10', digit: (body: string) => modulo10(body, [3, 1], 'right') },
  /** Australia Post: GS1, where a letter counts as its ASCII code modulo 10. Parcel Post and Express Post, Label & Barcode Specification. */
  auspost: {
    text: 'modulo 10 of Australia Post',
    digit: (body: string) => modulo10(body.replaceAll(/[A-Z]/g, lastFigure), [3, 1], 'right'),
  },
  /** UPS and OnTrac: from the left weights 1 2 1 2 …; a letter counts as (ASCII code − 3) modulo 10. */
  ups: { text: 'modulo 10 with weights 1 and 2', digit: (body: string) => modulo10(body, [1, 2], 'left') },
  /** FedEx Express: from the right weights 1 3 7 1 3 7 …, modulo 11, where 10 is written 0. */
  fedex: { text: 'FedEx modulo 11', digit: fedex },
  /** The body as a number, modulo 7. DHL Express waybills, Japanese parcel numbers. */
  mod7: { text: 'modulo 7', digit: (body: string) => String(Array.from(body, Number).reduce((rest, digit) => (rest * 10 + digit) % 7, 0)) },
  /** ISO/IEC 7812-1: from the right every second digit is doubled. Purolator, Old Dominion. */
  luhn: { text: 'Luhn', digit: luhn },
  /** ISO 7064 modulo 37,36 over digits and letters. DPD. */
  mod3736: { text: 'ISO 7064 modulo 37,36', digit: mod3736 },
} as const satisfies Record<string, { text: string; digit(body: string): string | null }>

export type CheckRule = keyof typeof CHECK_RULES

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]
const FEDEX_WEIGHTS = [1, 3, 7]

function s10(body: string): string {
  const rest = 11 - (weighted(Array.from(body, Number), S10_WEIGHTS) % 11)
  return rest === 11 ? '5' : String(rest % 10)
}

function fedex(body: string): string {
  return String((weighted(Array.from(body, Number).toReversed(), FEDEX_WEIGHTS) % 11) % 10)
}

function lastFigure(letter: string): string {
  return String(letter.charCodeAt(0) % 10)
}

function modulo10(body: string, weights: readonly number[], from: 'left' | 'right'): string {
  const values = Array.from(body, (character) => (character >= 'A' ? (character.charCodeAt(0) - 3) % 10 : Number(character)))
  const sum = weighted(from === 'left' ? values : values.toReversed(), weights)
  return String((10 - (sum % 10)) % 10)
}

function luhn(body: string): string {
  const sum = Array.from(body, Number)
    .toReversed()
    .reduce((total, digit, index) => total + (index % 2 === 1 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
  return String((10 - (sum % 10)) % 10)
}

function mod3736(body: string): string | null {
  let carry = 36
  for (const character of body) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    const sum = (carry + value) % 36
    carry = ((sum === 0 ? 36 : sum) * 2) % 37
  }
  return ALPHABET[(37 - carry) % 36] ?? null
}

/** Sum of value × weight; the weights repeat. */
function weighted(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * (weights[index % weights.length] ?? 0), 0)
}

/** A telephone number: seven digits, three and a mask, or groups. Dates and times of day have shorter groups. */
const PHONE = /\d{7}|\d{3}[*xX]{2}|\d{3,4}[ -]\d{3,8}/
const WORDS_ZH = /电话|手机|联系|签收人|收件人|收货人|寄件人|派件人|派件员|派送员|快递员|业务员|小哥|取件码|提货码/
const WORDS_EN = /\b(?:signed (?:for )?by|received by|recipient:|signature|courier:|phone|contact|pick-?up code)/i

/**
 * Whether an event's text may hold a person's name, telephone or pick-up code, as Chinese carriers write them into it. Such a text is replaced by
 * the standard wording of its code: what stands beside the name cannot be told from it.
 */
export function namesPeople(text: string): boolean {
  return PHONE.test(text) || WORDS_ZH.test(text) || WORDS_EN.test(text)
}

/**
 * The words of an event that somebody passes on for many carriers, in any of their languages. Those of a delivery may end with the signer, which
 * cannot be told everywhere, so they are `Delivered`; others that may name somebody, and none at all, give way to `code`.
 */
export function passedOn(said: string | undefined, code: string, isDelivery: boolean): string {
  if (isDelivery) return 'Delivered'
  return said === undefined || namesPeople(said) ? code : said
}

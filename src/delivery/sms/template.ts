import type { Language, NoticeKind } from '../channel.ts'
import { oneLine } from './clean.ts'
import { countParts, type Parts } from './parts.ts'
import type { SmsValues } from './texts.ts'

/** What a merchant's text may name as `{{name}}`. What is not known is left out. */
export const SMS_VARIABLES = ['shop', 'order', 'carrier', 'number', 'link', 'code', 'until', 'count'] as const
type Variable = (typeof SMS_VARIABLES)[number]

/** Blanks around a name are cut off later: a pattern that told them from the name could not be proved safe. */
const PLACEHOLDER = /\{\{([A-Za-z_ ]{1,48})\}\}/g
/** SMS.ru refuses more than eight parts; nobody reads more than three. */
const MOST_PARTS = 3
const MOST_CHARACTERS = 1_000

export type SmsTemplateProblem =
  | { code: 'empty' | 'too_long' }
  /** Braces that are no variable. */
  | { code: 'syntax'; at: number }
  | { code: 'unknown_variable'; name: string }

export interface SmsTemplateCheck extends Parts {
  /** With any of these the text cannot be saved. */
  problems: SmsTemplateProblem[]
  /** With one of these it costs or tells other than one may think. */
  warnings: ('several_parts' | 'no_link')[]
  /** With example values of usual length. */
  example: string
}

/** What a merchant's text is worth, told when it is saved. `parts` is what a message with values of usual length takes. */
export function checkSmsTemplate(template: string, language: Language, kind: NoticeKind): SmsTemplateCheck {
  const example = fillTemplate(template, EXAMPLES[language])
  const counted = countParts(example)
  const problems: SmsTemplateProblem[] = []
  if (oneLine(template) === '') problems.push({ code: 'empty' })
  if (template.length > MOST_CHARACTERS || counted.parts > MOST_PARTS) problems.push({ code: 'too_long' })
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim())
  for (const name of new Set(names)) if (name !== '' && !isVariable(name)) problems.push({ code: 'unknown_variable', name })
  const rest = template.replaceAll(PLACEHOLDER, (match, name: string) => (name.trim() === '' ? match : ' '.repeat(match.length)))
  const braces = [rest.indexOf('{{'), rest.indexOf('}}')].filter((at) => at !== -1)
  if (braces.length > 0) problems.push({ code: 'syntax', at: Math.min(...braces) })
  const warnings: SmsTemplateCheck['warnings'] = []
  if (counted.parts > 1) warnings.push('several_parts')
  if (!names.includes('link') && kind !== 'delivered') warnings.push('no_link')
  return { problems, warnings, example, ...counted }
}

/** In one pass, so that a value which looks like a variable stays as it is. */
export function fillTemplate(template: string, values: SmsValues & { link: string }): string {
  const filled = template.replaceAll(PLACEHOLDER, (_, name: string) => valueOf(name.trim(), values))
  return oneLine(filled)
}

function valueOf(name: string, values: SmsValues & { link: string }): string {
  return isVariable(name) ? String(values[name] ?? '') : ''
}

function isVariable(name: string): name is Variable {
  return SMS_VARIABLES.some((variable) => variable === name)
}

const EXAMPLE = { order: '1004217', number: 'RA644000001RU', link: 'https://t.example/aB3dE6', code: '48213', count: 1 }
const EXAMPLES: Record<Language, SmsValues & { link: string }> = {
  en: { ...EXAMPLE, shop: 'Garden & Home', carrier: 'Royal Mail', until: '5 Dec' },
  ru: { ...EXAMPLE, shop: 'Дом и Сад', carrier: 'Почта России', until: '05.12' },
  zh: { ...EXAMPLE, shop: '家园商城', carrier: '顺丰速运', until: '12月5日' },
}

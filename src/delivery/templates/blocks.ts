import { closest, distance } from 'fastest-levenshtein'
import type { NoticeKind } from '../channel.ts'
import { blockLiquid } from './liquid.ts'

/** Texts that a merchant may write for a kind and a language; what is absent or null is the built-in text. */
export interface TemplateOverride {
  /** One line. */
  subject?: string | null
  /** One line. */
  headline?: string | null
  /** Replaces what happened and what to do next. Empty lines part paragraphs. */
  body?: string | null
  /** Replaces the line above the shop's contacts. Why the mail came and the link that stops them stay. */
  footer?: string | null
}

/** Longest source of each block, in characters. */
export const TEMPLATE_BLOCKS = { subject: 200, headline: 300, body: 4_000, footer: 1_000 } as const satisfies Record<
  keyof TemplateOverride,
  number
>
export type TemplateBlock = keyof typeof TEMPLATE_BLOCKS

export interface TemplateVariable {
  name: string
  about: string
  /** Not known of every parcel: wants `{{ name | default: "…" }}`. */
  optional: boolean
  /** Null: with every kind. */
  kinds: readonly NoticeKind[] | null
}

/** What a block may name. Several parcels of one order in one mail: their numbers and carriers are listed, and `url` is that of the first. */
export const TEMPLATE_VARIABLES: readonly TemplateVariable[] = [
  { name: 'shop', about: 'Name of the shop.', optional: false, kinds: null },
  { name: 'number', about: 'Tracking number, or numbers.', optional: false, kinds: null },
  { name: 'carrier', about: 'Name of the carrier, or carriers.', optional: false, kinds: null },
  { name: 'url', about: 'Address of the tracking page.', optional: false, kinds: null },
  { name: 'parcels', about: 'How many parcels the message is about.', optional: false, kinds: null },
  { name: 'order', about: 'Order id.', optional: true, kinds: null },
  { name: 'eta', about: 'When the parcel is expected, such as `28–30 November`.', optional: true, kinds: null },
  { name: 'last_event', about: 'The carrier’s words for the last event.', optional: true, kinds: null },
  { name: 'pickup_place', about: 'Where the parcel waits.', optional: true, kinds: ['ready_for_pickup'] },
  { name: 'pickup_code', about: 'Code that is shown there.', optional: true, kinds: ['ready_for_pickup'] },
  { name: 'pickup_until', about: 'Until when it is kept there.', optional: true, kinds: ['ready_for_pickup'] },
  { name: 'previous_number', about: 'The number that the buyer was told before.', optional: true, kinds: ['correction'] },
]

export interface TemplateProblem {
  block: TemplateBlock
  kind: 'empty' | 'too_long' | 'several_lines' | 'syntax' | 'unknown_variable' | 'may_be_blank'
  /** For a person, in English. */
  detail: string
  /** With `unknown_variable` and `may_be_blank`. */
  variable?: string
}

/** Values by the names of TEMPLATE_VARIABLES; null: not known. */
export type TemplateValues = Readonly<Record<string, string | number | null>>

/**
 * What is wrong with texts before they are stored, block by block; empty when they can be used. A text that passes never leaves a blank in
 * a mail: every variable is one of the kind's, and one that may be unknown has a default.
 */
export function checkTemplate(kind: NoticeKind, override: TemplateOverride): TemplateProblem[] {
  return blocksOf(override).flatMap(([block, source]) => {
    const problem = checkBlock(kind, block, source)
    return problem === null ? [] : [{ block, ...problem }]
  })
}

function blocksOf(override: TemplateOverride): [TemplateBlock, string][] {
  const all: [TemplateBlock, string | null | undefined][] = [
    ['subject', override.subject],
    ['headline', override.headline],
    ['body', override.body],
    ['footer', override.footer],
  ]
  return all.flatMap(([block, source]): [TemplateBlock, string][] => (typeof source === 'string' ? [[block, source]] : []))
}

/** The text of a block, null when it cannot be had: then the built-in text stands in, so that no mail is lost over a template. */
export function renderBlock(source: string, values: TemplateValues): string | null {
  try {
    const text: unknown = blockLiquid.parseAndRenderSync(source, { ...values })
    return typeof text === 'string' && text.trim() !== '' ? text : null
  } catch {
    return null
  }
}

export function variablesOf(kind: NoticeKind): TemplateVariable[] {
  return TEMPLATE_VARIABLES.filter(({ kinds }) => kinds === null || kinds.includes(kind))
}

function checkBlock(kind: NoticeKind, block: TemplateBlock, source: string): Omit<TemplateProblem, 'block'> | null {
  const most = TEMPLATE_BLOCKS[block]
  if (source.trim() === '') return { kind: 'empty', detail: 'The text is empty. Leave the block out to have the built-in text.' }
  if (source.length > most) return { kind: 'too_long', detail: `The text has ${source.length} characters; at most ${most} are allowed.` }
  if ((block === 'subject' || block === 'headline') && /[\n\r]/.test(source.trim())) {
    return { kind: 'several_lines', detail: `A ${block} is one line.` }
  }
  try {
    return checkVariables(kind, source)
  } catch (error) {
    return { kind: 'syntax', detail: error instanceof Error ? `${error.message.split('\n')[0]}.` : String(error) }
  }
}

function checkVariables(kind: NoticeKind, source: string): Omit<TemplateProblem, 'block'> | null {
  const parts = blockLiquid.parse(source)
  const known = variablesOf(kind)
  for (const [name = '', ...properties] of blockLiquid.globalVariableSegmentsSync(parts)) {
    const variable = String(name)
    if (properties.length > 0 || !known.some((one) => one.name === variable)) return unknown(variable, properties.length, known)
  }
  const bare = Object.fromEntries(known.map(({ name, optional }) => [name, optional ? null : 'x']))
  for (const part of parts) {
    const text: unknown = blockLiquid.renderSync([part], bare)
    const [variable] = blockLiquid.variablesSync([part])
    if (variable !== undefined && String(text).trim() === '') return mayBeBlank(variable)
  }
  return null
}

function unknown(variable: string, properties: number, known: readonly TemplateVariable[]): Omit<TemplateProblem, 'block'> {
  const names = known.map(({ name }) => name)
  const near = closest(variable, names)
  const hint = properties === 0 && distance(variable, near) <= 3 ? ` Did you mean ${near}?` : ` There are ${names.join(', ')}.`
  return {
    kind: 'unknown_variable',
    variable,
    detail: properties > 0 ? `${variable} has no parts.` : `This message has no variable ${variable.slice(0, 40)}.${hint}`,
  }
}

function mayBeBlank(variable: string): Omit<TemplateProblem, 'block'> {
  return {
    kind: 'may_be_blank',
    variable,
    detail: `${variable} is not always known. Write what stands in its place: {{ ${variable} | default: "…" }}.`,
  }
}

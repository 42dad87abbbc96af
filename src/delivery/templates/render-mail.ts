import { readFileSync } from 'node:fs'
import type { NoticeFacts } from '../channel.ts'
import type { TemplateOverride } from './blocks.ts'
import { layoutLiquid } from './liquid.ts'
import { type MailView, type ParcelView, viewOf } from './view.ts'

export interface RenderedMail {
  /** At most 60 characters, begins with the status. */
  subject: string
  /** At most 90 characters: what mail programs show beside the subject. Part of the HTML already. */
  preheader: string
  html: string
  /** Holds every fact of the HTML. */
  text: string
}

const layout = layoutLiquid.parse(readFileSync(new URL('layout.html', import.meta.url), 'utf8'))

/**
 * One mail about one or several parcels of an order, in the language and the time zone of the facts. Every value is plain text: hostile words
 * of a carrier stay words. Texts of a merchant take the place of built-in ones; where such a text cannot be rendered, the built-in one stays.
 */
export function renderMail(facts: NoticeFacts, override: TemplateOverride = {}): RenderedMail {
  const view = viewOf(facts, override)
  const html: unknown = layoutLiquid.renderSync(layout, view)
  return { subject: view.subject, preheader: view.preheader, html: String(html), text: textOf(view) }
}

function textOf(view: MailView): string {
  const blocks = [
    [view.shop.name, view.order],
    [view.headline],
    ...view.body,
    ...view.parcels.map((parcel) => parcelLines(parcel, view.colon)),
    [view.more],
    ...view.footer,
    view.contacts.map(({ text }) => text),
    [view.why],
    view.stop === null ? [] : [`${view.stop.text}${view.colon}`.trimEnd(), view.stop.url],
  ]
  return `${blocks
    .map((lines) => lines.filter((line) => line !== null).join('\n'))
    .filter((block) => block !== '')
    .join('\n\n')}\n`
}

function parcelLines({ code, rows, button, url }: ParcelView, colon: string): string[] {
  return [
    ...(code === null ? [] : [`${code.label}${colon}${code.value}`]),
    ...rows.map(({ label, lines }) => `${label}${colon}${lines.join('\n  ')}`),
    `${button}${colon}`.trimEnd(),
    url,
  ]
}

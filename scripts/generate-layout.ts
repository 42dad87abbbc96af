import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import mjml2html from 'mjml'

// src/delivery/templates/layout.html: the layout of mails, compiled from MJML with the variables still in it. It is committed, so that a
// server needs no compiler.

const SOURCE = join(import.meta.dirname, '..', 'src', 'delivery', 'templates', 'layout.mjml')

export async function layoutHtml(): Promise<string> {
  // Colours may be variables, which the validator takes for mistakes. Without a list of fonts none is fetched from elsewhere.
  const { html } = await mjml2html(readFileSync(SOURCE, 'utf8'), { validationLevel: 'skip', keepComments: false, fonts: {} })
  // The line that programs show beside the subject is hidden in white; where it is shown after all, it should not be glaring.
  return `${html
    .replaceAll('color:#ffffff', 'color:#eef1f5')
    .trim()
    .replaceAll(/^[ \t]+|[ \t]+$/gm, '')
    .replaceAll(/\n{2,}/g, '\n')}\n`
}

import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { LANGUAGES, NOTICE_KINDS, previewMail } from '../app/index.ts'
import { outputOf } from './admin.ts'
import { CommandError, EXIT } from './output.ts'

interface PreviewOptions {
  kind: (typeof NOTICE_KINDS)[number]
  lang: (typeof LANGUAGES)[number]
  channel: 'email'
  parcels: '1' | '2'
  out?: string
}

export function noticesCommand(): Command {
  return new Command('notices').description('what buyers are told').addCommand(
    new Command('preview')
      .description('show a notice about an invented parcel')
      .addOption(new Option('--kind <kind>', 'what happened').choices(NOTICE_KINDS).makeOptionMandatory())
      .addOption(new Option('--lang <language>', 'language').choices(LANGUAGES).default('en'))
      .addOption(new Option('--channel <channel>', 'how it is sent').choices(['email']).default('email'))
      .addOption(new Option('--parcels <number>', 'parcels of one order').choices(['1', '2']).default('1'))
      .option('--out <file>', 'write the HTML there, to open it in a browser')
      .addHelpText('after', HELP)
      .action(preview),
  )
}

const HELP = `
Prints subject and text; with --out writes the HTML too, with --json prints all of it.

Example:
  $ trackru notices preview --kind delivered --lang ru --out delivered.html`

function preview({ kind, lang, parcels, out }: PreviewOptions, command: Command): void {
  const mail = previewMail(kind, lang, parcels === '2' ? 2 : 1)
  if (out !== undefined) write(out, mail.html)
  outputOf(command).result(mail, `${mail.subject}\n${mail.preheader}\n\n${mail.text}`.trimEnd())
}

function write(file: string, html: string): void {
  try {
    writeFileSync(file, html)
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, EXIT.usage)
  }
}

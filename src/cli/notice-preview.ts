import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { LANGUAGES, NOTICE_KINDS, presentPreview, previewMail, previewSms } from '../app/index.ts'
import { callerFor } from './account.ts'
import { outputOf, withAdmin } from './admin.ts'
import { CommandError, EXIT, type Output } from './output.ts'

interface PreviewOptions {
  kind: (typeof NOTICE_KINDS)[number]
  lang: (typeof LANGUAGES)[number]
  channel: 'email' | 'sms'
  parcels: '1' | '2'
  account?: string
  test?: boolean
  out?: string
}

type Shown = Parameters<typeof presentPreview>[0]

export function noticePreviewCommand(): Command {
  return new Command('preview')
    .description('show a notice about an invented parcel')
    .addOption(new Option('--kind <kind>', 'what happened').choices(NOTICE_KINDS).makeOptionMandatory())
    .addOption(new Option('--lang <language>', 'language').choices(LANGUAGES).default('en'))
    .addOption(new Option('--channel <channel>', 'how it is sent').choices(['email', 'sms']).default('email'))
    .option('--account <name>', 'in the name and the words of this account; built-in ones when absent')
    .option('--test', 'the test side of the account')
    .addOption(new Option('--parcels <number>', 'parcels of one order, without --account').choices(['1', '2']).default('1'))
    .option('--out <file>', 'write the HTML there, to open it in a browser')
    .addHelpText('after', HELP)
    .action(preview)
}

const HELP = `
Prints the text, of a mail its subject too, of an SMS how many parts it has; with --out writes the HTML too, with --json prints all of it.

Examples:
  $ trackru notices preview --kind delivered --lang ru --out delivered.html
  $ trackru notices preview --kind ready_for_pickup --lang ru --channel sms --account shop`

async function preview(options: PreviewOptions, command: Command): Promise<void> {
  const { kind, lang, channel, account, out } = options
  if (out !== undefined && channel === 'sms') throw new CommandError('An SMS has no HTML to write: leave --out away.', EXIT.usage)
  if (account === undefined) return show(builtIn(options), options, outputOf(command))
  await withAdmin(command, async (admin, output) => {
    const caller = await callerFor(admin, { ...options, account })
    show(await admin.services.notices.preview(caller, channel, { kind, language: lang }), options, output)
  })
}

function builtIn({ kind, lang, channel, parcels }: PreviewOptions): Shown {
  const count = parcels === '2' ? 2 : 1
  return channel === 'sms' ? { channel, ...previewSms(kind, lang, count) } : { channel, ...previewMail(kind, lang, count) }
}

function show(shown: Shown, { out }: PreviewOptions, output: Output): void {
  if (shown.channel === 'email' && out !== undefined) write(out, shown.html)
  const text =
    shown.channel === 'email'
      ? `${shown.subject}\n${shown.preheader}\n\n${shown.text}`.trimEnd()
      : `${shown.text}\n\n${shown.parts} ${shown.parts === 1 ? 'part' : 'parts'}, ${shown.encoding}`
  output.result(presentPreview(shown), text)
}

function write(file: string, html: string): void {
  try {
    writeFileSync(file, html)
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, EXIT.usage)
  }
}

import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { LANGUAGES, NOTICE_KINDS, previewMail } from '../app/index.ts'
import { readId, showId } from '../base/index.ts'
import { outputOf, withAdmin } from './admin.ts'
import { CommandError, EXIT, table, when } from './output.ts'

interface PreviewOptions {
  kind: (typeof NOTICE_KINDS)[number]
  lang: (typeof LANGUAGES)[number]
  channel: 'email'
  parcels: '1' | '2'
  out?: string
}

interface LedgerOptions {
  account: string
  test?: boolean
  order?: string
  channel?: 'email' | 'sms'
  limit: string
}

export function noticesCommand(): Command {
  const notices = new Command('notices').description('what buyers are told')
  notices
    .command('list')
    .description('the ledger, newest first: what was told, what was not, and why')
    .option('--account <name>', 'account', 'default')
    .option('--test', 'the test side of the account')
    .option('--order <id>', 'of one order')
    .addOption(new Option('--channel <channel>', 'of one channel').choices(['email', 'sms']))
    .option('--limit <n>', 'rows at most', '50')
    .action(listLedger)
  notices
    .command('resend <id>')
    .description('tell the same once more, to the address that the tracking has now')
    .option('--account <name>', 'account', 'default')
    .option('--test', 'the test side of the account')
    .action((id: string, options: Pick<LedgerOptions, 'account' | 'test'>, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const caller = await admin.caller(options.account, options.test ? 'test' : 'live')
        const { notices: verbs } = admin.services
        const again = await verbs.resend(caller, readId('notice', id), randomUUID())
        output.result(again, `Planned as ${showId('notice', again.id)}.`)
      }),
    )
  notices.addCommand(
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
  return notices
}

async function listLedger(options: LedgerOptions, command: Command): Promise<void> {
  const limit = Number(options.limit)
  if (!/^\d{1,4}$/.test(options.limit) || limit < 1) throw new CommandError(`${options.limit} is not a number of rows.`, EXIT.usage)
  await withAdmin(command, async (admin, output) => {
    const caller = await admin.caller(options.account, options.test ? 'test' : 'live')
    const { notices } = admin.services
    const filter = {
      ...(options.order === undefined ? {} : { orderId: options.order }),
      ...(options.channel === undefined ? {} : { channel: options.channel }),
    }
    const rows = await notices.list(caller, filter, { after: null, limit })
    output.result(
      rows,
      table(
        ['id', 'created', 'number', 'kind', 'channel', 'status', 'reason'],
        rows.map((row) => [showId('notice', row.id), when(row.createdAt), row.number, row.kind, row.channel, row.status, row.reason ?? '']),
      ),
    )
  })
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

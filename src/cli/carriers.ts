import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { listCarriers, parseRecorded } from '../app/index.ts'
import { outputOf, readStdin, withAdmin } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'

interface ParseOptions {
  number: string
  status: string
  header: string[]
  language: string
}

export function carriersCommand(): Command {
  const carriers = new Command('carriers').description('carriers that are polled: list, credentials, parse')
  carriers
    .command('list')
    .description('every carrier with an adapter, and what it needs')
    .action((_options: object, command: Command) => {
      const all = listCarriers()
      outputOf(command).result(
        all,
        table(
          ['code', 'name', 'country', 'numbers seen', 'numbers a call', 'credential fields'],
          all.map((one) => [
            one.code,
            one.name,
            one.country,
            one.visibility,
            String(one.batch),
            one.credentialFields.map((field) => field.name).join(', ') || 'none',
          ]),
        ),
      )
    })
  carriers.addCommand(credentialsCommand())
  carriers
    .command('parse <code> <file>')
    .description('what the adapter makes of a recorded answer ("-" reads standard input)')
    .requiredOption('--number <number>', 'the number that was asked for; several separated by commas')
    .option('--status <code>', 'HTTP status of the answer', '200')
    .option('--header <name: value>', 'header of the answer; may be repeated', (value: string, all: string[]) => [...all, value], [])
    .option('--language <code>', 'language that was asked for', 'en')
    .action(async (code: string, file: string, options: ParseOptions) => {
      const text = file === '-' ? await readStdin() : (await readFile(file)).toString('utf8')
      const numbers = options.number.split(',').map((number) => number.trim())
      const headers = Object.fromEntries(options.header.map(parseHeader))
      const parsed = parseRecorded(code, { status: Number(options.status), headers, text }, { numbers, language: options.language })
      if (!parsed) throw new CommandError(`No adapter serves ${code}; see trackru carriers list.`, EXIT.notFound)
      process.stdout.write(`${JSON.stringify(parsed, null, 2)}\n`)
    })
  return carriers
}

function credentialsCommand(): Command {
  const credentials = new Command('credentials').description('an account’s access to a carrier: set, list, remove')
  credentials
    .command('set <code>')
    .description('read the fields as a JSON object from standard input and store them encrypted')
    .option('--account <name>', 'account', 'default')
    .action((code: string, options: { account: string }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        await admin.setCredential(options.account, code, parseFields(await readStdin()))
        output.result({ carrier: code, account: options.account }, `Stored the credential of ${code} for ${options.account}.`)
      }),
    )
  credentials
    .command('list')
    .description('carriers that an account has a credential for; never the credential')
    .option('--account <name>', 'account', 'default')
    .action((options: { account: string }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const codes = await admin.listCredentials(options.account)
        output.result(codes, codes.join('\n'))
      }),
    )
  credentials
    .command('remove <code>')
    .description('forget a credential')
    .option('--account <name>', 'account', 'default')
    .action((code: string, options: { account: string }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        if (!(await admin.removeCredential(options.account, code)))
          throw new CommandError(`${options.account} has no credential for ${code}.`, EXIT.notFound)
        output.result({ removed: code }, `Removed the credential of ${code}.`)
      }),
    )
  return credentials
}

function parseFields(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text)
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    if (entries.length > 0 && entries.every(([, field]) => typeof field === 'string')) return Object.fromEntries(entries)
  } catch {
    // Said below, without the text: it holds a secret.
  }
  throw new CommandError('Give the fields as a JSON object of texts, for example {"login":"…","password":"…"}.', EXIT.usage)
}

function parseHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new CommandError(`--header must look like "Name: value", not ${line}.`, EXIT.usage)
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

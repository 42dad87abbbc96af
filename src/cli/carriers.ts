import { Command } from 'commander'
import { type CarrierHealth, type CarrierSummary, type CarrierState, findCarrier, parseRecorded, type Replayed } from '../app/index.ts'
import { outputOf, readInput, readStdin, withAdmin } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'
import { readHeader, readJsonObject } from './values.ts'

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
    .description('every carrier with an adapter: who is asked for an account, how he does, and what he needs')
    .option('--account <name>', 'account', 'default')
    .option('--all', 'couriers without an adapter too, which only an aggregator can be asked about')
    .addHelpText('after', LIST_HELP)
    .action((options: { account: string; all?: boolean }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const all = (await admin.carrierStates(options.account, options.all === true)).map((one) => ({ ...findCarrier(one.code), ...one }))
        output.result(all, listTable(all))
      }),
    )
  carriers.addCommand(credentialsCommand())
  carriers
    .command('health')
    .description('how the carriers did over the last day: answers, emptiness, lag, what is left of quotas, alarms')
    .option('--account <name>', 'account', 'default')
    .option('--test', 'its test data')
    .action((options: { account: string; test?: boolean }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const all = await admin.carrierHealth(options.account, options.test ? 'test' : 'live')
        output.result(all, healthTable(all))
      }),
    )
  carriers
    .command('replay <code>')
    .description('read the kept answers of a carrier again, after its adapter was mended; shows what would change')
    .option('--account <name>', 'account', 'default')
    .option('--days <n>', 'answers of the last days, 30 at most', '30')
    .option('--write', 'store what is new')
    .action(async (code: string, options: { account: string; days: string; write?: boolean }, command: Command) => {
      const carrier = mustBeServed(code)
      if (!/^(?:[1-9]|[12]\d|30)$/.test(options.days)) throw new CommandError('--days must be a whole number from 1 to 30.', EXIT.usage)
      const since = Date.now() - Number(options.days) * 86_400_000
      await withAdmin(command, async (admin, output) => {
        const all = await admin.replay(options.account, { source: carrier.code, since, write: options.write === true })
        output.result(all, replayTable(all))
      })
    })
  carriers
    .command('push-url <code>')
    .description('the address to give to a carrier that calls when something happens; it is a secret of the account')
    .option('--account <name>', 'account', 'default')
    .action(async (code: string, options: { account: string }, command: Command) => {
      if (!mustBeServed(code).pushes) throw new CommandError(`${code} does not call: it is asked.`, EXIT.usage)
      await withAdmin(command, async (admin, output) => {
        const url = await admin.pushUrl(options.account, code)
        output.result({ url }, url)
      })
    })
  carriers
    .command('parse <code> <file>')
    .description('what the adapter makes of a recorded answer, as JSON; asks nobody')
    .requiredOption('--number <number>', 'the number that was asked for; several separated by commas')
    .option('--status <code>', 'HTTP status of the answer', '200')
    .option('--header <name: value>', 'header of the answer; may be repeated', (value: string, all: string[]) => [...all, value], [])
    .option('--language <code>', 'language that was asked for', 'en')
    .addHelpText('after', PARSE_HELP)
    .action(parse)
  return carriers
}

const LIST_HELP = `
access: own and shared say whose credential is used; missing: the adapter waits for one; aggregator: the courier has no adapter.
asked by: the carrier itself, or the aggregator that stands in for it; – if nobody can be asked.`

const PARSE_HELP = `
"-" for the file reads standard input. An answer that the adapter cannot read has the outcome schemaDrift, with the place in \`path\`.
The sandbox answers by itself, whatever the file holds.

Examples:
  $ trackru carriers parse cdek answer.json --number 1100000001
  $ trackru carriers parse fedex - --number 770000000017 --status 429 --header 'Retry-After: 30' < answer.json`

async function parse(code: string, file: string, options: ParseOptions): Promise<void> {
  mustBeServed(code)
  if (!/^[1-5]\d\d$/.test(options.status))
    throw new CommandError(`--status must be an HTTP status such as 200, not ${options.status}.`, EXIT.usage)
  const numbers = options.number.split(',').flatMap((number) => number.trim() || [])
  if (numbers.length === 0) throw new CommandError('--number must name the number that was asked for.', EXIT.usage)
  const headers = Object.fromEntries(options.header.map(readHeader))
  const answer = { status: Number(options.status), headers, text: await readInput(file) }
  const parsed = parseRecorded(code, answer, { numbers, language: options.language })
  process.stdout.write(`${JSON.stringify(parsed, null, 2)}\n`)
}

const fieldsOf = ({ credentialFields = [] }: Partial<CarrierSummary>): string =>
  credentialFields.map(({ name, optional }) => (optional ? `[${name}]` : name)).join(', ') || 'none'

function listTable(all: (Partial<CarrierSummary> & CarrierState)[]): string {
  return table(
    ['code', 'name', 'country', 'numbers seen', 'numbers a call', 'access', 'asked by', 'state', 'answered', 'alarm', 'credential fields'],
    all.map((one) => [
      one.code,
      one.name,
      one.country ?? '–',
      one.visibility ?? '–',
      one.batch === undefined ? '–' : String(one.batch),
      one.access,
      one.askedBy === one.code ? 'itself' : (one.askedBy ?? '–'),
      one.health ? state(one.health) : '–',
      percent(one.health?.successRate ?? null),
      one.health?.alarm ?? '',
      one.access === 'aggregator' ? '–' : fieldsOf(one),
    ]),
  )
}

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)
const left = ({ budget }: CarrierHealth): string => budget.map((day) => `${day.left} of ${day.requests}`).join(', ') || '–'
const state = ({ breakerOpenUntil, pausedUntil }: CarrierHealth): string =>
  breakerOpenUntil !== null ? 'breaker open' : pausedUntil !== null ? `paused until ${new Date(pausedUntil).toISOString()}` : 'ok'
const lag = (seconds: number | null): string => (seconds === null ? '–' : `≤ ${seconds / 60} min`)

function healthTable(all: CarrierHealth[]): string {
  return table(
    ['carrier', 'access', 'looks', 'answered', 'empty', 'median lag', 'left today', 'state', 'alarm'],
    all.map((one) => [
      one.carrier,
      one.credential,
      String(one.looks),
      percent(one.successRate),
      percent(one.emptyShare),
      lag(one.medianLagSeconds),
      left(one),
      state(one),
      one.alarm ?? '',
    ]),
  )
}

function replayTable(all: Replayed[]): string {
  const changed = all.filter(
    ({ before, now, newCheckpoints, status }) => before !== now || newCheckpoints > 0 || status.before !== status.now,
  )
  const rows = changed.map(({ number, at, before, now, newCheckpoints, status }) => [
    number,
    new Date(at).toISOString(),
    `${before} → ${now}`,
    String(newCheckpoints),
    `${status.before} → ${status.now}`,
  ])
  const summary = `${all.length} answers were read again, ${changed.length} differ.`
  return rows.length === 0 ? summary : `${table(['number', 'answered at', 'outcome', 'new checkpoints', 'status'], rows)}\n${summary}`
}

function mustBeServed(code: string): CarrierSummary {
  const carrier = findCarrier(code)
  if (!carrier) throw new CommandError(`No adapter serves ${code}. See: trackru carriers list`, EXIT.notFound)
  return carrier
}

function credentialsCommand(): Command {
  const credentials = new Command('credentials').description('an account’s access to a carrier: set, list, remove')
  credentials
    .command('set <code>')
    .description('read the fields as a JSON object from standard input and store them encrypted')
    .option('--account <name>', 'account', 'default')
    .addHelpText('after', SET_HELP)
    .action(async (code: string, options: { account: string }, command: Command) => {
      const carrier = mustBeServed(code)
      const example = `{${carrier.credentialFields.flatMap(({ name, optional }) => (optional ? [] : `"${name}":"…"`)).join(',')}}`
      if (carrier.credentialFields.length === 0) throw new CommandError(`${code} needs no credential.`, EXIT.usage)
      if (process.stdin.isTTY) outputOf(command).note(`Type ${example}, then Ctrl-D.`)
      const fields = parseFields(await readStdin(), carrier, example)
      await withAdmin(command, async (admin, output) => {
        await admin.setCredential(options.account, code, fields)
        output.result(
          { carrier: carrier.code, account: options.account },
          `Stored the credential of ${carrier.code} for ${options.account}.`,
        )
      })
    })
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

const SET_HELP = `
The fields of each carrier: trackru carriers list

Example:
  $ echo '{"login":"…","password":"…"}' | trackru carriers credentials set russian-post`

/** No message quotes the text: it holds a secret. */
function parseFields(text: string, { credentialFields }: CarrierSummary, example: string): Record<string, string> {
  const fields = Object.entries(readJsonObject(text, example))
  const has = (name: string): boolean => fields.some(([known, value]) => known === name && typeof value === 'string' && value !== '')
  const isWhole = credentialFields.every(({ name, optional }) => optional === true || has(name))
  if (!isWhole || !fields.every(([name]) => has(name) && credentialFields.some((field) => field.name === name)))
    throw new CommandError(`Give the fields as a JSON object of texts: ${example}`, EXIT.usage)
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]))
}

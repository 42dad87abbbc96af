import { Command, Option } from 'commander'
import { presentSuppression, suppressionCursors } from '../app/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { table } from './output.ts'
import { pageSize } from './values.ts'

interface Options extends AccountOptions {
  channel: 'email' | 'sms'
  despiteRecipient?: boolean
}

export function suppressionsCommand(): Command {
  const suppressions = new Command('suppressions').description('whom nothing is sent to')
  forAccount(suppressions.command('list').description('newest first; people are keyed hashes'))
    .option('--after <cursor>', 'the cursor to go on from')
    .option('--limit <n>', 'people at most, 1 to 200', '50')
    .action(list)
  forAccount(suppressions.command('add <address>').description('send nothing more to an e-mail address or a phone'))
    .addOption(channelOption())
    .action((address: string, options: Options, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const stored = await services.notices.suppressions.add(caller, { channel: options.channel, address })
        output.result(presentSuppression(stored), 'Nothing more is sent there.')
      })(options, command),
    )
  forAccount(suppressions.command('remove <address>'))
    .description('write there again, an address or a hash of the list; what the person asked for only with --despite-recipient')
    .addOption(channelOption())
    .option('--despite-recipient', 'the person agreed in writing; stays on record')
    .action((address: string, options: Options, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const { channel, despiteRecipient = false } = options
        const which = HASH.test(address) ? { channel, recipient: address } : { channel, address }
        await services.notices.suppressions.remove(caller, which, { despiteRecipient })
        output.result({ removed: true }, 'Notices go there again.')
      })(options, command),
    )
  return suppressions
}

/** Neither an address nor a phone looks so. */
const HASH = /^[0-9A-Za-z_-]{22}$/

function list(options: AccountOptions & { after?: string; limit: string }, command: Command): Promise<void> {
  const limit = pageSize(options.limit)
  const place = options.after === undefined ? null : suppressionCursors.decode(options.after, '--after')
  return onAccount(async ({ services, caller, output }) => {
    const after = place && { createdAt: place.at, recipient: place.recipient }
    const rows = await services.notices.suppressions.list(caller, { after, limit })
    const last = rows.length === limit ? rows.at(-1) : undefined
    const next = last ? suppressionCursors.encode({ at: last.createdAt, recipient: last.recipient }) : null
    const data = rows.map(presentSuppression)
    const lines = data.map(({ channel, recipient, reason, created_at: at }) => [channel, recipient, reason, at])
    const text = table(['channel', 'recipient', 'reason', 'since'], lines)
    output.result({ data, next_cursor: next }, next === null ? text : `${text}\n\nGo on with --after ${next}`)
  })(options, command)
}

function channelOption(): Option {
  return new Option('--channel <channel>', 'which way').choices(['email', 'sms']).default('email')
}

import { Command, Option } from 'commander'
import { withAdmin } from './admin.ts'
import { table, when } from './output.ts'

interface Options {
  account: string
  channel: 'email' | 'sms'
  despiteRecipient?: boolean
}

export function suppressionsCommand(): Command {
  const suppressions = new Command('suppressions').description('whom nothing is sent to')
  suppressions
    .command('list')
    .description('newest first; people are keyed hashes')
    .option('--account <name>', 'account', 'default')
    .action(({ account }: Options, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const caller = await admin.caller(account, 'live')
        const { notices } = admin.services
        const rows = await notices.suppressions.list(caller, { after: null, limit: 1_000 })
        const lines = rows.map(({ channel, recipient, reason, createdAt }) => [channel, recipient, reason, when(createdAt)])
        output.result(rows, table(['channel', 'recipient', 'reason', 'since'], lines))
      }),
    )
  suppressions
    .command('add <address>')
    .description('send nothing more to an e-mail address or a phone')
    .option('--account <name>', 'account', 'default')
    .addOption(channelOption())
    .action((address: string, { account, channel }: Options, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const caller = await admin.caller(account, 'live')
        const { notices } = admin.services
        output.result(await notices.suppressions.add(caller, { channel, address }), 'Nothing more is sent there.')
      }),
    )
  suppressions
    .command('remove <address>')
    .description('write there again; what the person asked for only with --despite-recipient')
    .option('--account <name>', 'account', 'default')
    .addOption(channelOption())
    .option('--despite-recipient', 'the person agreed in writing; stays on record')
    .action((address: string, { account, channel, despiteRecipient }: Options, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const caller = await admin.caller(account, 'live')
        const { notices } = admin.services
        await notices.suppressions.remove(caller, { channel, address }, { despiteRecipient: despiteRecipient === true })
        output.result({ removed: true }, 'Notices go there again.')
      }),
    )
  return suppressions
}

function channelOption(): Option {
  return new Option('--channel <channel>', 'which way').choices(['email', 'sms']).default('email')
}

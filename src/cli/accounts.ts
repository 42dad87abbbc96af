import { Command } from 'commander'
import { withAdmin } from './admin.ts'
import { CommandError, EXIT, table, when } from './output.ts'

interface SetOptions {
  test?: boolean
  list?: string
  realtime?: string
  other?: string
  quota?: string
}

export function accountsCommand(): Command {
  const accounts = new Command('accounts').description('accounts and their limits')
  accounts
    .command('list')
    .description('all accounts with their own limits')
    .action((_options: object, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const all = await admin.listAccounts()
        output.result(
          all,
          table(
            ['account', 'mode', 'settings', 'created'],
            all.map((account) => [account.name, account.mode, JSON.stringify(account.settings), when(account.createdAt)]),
          ),
        )
      }),
    )
  accounts
    .command('set <name>')
    .description('limits and quota of one account; what is not named stays')
    .option('--test', 'the test side of the account')
    .option('--list <n>', 'list calls a second (0 = unlimited)')
    .option('--realtime <n>', 'realtime calls a second (0 = unlimited)')
    .option('--other <n>', 'other calls a second (0 = unlimited)')
    .option('--quota <n>', 'numbers a calendar month, or "none"')
    .action((name: string, options: SetOptions, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const limits = Object.fromEntries(
          (['list', 'realtime', 'other'] as const).flatMap((kind) => {
            const text = options[kind]
            return text === undefined ? [] : [[kind, wholeNumber(text)]]
          }),
        )
        const quota = options.quota === undefined ? {} : { monthlyQuota: options.quota === 'none' ? null : wholeNumber(options.quota) }
        const account = await admin.setAccount(name, options.test ? 'test' : 'live', { limits, ...quota })
        if (!account) throw new CommandError(`There is no account ${name}.`, EXIT.notFound)
        output.result(account, `${account.name} (${account.mode}): ${JSON.stringify(account.settings)}`)
      }),
    )
  return accounts
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CommandError(`${text} is not a whole number.`, EXIT.usage)
  return Number(text)
}

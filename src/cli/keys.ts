import { Command, Option } from 'commander'
import { SCOPES } from '../app/index.ts'
import { withAdmin } from './admin.ts'
import { CommandError, EXIT, table, when } from './output.ts'

interface CreateOptions {
  account: string
  test?: boolean
  label: string
  scope?: string[]
}

export function keysCommand(): Command {
  const keys = new Command('keys').description('API keys: create, list, revoke')
  keys
    .command('create')
    .description('make a key; its text is printed once and stored nowhere')
    .option('--account <name>', 'account, made when it does not exist', 'default')
    .option('--test', 'a key of the account’s test side: its data stay apart and only the sandbox answers')
    .option('--label <text>', 'what the key is for', '')
    .addOption(new Option('--scope <scopes...>', 'what it may do; all when absent').choices(SCOPES))
    .action((options: CreateOptions, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const made = await admin.createKey({
          account: options.account,
          mode: options.test ? 'test' : 'live',
          label: options.label,
          ...(options.scope ? { scopes: options.scope } : {}),
        })
        output.result(
          { key: made.text, id: made.key.id, account: made.account.name, mode: made.account.mode, scopes: made.key.scopes },
          made.text,
        )
      }),
    )
  keys
    .command('list')
    .description('all keys; never their text')
    .action((_options: object, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const rows = await admin.listKeys()
        const lines = rows.map(({ key, account }) => [
          key.prefix + '…',
          account.name,
          account.mode,
          key.label,
          when(key.createdAt),
          when(key.lastUsedAt),
          key.revokedAt === null ? 'valid' : `revoked ${when(key.revokedAt)}`,
          key.id,
        ])
        const json = rows.map(({ key, account }) => ({ ...key, account: account.name, mode: account.mode }))
        output.result(json, table(['key', 'account', 'mode', 'label', 'created', 'last used', 'state', 'id'], lines))
      }),
    )
  keys
    .command('revoke <id>')
    .description('refuse a key everywhere within 2 seconds; takes the id or the prefix of `keys list`')
    .action((id: string, _options: object, command: Command) =>
      withAdmin(command, async (admin, output) => {
        if (!(await admin.revokeKey(id.replace(/…$/, '')))) throw new CommandError(`No key has the id or prefix ${id}.`, EXIT.notFound)
        output.result({ revoked: id }, `Revoked ${id}.`)
      }),
    )
  return keys
}

import { Command } from 'commander'
import { resetSecretKey, type Resealed, rotateSecretKey } from '../app/index.ts'
import { type Config, loadConfig } from '../config/index.ts'
import { outputOf } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'

const ROTATE = `
Start every server with SECRET_KEY (the new key) and SECRET_KEY_OLD (the one before), then run this with both, then take SECRET_KEY_OLD away.
A new key: openssl rand -hex 32. With several servers that must not stop together, give all of them the new key as SECRET_KEY_OLD first.
Keys of the API, and addresses that carriers and buyers were given, stay as they are.`

export function secretKeyCommand(): Command {
  const secretKey = new Command('secret-key').description('what encrypts stored secrets')
  secretKey
    .command('rotate')
    .description('seal everything anew that the key before sealed')
    .addHelpText('after', ROTATE)
    .action((_: object, command: Command) => change(command, rotateSecretKey, 'sealed anew'))
  secretKey
    .command('reset')
    .description('the key is lost: forget what it sealed')
    .option('--yes', 'credentials, secrets of webhooks, and who asked not to be written to are gone')
    .action(({ yes }: { yes?: boolean }, command: Command) => {
      if (yes !== true) {
        const lost =
          'Credentials have to be stored again, webhook endpoints get new secrets, and whoever stopped notices is written to again.'
        throw new CommandError(`${lost} Add --yes to do it.`, EXIT.usage)
      }
      return change(command, resetSecretKey, 'forgotten')
    })
  return secretKey
}

async function change(command: Command, work: (config: Config) => Promise<Resealed[]>, what: string): Promise<void> {
  const { config } = loadConfig(process.env)
  const rows = await work(config)
  const lines = rows.map(({ place, seen, changed, unreadable }) => [place, String(seen), String(changed), String(unreadable)])
  outputOf(command).result(rows, table(['table', 'seen', what, 'unreadable'], lines))
}

import { Argument, Command } from 'commander'
import { presentAccess } from '../app/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { outputOf, readStdin } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'
import { readJsonObject } from './values.ts'

type Channel = 'email' | 'sms'

export function channelCredentialsCommand(): Command {
  const credentials = new Command('credentials').description('an account’s own mail server and SMS provider: list, set, remove')
  forAccount(credentials.command('list').description('what the account has an access of its own to; never the access')).action(
    onAccount(async ({ services, caller, output }) => {
      const data = (await services.notices.credentials.list(caller)).map(presentAccess)
      const rows = data.map((one) => [one.channel, one.provider ?? one.host ?? '', one.from ?? '', one.callback_url ?? ''])
      output.result({ data }, table(['channel', 'by', 'from', 'callbacks to'], rows))
    }),
  )
  forAccount(credentials.command('set').description('read the access as a JSON object from standard input and store it encrypted'))
    .addArgument(channelArgument())
    .addHelpText('after', SET_HELP)
    .action(async (channel: Channel, options: AccountOptions, command: Command) => {
      if (process.stdin.isTTY) outputOf(command).note(`Type ${EXAMPLES[channel]}, then Ctrl-D.`)
      const fields = textsOf(readJsonObject(await readStdin(), EXAMPLES[channel]), EXAMPLES[channel])
      await onAccount(async ({ services, caller, output }) => {
        const { credentials: access } = services.notices
        if (channel === 'sms') {
          const { provider = '', ...rest } = fields
          await access.putSms(caller, { provider, fields: rest })
        } else {
          const { url = '', from = '' } = fields
          await access.putMail(caller, { url, from })
        }
        output.result({ channel, account: options.account }, `Stored the access of ${options.account} to ${NAMES[channel]}.`)
      })(options, command)
    })
  forAccount(credentials.command('remove').description('forget it; mails go by the server of the operator then'))
    .addArgument(channelArgument())
    .action((channel: Channel, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        await services.notices.credentials.remove(caller, channel)
        output.result({ removed: channel }, `Forgot the access of ${options.account} to ${NAMES[channel]}.`)
      })(options, command),
    )
  return credentials
}

const NAMES = { email: 'its mail server', sms: 'its SMS provider' }
const EXAMPLES = { email: '{"url":"smtps://…","from":"shop@…"}', sms: '{"provider":"sms-ru","apiId":"…"}' }

const SET_HELP = `
Examples:
  $ echo '{"url":"smtps://user:password@smtp.shop.example","from":"Shop <mail@shop.example>"}' | trackru notices credentials set email
  $ echo '{"provider":"sms-ru","apiId":"…"}' | trackru notices credentials set sms`

function channelArgument(): Argument {
  return new Argument('<channel>', 'which way').choices(['email', 'sms'])
}

/** No message quotes the text: it holds a secret. */
function textsOf(value: object, example: string): Record<string, string> {
  const entries = Object.entries(value).map(([name, field]): [string, string] => {
    if (typeof field !== 'string') throw new CommandError(`Give the fields as a JSON object of texts: ${example}`, EXIT.usage)
    return [name, field]
  })
  return Object.fromEntries(entries)
}

import { Argument, Command } from 'commander'
import { LANGUAGES, NOTICE_KINDS, presentTemplate, readBlocks } from '../app/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { readInput } from './admin.ts'
import { table } from './output.ts'
import { readJsonObject } from './values.ts'

type Channel = 'email' | 'sms'
type Kind = (typeof NOTICE_KINDS)[number]
type Language = (typeof LANGUAGES)[number]

export function noticeTemplatesCommand(): Command {
  const templates = new Command('templates').description('own words in place of the built-in ones')
  forAccount(templates.command('list').description('the words that are stored')).action(
    onAccount(async ({ services, caller, output }) => {
      const data = (await services.notices.templates.list(caller)).map(presentTemplate)
      const rows = data.map(({ channel, kind, language, blocks, updated_at: at }) => [
        channel,
        kind,
        language,
        Object.keys(blocks).join(', '),
        at,
      ])
      output.result({ data }, table(['channel', 'kind', 'language', 'blocks', 'changed'], rows))
    }),
  )
  forAccount(named(templates.command('put').description('store words for a kind and a language')).argument('<file>'))
    .addHelpText('after', PUT_HELP)
    .action(async (channel: Channel, kind: Kind, language: Language, file: string, options: AccountOptions, command: Command) => {
      const blocks = readBlocks(readJsonObject(await readInput(file), EXAMPLES[channel]))
      await onAccount(async ({ services, caller, output }) => {
        const stored = presentTemplate(await services.notices.templates.put(caller, { channel, kind, language }, blocks))
        output.result(
          stored,
          `Stored. See it: trackru notices preview --kind ${kind} --lang ${language} --channel ${channel} --account ${options.account}`,
        )
      })(options, command)
    })
  forAccount(named(templates.command('delete').description('go back to the built-in words'))).action(
    (channel: Channel, kind: Kind, language: Language, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        await services.notices.templates.remove(caller, { channel, kind, language })
        output.result({ deleted: { channel, kind, language } }, 'The built-in words are used again.')
      })(options, command),
  )
  return templates
}

function named(command: Command): Command {
  return command
    .addArgument(new Argument('<channel>', 'how it is sent').choices(['email', 'sms']))
    .addArgument(new Argument('<kind>', 'what happened').choices(NOTICE_KINDS))
    .addArgument(new Argument('<language>', 'language').choices(LANGUAGES))
}

const EXAMPLES = { email: '{"subject":"…","headline":"…","body":"…","footer":"…"}', sms: '{"text":"…"}' }

const PUT_HELP = `
The file holds the blocks as a JSON object; "-" reads standard input. A mail has subject, headline, body and footer, and what is left out is
built in; an SMS has text. Words that would leave a blank in a message are refused.

Example:
  $ echo '{"headline":"Order {{ order }} has arrived"}' | trackru notices templates put email delivered en -`

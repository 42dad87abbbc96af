import { Command, Option } from 'commander'
import { LANGUAGES, sendTestMail } from '../app/index.ts'
import { loadConfig } from '../config/index.ts'
import { outputOf } from './admin.ts'
import { CommandError, EXIT } from './output.ts'

export function mailCommand(): Command {
  return new Command('mail')
    .description('e-mail')
    .addCommand(
      new Command('test')
        .description('send a sample notice, to see that SMTP_URL and MAIL_FROM work')
        .requiredOption('--to <address>', 'whom to')
        .addOption(new Option('--lang <language>', 'language of the sample').choices(LANGUAGES).default('en'))
        .action(sendTest),
    )
}

async function sendTest({ to, lang }: { to: string; lang: (typeof LANGUAGES)[number] }, command: Command): Promise<void> {
  const { config } = loadConfig(process.env)
  const problem = await sendTestMail(config, to, lang)
  if (problem !== null) throw new CommandError(`Not sent. ${problem}`, EXIT.failure)
  outputOf(command).result({ sent: true, to }, `Sent to ${to}. If it does not arrive, look among the spam.`)
}

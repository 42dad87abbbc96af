import { Command } from 'commander'
import { inspectBounce } from '../app/index.ts'
import { outputOf, readInputBytes, withAdmin } from './admin.ts'

export function bouncesCommand(): Command {
  return new Command('bounces')
    .description('mails that came back')
    .addCommand(
      new Command('import')
        .description('read a mail that came back, or a complaint; - reads standard input, for a pipe of the mail server')
        .argument('<file>')
        .action(importBounce),
    )
}

async function importBounce(file: string, _options: object, command: Command): Promise<void> {
  const bounce = await inspectBounce(await readInputBytes(file))
  // Behind a pipe every mail of the box comes here: one that is no report is not a failure, or the mail server would send it back.
  if (bounce === null) return outputOf(command).result(null, 'This mail reports no failure: nothing to do.')
  const { recipient, status, complaint, permanent } = bounce
  const what = complaint ? 'complained' : `${permanent ? 'cannot be reached' : 'could not be reached yet'} (${status})`
  await withAdmin(command, async (admin, output) => {
    const believed = await admin.services.notices.bounced(bounce)
    output.result(
      { ...bounce, believed },
      `${recipient} ${what}${believed ? '' : '; no notice of ours was sent there under that Message-ID'}`,
    )
  })
}

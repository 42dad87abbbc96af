import { Command } from 'commander'
import { withAdmin } from './admin.ts'
import { table } from './output.ts'

interface TrackOptions {
  carrier?: string
  account: string
  test?: boolean
}

export function trackCommand(): Command {
  return new Command('track')
    .description('ask the carrier now and show what it says; an unknown number is registered')
    .argument('<number>')
    .option('--carrier <code>', 'courier code; detected when absent')
    .option('--account <name>', 'whose tracking and credentials', 'default')
    .option('--test', 'the test side of the account')
    .action((number: string, options: TrackOptions, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const seen = await admin.track({
          number,
          carrier: options.carrier ?? null,
          account: options.account,
          mode: options.test ? 'test' : 'live',
        })
        const events = table(
          ['date', 'status', 'event', 'place'],
          seen.checkpoints.map((event) => [event.date, event.status, event.text, event.place]),
        )
        const freshness = seen.staleBecause === null ? '' : `\nNot fresh: ${seen.staleBecause}.`
        output.result(
          seen,
          `${seen.number} (${seen.carrier}): ${seen.status}${freshness}${seen.checkpoints.length > 0 ? `\n\n${events}` : ''}`,
        )
      }),
    )
}

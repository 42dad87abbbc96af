import { Command } from 'commander'
import { detectNumber } from '../app/index.ts'
import { outputOf } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'

export function detectCommand(): Command {
  return new Command('detect')
    .description('which carriers a number fits, best first, and why')
    .argument('<number>')
    .action((number: string, _options: object, command: Command) => {
      const candidates = detectNumber(number)
      if (candidates.length === 0) throw new CommandError(`No known format fits ${JSON.stringify(number.slice(0, 64))}.`, EXIT.notFound)
      outputOf(command).result(
        candidates,
        table(
          ['carrier', 'name', 'confidence', 'why'],
          candidates.map((one) => [one.carrier, one.name, one.confidence.toFixed(2), one.evidence.join('; ')]),
        ),
      )
    })
}

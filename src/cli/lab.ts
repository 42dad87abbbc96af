import { Command } from 'commander'
import { systemClock } from '../base/index.ts'
import { createLab, LAB_CREDENTIALS } from '../lab/index.ts'
import { outputOf } from './admin.ts'
import { CommandError, EXIT } from './output.ts'

export function labCommand(): Command {
  return new Command('lab')
    .description('run a server that speaks the carriers’ protocols from scenarios')
    .option('--port <port>', 'TCP port; 0 takes a free one', '3900')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .action(runLab)
}

async function runLab(options: { port: string; host: string }, command: Command): Promise<void> {
  if (!/^\d{1,5}$/.test(options.port)) throw new CommandError('--port must be a number.', EXIT.usage)
  const output = outputOf(command)
  const lab = await createLab({ clock: systemClock, host: options.host, port: Number(options.port) })
  output.result({ url: lab.url, credentials: LAB_CREDENTIALS }, `The lab is at ${lab.url}`)
  output.note(`Point a server at it:  LAB_URL=${lab.url} npm start\nIts parcels and faults: ${lab.url}/_lab`)
  const stop = (): void => {
    void lab.close().then(() => process.exit(EXIT.ok))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

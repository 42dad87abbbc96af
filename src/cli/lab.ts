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
    .addHelpText('after', HELP)
    .action(runLab)
}

const HELP = `
It plays the carriers with made-up parcels, so that everything can be tried without a carrier account.

Example:
  $ trackru lab                                  leave it running, and in another terminal:
  $ LAB_URL=http://127.0.0.1:3900 trackru serve`

async function runLab(options: { port: string; host: string }, command: Command): Promise<void> {
  const port = Number(options.port)
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535) throw new CommandError('--port must be a whole number from 0 to 65535.', EXIT.usage)
  const output = outputOf(command)
  const lab = await createLab({ clock: systemClock, host: options.host, port }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = code === 'EADDRINUSE' ? 'another program listens there' : code
    throw reason === '' ? error : new CommandError(`Cannot listen on port ${port} of ${options.host} (${reason}).`, EXIT.failure)
  })
  output.result({ url: lab.url, credentials: LAB_CREDENTIALS }, `The lab is at ${lab.url}`)
  output.note(`Point a server at it:  LAB_URL=${lab.url} npm start\nIts parcels and faults: ${lab.url}/_lab`)
  const stop = (): void => {
    void lab.close().then(() => process.exit(EXIT.ok))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

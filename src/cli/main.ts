#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/index.ts'
import { accountsCommand } from './accounts.ts'
import { carriersCommand } from './carriers.ts'
import { detectCommand } from './detect.ts'
import { doctorCommand } from './doctor.ts'
import { exitCodeOf } from './exit.ts'
import { keysCommand } from './keys.ts'
import { labCommand } from './lab.ts'
import { EXIT } from './output.ts'
import { serveCommand } from './serve.ts'
import { trackCommand } from './track.ts'

const program = new Command('trackru')
  .description('Self-hosted shipment tracking. Settings are environment variables (or a .env file).')
  .option('--json', 'print results as JSON')
  .showHelpAfterError('(add --help for the options)')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .addHelpText(
    'after',
    '\nExit codes: 0 ok, 1 failure, 2 usage, 3 some failed, 4 not found, 5 not allowed, 6 rate limited, 75 data in use.',
  )

for (const command of [
  serveCommand,
  keysCommand,
  accountsCommand,
  carriersCommand,
  trackCommand,
  detectCommand,
  labCommand,
  doctorCommand,
]) {
  program.addCommand(command())
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  } else {
    process.stderr.write(`${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}

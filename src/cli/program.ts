import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { accountsCommand } from './accounts.ts'
import { bouncesCommand } from './bounces.ts'
import { carriersCommand } from './carriers.ts'
import { detectCommand } from './detect.ts'
import { doctorCommand } from './doctor.ts'
import { eventsCommand } from './events.ts'
import { keysCommand } from './keys.ts'
import { labCommand } from './lab.ts'
import { mailCommand } from './mail.ts'
import { noticesCommand } from './notices.ts'
import { secretKeyCommand } from './secret-key.ts'
import { serveCommand } from './serve.ts'
import { suppressionsCommand } from './suppressions.ts'
import { trackCommand } from './track.ts'
import { webhooksCommand } from './webhooks.ts'

const HELP = `
Settings are environment variables, or lines of a .env file in the working directory.

Examples:
  $ trackru serve                                run the server on http://localhost:3000
  $ trackru keys create --label shop             make an API key
  $ trackru track SB-DELIVERED --carrier sandbox ask a carrier now
  $ trackru detect RA644000001RU                 which carriers a number fits
  $ trackru events tail                          what happens, as it happens
  $ trackru keys list --json | head              results can be piped

Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 4 not found, 5 not allowed, 6 rate or quota limit, 75 data in use.`

/** All commands. Every one of them throws CommanderError where commander would end the process, so that wrong usage has one exit code. */
export function createProgram(): Command {
  const program = new Command('trackru')
    .description('Self-hosted shipment tracking.')
    .version(version(), '-V, --version', 'print the version')
    .option('--json', 'print results as JSON, with every command')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .addHelpText('after', HELP)
  for (const create of [
    serveCommand,
    keysCommand,
    accountsCommand,
    carriersCommand,
    trackCommand,
    detectCommand,
    eventsCommand,
    webhooksCommand,
    noticesCommand,
    mailCommand,
    bouncesCommand,
    labCommand,
    doctorCommand,
    suppressionsCommand,
    secretKeyCommand,
  ]) {
    program.addCommand(create())
  }
  for (const command of program.commands) inherit(command, program)
  return program
}

/** `addCommand` takes a command as it is, unlike `command(name)`. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inherit(child, command)
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}

import { Command } from 'commander'
import { diagnose, type Finding } from '../app/index.ts'
import { ConfigError, loadConfig } from '../config/index.ts'
import { outputOf } from './admin.ts'
import { EXIT } from './output.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check settings, secret key, disk, database and stored credentials')
    .addHelpText('after', HELP)
    .action(runDoctor)
}

const HELP = `
Works beside a running server. Without one it starts the embedded database for a moment, as the first start would.
Exits with 1 when something is wrong, and says what to do.`

async function runDoctor(_options: object, command: Command): Promise<void> {
  const findings = await examine()
  const lines = findings.map(({ check, ok, detail, fix }) => `${ok ? '✓' : '✗'} ${check}: ${detail}${ok || !fix ? '' : `\n    ${fix}`}`)
  outputOf(command).result(findings, lines.join('\n'))
  if (findings.some(({ ok }) => !ok)) process.exitCode = EXIT.failure
}

async function examine(): Promise<Finding[]> {
  const fix = 'Correct or remove the variable; docs/reference/settings.md lists them all.'
  try {
    const { config, warnings } = loadConfig(process.env)
    return [...warnings.map((detail) => ({ check: 'settings', ok: false, detail, fix })), ...(await diagnose(config))]
  } catch (error) {
    // Without settings nothing else can be looked at.
    if (error instanceof ConfigError) return [{ check: 'settings', ok: false, detail: error.message, fix }]
    throw error
  }
}

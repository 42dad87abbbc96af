import { Command } from 'commander'
import { diagnose } from '../app/index.ts'
import { loadConfig } from '../config/index.ts'
import { outputOf } from './admin.ts'
import { EXIT } from './output.ts'

export function doctorCommand(): Command {
  return new Command('doctor').description('check settings, database, disk, clock and carriers').action(runDoctor)
}

async function runDoctor(_options: object, command: Command): Promise<void> {
  const { config, warnings } = loadConfig(process.env)
  const findings = [
    ...warnings.map((warning) => ({ check: 'settings', ok: false, detail: warning, fix: 'Correct or remove the variable.' })),
    ...(await diagnose(config)),
  ]
  const lines = findings.map(({ check, ok, detail, fix }) => `${ok ? '✓' : '✗'} ${check}: ${detail}${ok || !fix ? '' : `\n    ${fix}`}`)
  outputOf(command).result(findings, lines.join('\n'))
  if (findings.some(({ ok }) => !ok)) process.exitCode = EXIT.failure
}

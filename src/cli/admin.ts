import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { type Admin, openAdmin } from '../app/index.ts'
import { loadConfig } from '../config/index.ts'
import { createOutput, type Output } from './output.ts'

/**
 * Runs `work` with a connection to the data: beside the running server where one owns it, alone otherwise.
 * Closes it afterwards, whatever happened.
 */
export async function withAdmin(command: Command, work: (admin: Admin, output: Output) => Promise<void>): Promise<void> {
  const output = outputOf(command)
  const { config, warnings } = loadConfig(process.env)
  for (const warning of warnings) output.note(warning)
  const admin = await openAdmin(config)
  try {
    await work(admin, output)
  } finally {
    await admin.close()
  }
}

export function outputOf(command: Command): Output {
  return createOutput(command.optsWithGlobals<{ json?: boolean }>().json === true)
}

/** Reads standard input to its end. */
export async function readStdin(): Promise<string> {
  return text(process.stdin)
}

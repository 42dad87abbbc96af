import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import { type Admin, openAdmin } from '../app/index.ts'
import { loadConfig } from '../config/index.ts'
import { CommandError, createOutput, EXIT, type Output } from './output.ts'

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

/** Reads standard input to its end, 2 MiB at most. @throws CommandError */
export async function readStdin(): Promise<string> {
  return (await readBytes(process.stdin, STANDARD_INPUT)).toString('utf8')
}

/** Reads a file, or standard input for `-`; 2 MiB at most, as much as is read of a carrier's answer. @throws CommandError */
export async function readInput(file: string): Promise<string> {
  return (await readInputBytes(file)).toString('utf8')
}

/** The same for what need not be UTF-8. @throws CommandError */
export async function readInputBytes(file: string): Promise<Buffer> {
  if (file === '-') return readBytes(process.stdin, STANDARD_INPUT)
  try {
    return await readBytes(createReadStream(file), file)
  } catch (error) {
    if (error instanceof CommandError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const reason = REASONS[code] ?? code
    throw new CommandError(`${file} cannot be read: ${reason}.`, EXIT.usage)
  }
}

const STANDARD_INPUT = 'Standard input'
const MOST_BYTES = 2 * 1024 * 1024
const REASONS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'access is denied' }

async function readBytes(stream: AsyncIterable<Buffer>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MOST_BYTES) throw new CommandError(`${name} holds more than 2 MiB.`, EXIT.usage)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

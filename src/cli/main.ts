#!/usr/bin/env node
import { CommanderError } from 'commander'
import { describeError, exitCodeOf } from './exit.ts'
import { EXIT } from './output.ts'
import { createProgram } from './program.ts'

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
})

try {
  await createProgram().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  } else {
    process.stderr.write(`${describeError(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}

import type { Command } from 'commander'
import type { Admin } from '../app/index.ts'
import { withAdmin } from './admin.ts'
import type { Output } from './output.ts'

/** Options of every command that works on one account. */
export interface AccountOptions {
  account: string
  test?: boolean
}

/** What such a command works with. */
interface OnAccount {
  services: Admin['services']
  caller: Awaited<ReturnType<Admin['caller']>>
  output: Output
}

/** Gives a command the options `--account` and `--test`. */
export function forAccount(command: Command): Command {
  return command
    .option('--account <name>', 'whose; made when it does not exist', 'default')
    .option('--test', 'the test side of the account')
}

/** Who calls the verbs of `admin.services`: the account itself, with all its rights. */
export function callerFor(admin: Admin, { account, test }: AccountOptions): ReturnType<Admin['caller']> {
  return admin.caller(account, test ? 'test' : 'live')
}

/** The action of a command that needs the verbs of one account and nothing else. */
export function onAccount(work: (on: OnAccount) => Promise<void>): (options: AccountOptions, command: Command) => Promise<void> {
  return (options, command) =>
    withAdmin(command, async (admin, output) => work({ services: admin.services, caller: await callerFor(admin, options), output }))
}

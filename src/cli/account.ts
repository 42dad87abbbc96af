import type { Command } from 'commander'
import type { Admin } from '../app/index.ts'

/** Options of every command that works on one account. */
export interface AccountOptions {
  account: string
  test?: boolean
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

import type { ChannelName } from '../../delivery/index.ts'
import { same } from '../same.ts'
import type { Vault } from '../vault.ts'

/** Whom a stop link is about. */
export interface Stopper {
  accountId: number
  channel: ChannelName
  recipient: string
}

const LETTER = { email: 'e', sms: 's' } as const

/** Goes into the address that stops notices. Who has it was written to, and can do no more with it than stop that. */
export function stopToken(vault: Vault, { accountId, channel, recipient }: Stopper): string {
  return [accountId.toString(36), LETTER[channel], recipient, macOf(vault, { accountId, channel, recipient })].join('.')
}

/** Null for what this server did not give out. */
export function readStopToken(vault: Vault, token: string): Stopper | null {
  const [id = '', letter, recipient = '', mac = ''] = token.split('.')
  const accountId = Number.parseInt(id, 36)
  const channel = letter === 'e' ? 'email' : letter === 's' ? 'sms' : null
  if (channel === null || !Number.isSafeInteger(accountId) || !/^[\w-]{22}$/.test(recipient)) return null
  const stopper = { accountId, channel, recipient } as const
  return same(mac, macOf(vault, stopper)) ? stopper : null
}

function macOf(vault: Vault, { accountId, channel, recipient }: Stopper): string {
  return vault.mac(`stop/${accountId}/${channel}/${recipient}`)
}

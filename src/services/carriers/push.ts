import { AppError, normaliseNumber } from '../../base/index.ts'
import type { Account } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { same } from '../same.ts'

/** Numbers of one push that are looked up. */
const MOST_NUMBERS = 100
const MOST_CHARS = 64

/** What a carrier sent, as it came. */
export interface PushCall {
  headers: Record<string, string>
  query: Record<string, string>
  text: string
}

export interface Pushes {
  /** Path below the server's public URL at which this carrier may call about the account's parcels. @throws carrier_invalid when it does not call */
  path(account: Account, carrier: string): string
  /**
   * A carrier says that something happened. Its word is only a hint: the numbers in it fall due and the carrier is asked back, so who guesses
   * the address can do no more than that. Answers how many of the account's parcels it was about. @throws route_not_found for a wrong address
   */
  receive(carrier: string, token: string, call: PushCall): Promise<number>
}

export function createPushes({ storage, vault, carriers, clock, log }: ServiceDeps): Pushes {
  const tokenOf = (accountId: number, carrier: string): string => `${accountId.toString(36)}.${vault.mac(`push/${accountId}/${carrier}`)}`

  return {
    path: (account, code) => {
      const adapter = carriers.adapter(code)
      if (!adapter?.pushed) throw new AppError('carrier_invalid', { param: 'carrier' })
      return `/carriers/${adapter.code}/push/${tokenOf(account.id, adapter.code)}`
    },
    receive: async (code, token, call) => {
      const adapter = carriers.adapter(code)
      const accountId = Number.parseInt(token.split('.')[0] ?? '', 36)
      if (!adapter?.pushed || !Number.isSafeInteger(accountId) || !same(token, tokenOf(accountId, adapter.code)))
        throw new AppError('route_not_found')
      const account = await storage.accounts.find(accountId)
      if (!account) throw new AppError('route_not_found')
      const numbers = [...new Set(adapter.pushed(call).map((number) => normaliseNumber(number.slice(0, MOST_CHARS))))]
      if (numbers.length === 0) return 0
      const known = await storage.polling.hasten(account, adapter.code, numbers.slice(0, MOST_NUMBERS), clock.now())
      log.debug({ carrier: adapter.code, accountId, numbers: numbers.length, known }, 'a carrier called')
      return known
    },
  }
}

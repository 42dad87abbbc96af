import { idToHex } from '../../base/index.ts'

/** The same for each attempt. Leads back to the account and the notice when the mail comes back. */
export function messageIdOf(accountId: number, noticeId: string, domain: string): string {
  return `<${idToHex(noticeId)}.${accountId.toString(36)}@${domain}>`
}

/** Null for what is not ours. */
export function readMessageId(messageId: string): { accountId: number; noticeId: string } | null {
  const [, a, b, c, d, e, account = ''] =
    /^<?([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\.([0-9a-z]{1,11})@/.exec(messageId) ?? []
  const accountId = Number.parseInt(account, 36)
  return e === undefined || !Number.isSafeInteger(accountId) ? null : { accountId, noticeId: `${a}-${b}-${c}-${d}-${e}` }
}

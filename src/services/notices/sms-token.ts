import { same } from '../same.ts'
import type { Vault } from '../vault.ts'
import type { NoticeTools } from './tools.ts'

/** Where a provider tells what became of an account's SMS, and what people answer. The address itself is the secret. */
export function smsReportUrl(
  { vault, notices }: { vault: Vault; notices: Pick<NoticeTools, 'publicUrl'> },
  accountId: number,
  provider: string,
): string {
  return `${notices.publicUrl}/sms/${provider}/${tokenOf(vault, accountId, provider)}`
}

/** The account of a token; null for one that this server did not give out. */
export function readSmsToken(vault: Vault, provider: string, token: string): number | null {
  const accountId = Number.parseInt(token.split('.')[0] ?? '', 36)
  return Number.isSafeInteger(accountId) && same(token, tokenOf(vault, accountId, provider)) ? accountId : null
}

function tokenOf(vault: Vault, accountId: number, provider: string): string {
  return `${accountId.toString(36)}.${vault.mac(`sms/${accountId}/${provider}`)}`
}

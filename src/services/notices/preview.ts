import { AppError } from '../../base/index.ts'
import type { Language, NoticeFacts, NoticeKind } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { withoutPeople } from './ends.ts'
import { policyOf } from './policy.ts'
import { mailWords, sendMail, smsWords } from './send.ts'
import { accountOfNow } from './settings.ts'
import { checkBlocks, type TemplateBlocks } from './templates.ts'

export interface PreviewInput {
  kind: NoticeKind
  language: Language
  /** Words that are not stored yet; absent: those that are. */
  blocks?: TemplateBlocks
}

export type Preview =
  | { channel: 'email'; subject: string; preheader: string; html: string; text: string }
  | { channel: 'sms'; text: string; parts: number; encoding: string }

type Deps = Pick<ServiceDeps, 'storage' | 'notices' | 'vault' | 'log'>

/** A notice about an invented parcel of the account's shop, as a buyer would see it. @throws validation_failed */
export async function previewNotice(deps: Deps, caller: Caller, channel: Preview['channel'], input: PreviewInput): Promise<Preview> {
  requireScope(caller, 'notices:read')
  const account = await accountOfNow(deps, caller)
  if (input.blocks) checkBlocks(deps, { ...input, channel }, input.blocks)
  const facts = sampleOf(deps, account, input)
  if (channel === 'sms') {
    const words = input.blocks && 'text' in input.blocks ? input.blocks.text : await smsWords(deps, account, facts)
    return { channel, ...deps.notices.sms.render(facts, words) }
  }
  const override = input.blocks && !('text' in input.blocks) ? input.blocks : await mailWords(deps, account, facts)
  return { channel, ...deps.notices.renderMail(facts, override) }
}

/** Sends such a notice to the owner of the account. @throws validation_failed when nothing can be sent, with the reason */
export async function sendTestNotice(deps: Deps, caller: Caller, input: Omit<PreviewInput, 'blocks'>): Promise<void> {
  requireScope(caller, 'notices:write')
  const account = await accountOfNow(deps, caller)
  const policy = policyOf(account)
  if (policy.ownerEmail === null)
    throw new AppError('validation_failed', { param: 'owner_email', detail: 'Set owner_email in the settings first.' })
  const route = await deps.notices.channels.email(account)
  if (!route) throw new AppError('validation_failed', { detail: 'No mail server is set up.' })
  const facts = sampleOf(deps, account, input)
  const { result } = await sendMail(deps, route, { account, policy, notice: null, facts, to: policy.ownerEmail, references: null })
  if (result.kind !== 'sent') throw new AppError('validation_failed', { detail: `The mail server says: ${withoutPeople(result.reason)}.` })
}

function sampleOf({ notices }: Pick<Deps, 'notices'>, account: Account, { kind, language }: PreviewInput): NoticeFacts {
  const sample = notices.sampleFacts(kind, language)
  const { shop, timeZone } = policyOf(account)
  return shop.name === '' ? sample : { ...sample, shop, timeZone }
}

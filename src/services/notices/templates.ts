import { AppError, type Instant } from '../../base/index.ts'
import type { TemplateOverride } from '../../delivery/index.ts'
import type { TemplateKey } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'

/** A merchant's own words for one kind and language: the blocks of a mail, or the text of an SMS. */
export type TemplateBlocks = TemplateOverride | { text: string }

export interface StoredTemplate extends TemplateKey {
  blocks: TemplateBlocks
  updatedAt: Instant
}

type Deps = Pick<ServiceDeps, 'storage' | 'clock' | 'notices'>

export async function listTemplates({ storage }: Deps, caller: Caller): Promise<StoredTemplate[]> {
  requireScope(caller, 'notices:read')
  return storage.notices.templates.list(caller.account.id)
}

/** Stores words that can be used; a text that would leave a blank in a message is refused. @throws validation_failed naming the block */
export async function putTemplate(deps: Deps, caller: Caller, key: TemplateKey, blocks: TemplateBlocks): Promise<StoredTemplate> {
  requireScope(caller, 'notices:write')
  if (Object.keys(blocks).length === 0)
    throw new AppError('validation_failed', { param: 'blocks', detail: 'Send one block at least; DELETE goes back to the built-in words.' })
  checkBlocks(deps, key, blocks)
  const now = deps.clock.now()
  await deps.storage.notices.templates.put(caller.account.id, key, blocks, now)
  return { ...key, blocks, updatedAt: now }
}

/** Back to our words. @throws not_found when there was none */
export async function removeTemplate({ storage }: Deps, caller: Caller, key: TemplateKey): Promise<void> {
  requireScope(caller, 'notices:write')
  if (!(await storage.notices.templates.remove(caller.account.id, key)))
    throw new AppError('not_found', { detail: 'There are no words of your own for that.' })
}

/** @throws validation_failed */
export function checkBlocks({ notices }: Pick<Deps, 'notices'>, { channel, kind, language }: TemplateKey, blocks: TemplateBlocks): void {
  if (channel === 'sms') {
    if (!('text' in blocks)) throw new AppError('validation_failed', { param: 'blocks.text', detail: 'An SMS has one block, text.' })
    const [problem] = notices.sms.checkTemplate(blocks.text, language, kind).problems
    if (!problem) return
    const name = 'name' in problem ? ` ${problem.name.slice(0, 40)}` : ''
    throw new AppError('validation_failed', { param: 'blocks.text', detail: `${problem.code.replaceAll('_', ' ')}${name}.` })
  }
  if ('text' in blocks)
    throw new AppError('validation_failed', { param: 'blocks.text', detail: 'A mail has subject, headline, body and footer.' })
  const [problem] = notices.checkTemplate(kind, blocks)
  if (problem) throw new AppError('validation_failed', { param: `blocks.${problem.block}`, detail: problem.detail })
}

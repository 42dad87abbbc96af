import type { Bounce, ChannelName, ReportCall } from '../../delivery/index.ts'
import type { Account, ClaimedNotice, NoticeQueue, NoticeWish } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { putMailAccess, putSmsAccess, removeAccess } from './channel-credentials.ts'
import { claimDue } from './claim-due.ts'
import { deliver } from './deliver.ts'
import { getNotice, listNotices, resendNotice } from './ledger.ts'
import { tellOwner } from './owner.ts'
import { previewNotice, sendTestNotice } from './preview.ts'
import { listAccess } from './list-access.ts'
import { bounced, smsCalled } from './reports.ts'
import { getSettings, putSettings } from './settings.ts'
import { readSmsUsage, resumeSms } from './sms-usage.ts'
import { resume, stop, stopState } from './stop.ts'
import { addSuppression, listSuppressions, removeSuppression } from './suppressions.ts'
import { listTemplates, putTemplate, removeTemplate } from './templates.ts'

type Tail<F> = F extends (deps: never, ...rest: infer R) => infer A ? (...rest: R) => A : never

/** What buyers are told, and who says so. Verbs with a `caller` authorise by the scopes notices:read and notices:write. */
export interface Notices {
  list: Tail<typeof listNotices>
  get: Tail<typeof getNotice>
  resend: Tail<typeof resendNotice>
  preview: Tail<typeof previewNotice>
  sendTest: Tail<typeof sendTestNotice>
  templates: { list: Tail<typeof listTemplates>; put: Tail<typeof putTemplate>; remove: Tail<typeof removeTemplate> }
  suppressions: { list: Tail<typeof listSuppressions>; add: Tail<typeof addSuppression>; remove: Tail<typeof removeSuppression> }
  settings: { get: Tail<typeof getSettings>; put: Tail<typeof putSettings> }
  credentials: {
    list: Tail<typeof listAccess>
    putSms: Tail<typeof putSmsAccess>
    putMail: Tail<typeof putMailAccess>
    remove: Tail<typeof removeAccess>
  }
  smsUsage: { get: Tail<typeof readSmsUsage>; resume: Tail<typeof resumeSms> }
  /** Of the public pages: the address itself is the secret. @throws route_not_found */
  stopState: Tail<typeof stopState>
  stop: Tail<typeof stop>
  resume: Tail<typeof resume>
  /** A call of an SMS provider. @throws route_not_found */
  smsCalled(provider: string, token: string, call: ReportCall): Promise<string>
}

/** Beyond what doors do. */
export interface InnerNotices extends Notices {
  /** Accounts that have a due notice on a channel. */
  due(): Promise<NoticeQueue[]>
  /** Takes the next due notices of a channel, at most so many of each account. */
  claim(channel: ChannelName, wishes: readonly NoticeWish[]): Promise<ClaimedNotice[]>
  deliver: Tail<typeof deliver>
  /** A mail came back. False: it is not known to be ours. */
  bounced(bounce: Bounce): Promise<boolean>
  /** Something that the owner of the account has to act on; told once a day for each reason. */
  tellOwner(account: Account, channel: ChannelName, reason: string): Promise<void>
}

export function createNotices(deps: ServiceDeps): InnerNotices {
  return {
    list: (...input) => listNotices(deps, ...input),
    get: (...input) => getNotice(deps, ...input),
    resend: (...input) => resendNotice(deps, ...input),
    preview: (...input) => previewNotice(deps, ...input),
    sendTest: (...input) => sendTestNotice(deps, ...input),
    templates: {
      list: (...input) => listTemplates(deps, ...input),
      put: (...input) => putTemplate(deps, ...input),
      remove: (...input) => removeTemplate(deps, ...input),
    },
    suppressions: {
      list: (...input) => listSuppressions(deps, ...input),
      add: (...input) => addSuppression(deps, ...input),
      remove: (...input) => removeSuppression(deps, ...input),
    },
    settings: { get: (...input) => getSettings(deps, ...input), put: (...input) => putSettings(deps, ...input) },
    credentials: {
      list: (...input) => listAccess(deps, ...input),
      putSms: (...input) => putSmsAccess(deps, ...input),
      putMail: (...input) => putMailAccess(deps, ...input),
      remove: (...input) => removeAccess(deps, ...input),
    },
    smsUsage: { get: (...input) => readSmsUsage(deps, ...input), resume: (...input) => resumeSms(deps, ...input) },
    stopState: (token) => stopState(deps, token),
    stop: (token) => stop(deps, token),
    resume: (token) => resume(deps, token),
    smsCalled: (provider, token, call) => smsCalled(deps, provider, token, call),
    due: () => deps.storage.notices.due(deps.clock.now()),
    claim: (channel, wishes) => claimDue(deps, channel, wishes),
    deliver: (claimed, signal) => deliver(deps, claimed, signal),
    bounced: (bounce) => bounced(deps, bounce),
    tellOwner: (account, channel, reason) => tellOwner(deps, account, channel, reason),
  }
}

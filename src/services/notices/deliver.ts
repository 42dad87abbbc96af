import { newId } from '../../base/index.ts'
import type { SendResult } from '../../delivery/index.ts'
import type { BareView, ClaimedNotice, Notice, NoticeChange, NoticePlan } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { LEASE_MS } from './claim-due.ts'
import { findReplacement } from './correction.ts'
import { changeOf, fallbackPlan, replan } from './ends.ts'
import { factsOf } from './facts.ts'
import { type Case, HANDING_OVER, judge, judgeOrder, mayMerge, OTHER_NUMBER, SLACK_MS, type Verdict } from './judge.ts'
import { bookSms, judgePhone } from './judge-sms.ts'
import { languageOf } from './language.ts'
import { endOf } from './outcome.ts'
import { tellOwner } from './owner.ts'
import { policyOf } from './policy.ts'
import { addressOf } from './recipients.ts'
import { composeSms, type Handed, type Letter, sendMail, sendSms } from './send.ts'
import { stopToken } from './stop-token.ts'
import type { MailRoute, SmsRoute } from './tools.ts'

/** What a channel answers that did its part, also when that was no. */
const DONE = new Set<SendResult['kind']>(['sent', 'refused'])
/** A gateway reports a delivery within seconds; a phone that is off for longer gets the news by e-mail. */
const UNDELIVERED_AFTER_MS = 600_000

/**
 * A claimed notice comes to its end: sent, skipped, held, or to be tried again. What it says is looked up now, not when it was planned. Answers
 * whether the channel did its part; null: it was not asked.
 */
export async function deliver(
  deps: ServiceDeps,
  { account, notice, leaseToken }: ClaimedNotice,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const now = deps.clock.now()
  const policy = policyOf(account)
  const [own, others] = await Promise.all([
    deps.storage.notices.tracking(notice.bucket, notice.trackingId),
    deps.storage.notices.ofTracking(notice.bucket, notice.trackingId),
  ])
  const end = new End(deps, leaseToken)
  const mine: Case = { account, policy, notice, view: own, others, now }
  if (notice.status === 'sent') return end.noReport(mine)
  if (notice.reason === HANDING_OVER) return end.interrupted(mine)
  const replaced = notice.kind === 'correction' && notice.occurrence === OTHER_NUMBER && own === null
  const found = replaced ? await findReplacement(deps, mine) : null
  if (found && found.kind !== 'found') return end.verdict(mine, found)
  const it: Case = found ? { ...mine, view: found.view } : mine
  const verdict = await verdictOf(deps, it)
  if (verdict.kind !== 'send' || it.view === null) return end.verdict(it, verdict)
  return handOver(deps, end, it, signal)
}

async function verdictOf(deps: ServiceDeps, it: Case): Promise<Verdict> {
  const { account, policy, notice } = it
  const first = judge(deps.vault, it)
  if (first.kind !== 'send') return first
  if (await deps.storage.notices.suppressions.isSuppressed(account, notice.channel, notice.recipient))
    return { kind: 'skip', reason: 'suppressed' }
  if (notice.orderId !== null && mayMerge(policy, notice)) {
    const [mates, parcels] = await Promise.all([
      deps.storage.notices.mates(account, notice),
      deps.storage.notices.trackingsOfOrder(account, notice.orderId),
    ])
    const together = judgeOrder(it, mates, parcels)
    if (together.kind !== 'send') return together
  }
  return notice.channel === 'sms' ? judgePhone(deps, it) : { kind: 'send' }
}

/** Counts, renders, asks once more whether the person wants it, hands over, and writes what came of it. */
async function handOver(deps: ServiceDeps, end: End, it: Case, signal?: AbortSignal): Promise<boolean | null> {
  const { account, policy, notice, view } = it
  const address = view && addressOf(notice.channel, view.tracking.details)
  const route = await routeOf(deps, it)
  if (!view || address === null) return end.verdict(it, { kind: 'skip', reason: 'address_gone' })
  if (!route) return end.verdict(it, { kind: 'skip', reason: 'no_channel', fallback: true })
  const companions = mayMerge(policy, notice) ? await claimCompanions(deps, it) : []
  const letter = letterOf(deps, it, [view, ...companions.map((one) => one.view)], address)
  const composed = route.sms ? await composeSms(deps, letter) : null
  const limit = composed ? await bookSms(deps, it, { e164: address, parts: composed.parts }) : null
  if (limit?.tell) await tellOwner(deps, account, 'sms', limit.tell)
  if (limit) return end.verdict(it, { kind: 'skip', reason: `limit_${limit.refused}`, fallback: true }, companions)
  // The last moment: whoever stopped it a second ago is not written to.
  if (await deps.storage.notices.suppressions.isSuppressed(account, notice.channel, notice.recipient))
    return end.verdict(it, { kind: 'skip', reason: 'suppressed' }, companions)
  // Who lost the lease has lost the notice too.
  if (composed && !(await end.beginSms(it, companions))) return null
  const handed = await sendBy(deps, { route, letter, composed }, signal)
  await end.handed(it, handed, { language: letter.facts.language, companions, awaitsReport: route.sms?.reports === true })
  return DONE.has(handed.result.kind)
}

type Route = { email: MailRoute; sms: null } | { email: null; sms: SmsRoute }

async function routeOf(deps: ServiceDeps, { account, notice }: Case): Promise<Route | null> {
  if (notice.channel === 'email') {
    const email = await deps.notices.channels.email(account)
    return email && { email, sms: null }
  }
  const sms = await deps.notices.channels.sms(account)
  return sms && { email: null, sms }
}

/** `composed`: the text of an SMS. */
async function sendBy(
  deps: ServiceDeps,
  { route, letter, composed }: { route: Route; letter: Letter; composed: { text: string; parts: number } | null },
  signal?: AbortSignal,
): Promise<Handed> {
  if (!route.sms) return sendMail(deps, route.email, letter, signal)
  return sendSms(deps, route.sms, letter, composed ?? (await composeSms(deps, letter)), signal)
}

interface Companion {
  notice: Notice
  view: BareView
  leaseToken: string
}

/** Other parcels that the same message tells of; those whose tracking is gone come to their own end later. */
async function claimCompanions(deps: ServiceDeps, { account, notice: leader, now }: Case): Promise<Companion[]> {
  const leaseToken = newId(now, deps.random)
  const mates = await deps.storage.notices.claimMates(account, leader, leaseToken, now, now + LEASE_MS)
  const views = await Promise.all(mates.map(({ bucket, trackingId }) => deps.storage.notices.tracking(bucket, trackingId)))
  return mates.flatMap((notice, i) => {
    const view = views[i] ?? null
    return view === null || view.tracking.archived ? [] : [{ notice, view, leaseToken }]
  })
}

function letterOf(deps: ServiceDeps, { account, policy, notice, view, others }: Case, views: BareView[], to: string): Letter {
  const details = view?.tracking.details ?? { lang: null, destinationCountry: null }
  const language = languageOf(details, policy.defaultLanguage)
  const token = stopToken(deps.vault, { accountId: account.id, channel: notice.channel, recipient: notice.recipient })
  const facts = factsOf(deps, {
    account,
    policy,
    kind: notice.kind,
    language,
    views,
    previousNumber: notice.occurrence === OTHER_NUMBER ? notice.number : null,
    stopUrl: `${deps.notices.publicUrl}/stop/${token}?lang=${language}`,
  })
  const first = others.find((other) => other.channel === 'email' && other.recipient === notice.recipient && other.messageId !== null)
  return { account, policy, notice, facts, to, references: first?.messageId ?? null }
}

type Change = Omit<NoticeChange, 'leaseToken'>

/** Writes the ends of one claim. */
class End {
  readonly #deps: ServiceDeps
  readonly #leaseToken: string

  constructor(deps: ServiceDeps, leaseToken: string) {
    this.#deps = deps
    this.#leaseToken = leaseToken
  }

  async verdict(it: Case, verdict: Verdict, companions: readonly Companion[] = []): Promise<null> {
    const now = this.#deps.clock.now()
    if (verdict.kind === 'send') return null
    if (verdict.kind === 'hold') {
      const held = { status: 'held', reason: verdict.reason, now } as const
      return this.#write(now, changeOf(it.notice, held, { dueAt: verdict.until }), [])
    }
    const skipped = { status: 'skipped', reason: verdict.reason, now } as const
    const plans = [...(verdict.fallback ? this.#fallbacks(it, companions) : []), ...(verdict.replan ? replan(this.#deps.vault, it) : [])]
    return this.#write(
      now,
      changeOf(it.notice, skipped),
      companions.map((one) => [one, changeOf(one.notice, skipped)]),
      plans,
    )
  }

  /** Written before an SMS leaves, so that nobody sends it again should this process die. False: the lease is no longer ours. */
  async beginSms(it: Case, companions: readonly Companion[]): Promise<boolean> {
    const mine = { bucket: it.notice.bucket, id: it.notice.id, leaseToken: this.#leaseToken }
    const others = companions.map(({ notice: { bucket, id }, leaseToken }) => ({ bucket, id, leaseToken }))
    const ours = await this.#deps.storage.notices.begin([mine, ...others], HANDING_OVER, this.#deps.clock.now())
    return ours.has(it.notice.id)
  }

  /** The process that handed an SMS over did not come to write what became of it. */
  async interrupted(it: Case): Promise<null> {
    const handed: Handed = { result: { kind: 'unknown', reason: 'the program ended' }, messageId: null, parts: it.notice.parts }
    await this.handed(it, handed, { language: it.notice.language, companions: [], awaitsReport: false })
    return null
  }

  /** Nothing was heard of an SMS: the e-mail that stands in for it. */
  async noReport(it: Case): Promise<null> {
    const now = this.#deps.clock.now()
    return this.#write(now, changeOf(it.notice, { status: 'sent', reason: 'no_report', now }), [], this.#fallbacks(it, []))
  }

  async handed(
    it: Case,
    handed: Handed,
    { language, companions, awaitsReport }: { language: string | null; companions: readonly Companion[]; awaitsReport: boolean },
  ): Promise<void> {
    const now = this.#deps.clock.now()
    const end = await endOf(this.#deps, it, handed, now)
    const isSent = end.status === 'sent'
    const own = { ...end.more, language, messageId: handed.messageId, parts: handed.parts }
    const timer = isSent && awaitsReport ? { dueAt: now + UNDELIVERED_AFTER_MS } : {}
    const others = companions.map((one): [Companion, Change] => {
      if (isSent) return [one, changeOf(one.notice, { status: 'merged', reason: null, now }, { language, mergedInto: it.notice.id })]
      // They wait for the next attempt, which collects them again.
      if (end.status === 'planned')
        return [one, changeOf(one.notice, { status: 'held', reason: 'merge', now }, { dueAt: (end.more.dueAt ?? now) + SLACK_MS })]
      return [one, changeOf(one.notice, { status: end.status, reason: end.reason, now })]
    })
    await this.#write(
      now,
      changeOf(it.notice, { ...end, now }, { ...own, ...timer }),
      others,
      end.fallback ? this.#fallbacks(it, companions) : [],
    )
    if (end.tell !== null) await tellOwner(this.#deps, it.account, it.notice.channel, end.tell)
  }

  #fallbacks(it: Case, companions: readonly Companion[]): NoticePlan[] {
    return [it, ...companions.map((one) => ({ ...it, ...one }))].flatMap((one) => fallbackPlan(this.#deps.vault, one))
  }

  async #write(now: number, own: Change, others: readonly [Companion, Change][], plans: NoticePlan[] = []): Promise<null> {
    const changes = [{ ...own, leaseToken: this.#leaseToken }, ...others.map(([{ leaseToken }, change]) => ({ ...change, leaseToken }))]
    await this.#deps.storage.notices.finish(changes, now, plans)
    return null
  }
}

import type { Language, NoticeFacts, NoticeKind, NoticeParcel } from '../../delivery/index.ts'
import type { Account, BareView } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import type { NoticePolicy } from './policy.ts'

export interface Telling {
  account: Account
  policy: NoticePolicy
  kind: NoticeKind
  language: Language
  /** One, or those of one order. */
  views: readonly BareView[]
  /** The number that a correction takes back; null: the courier was wrong. */
  previousNumber: string | null
  stopUrl: string | null
}

/** What a notice may say, from what is known of its parcels now. */
export function factsOf(deps: Pick<ServiceDeps, 'carriers' | 'notices'>, telling: Telling): NoticeFacts {
  const { policy, kind, language, views, stopUrl } = telling
  return {
    kind,
    language,
    shop: policy.shop,
    orderId: views[0]?.tracking.details.orderId ?? null,
    timeZone: policy.timeZone,
    parcels: views.map((view) => parcelOf(deps, telling, view)),
    stopUrl,
  }
}

function parcelOf(
  { carriers, notices }: Pick<ServiceDeps, 'carriers' | 'notices'>,
  { account, kind, language, previousNumber }: Telling,
  { tracking, freshness }: BareView,
): NoticeParcel {
  const { lastEvent, facts } = tracking.state
  const courier = carriers.courier(freshness.courier ?? tracking.carrier)
  const own = { en: null, ru: courier?.nameRu, zh: courier?.nameZh }[language]
  return {
    number: tracking.shownNumber,
    carrierName: own ?? courier?.name ?? tracking.carrier,
    ...notices.page(account, tracking),
    lastEvent,
    eta: facts.eta ? { from: facts.eta.from ?? null, to: facts.eta.to ?? null } : null,
    // Carriers that name the place name it with the scan that brought the parcel there.
    pickup: kind === 'ready_for_pickup' ? { code: null, place: lastEvent?.place || null, until: null } : null,
    previousNumber: kind === 'correction' ? previousNumber : null,
  }
}

import type { Clock, Instant } from '../base/index.ts'
import type { Carrier, CarrierContext, CarrierRequest, Feed } from '../carriers/index.ts'
import type { Transport } from '../net/index.ts'
import type { CarrierAccount } from './accounts.ts'
import type { Engine } from './engine.ts'

const REQUEST_MS = 30_000

/** One page of a carrier's change feed, or why there is none. */
export type FeedPage = ReturnType<Feed['parse']>

interface FeedTools {
  transport: Transport
  clock: Clock
  signal: AbortSignal
}

export interface FeedAccess {
  carrier: Carrier
  account: CarrierAccount
  endpoint: string
  credential: Record<string, string>
}

/** The part of the engine that is about feeds. */
export function feedsOf(
  accessTo: (code: string, credential: Record<string, string>) => FeedAccess | null,
  tools: FeedTools,
): Pick<Engine, 'readFeed' | 'confirmFeed'> {
  return {
    readFeed: async (code, credential) => {
      const access = accessTo(code, credential)
      return access?.carrier.feed ? readFeed(access, access.carrier.feed, tools) : null
    },
    confirmFeed: async (code, credential, confirm) => {
      const access = accessTo(code, credential)
      return access?.carrier.feed !== undefined && confirmFeed(access, access.carrier.feed, confirm, tools)
    },
  }
}

/** Asks for what changed, under the limits of the credential. Never rejects. */
async function readFeed(access: FeedAccess, feed: Feed, tools: FeedTools): Promise<FeedPage> {
  return send(
    access,
    (ctx) => feed.buildRequest(ctx),
    tools,
    (answer) => feed.parse(answer),
  )
}

/** Tells the carrier that a page was taken. Whether it heard: a page that it tells again does no harm. */
async function confirmFeed(access: FeedAccess, feed: Feed, confirm: string, tools: FeedTools): Promise<boolean> {
  const done = await send(
    access,
    (ctx) => feed.buildConfirm(confirm, ctx),
    tools,
    ({ status }): FeedPage =>
      status >= 200 && status <= 299 ? { kind: 'changed', numbers: [], more: false } : { kind: 'failed', carrierCode: `http_${status}` },
  )
  return done.kind === 'changed'
}

async function send(
  { carrier, account, endpoint, credential }: FeedAccess,
  build: (ctx: CarrierContext) => CarrierRequest,
  { transport, clock, signal }: FeedTools,
  read: Feed['parse'],
): Promise<FeedPage> {
  try {
    const base: CarrierContext = { credential, language: carrier.languages[0] ?? 'en', now: clock.now() }
    const token = await account.tokens?.get(base)
    if (token && token.kind !== 'token') return failed(token.carrierCode)
    await account.membership?.join()
    const deadline: Instant = clock.now() + REQUEST_MS
    const admission = await account.gate.enter(deadline, signal)
    if (admission.kind !== 'go') return failed(admission.kind)
    try {
      const { path, ...wire } = build({ ...base, ...(token ? { token: token.value } : {}) })
      const sent = await transport.send(`${endpoint}${path}`, { ...wire, timeoutMs: REQUEST_MS, signal })
      return sent.kind === 'answer' ? read(sent.answer) : failed(sent.kind)
    } finally {
      admission.leave()
    }
  } catch {
    return failed('feed')
  }
}

function failed(carrierCode: string): FeedPage {
  return { kind: 'failed', carrierCode }
}

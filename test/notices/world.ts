import { randomBytes } from 'node:crypto'
import { createNoticeTools } from '../../src/app/channels.ts'
import { systemClock } from '../../src/base/index.ts'
import { type Carrier, carrierByCode } from '../../src/carriers/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { createEngine } from '../../src/polling/index.ts'
import { type Caller, createServices, createVault, type InnerServices, SCOPES, tellOwner } from '../../src/services/index.ts'
import type { Account, AccountSettings, Notice, Storage } from '../../src/storage/index.ts'
import { DEFAULT_CADENCE, NO_DETAILS, type TrackingDetails } from '../../src/tracking/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { NOBODY_IS_TOLD } from '../support/nobody-is-told.ts'
import { type GatewayDouble } from '../support/sms-gateways/index.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'

/** Monday noon, so that nobody sleeps in Moscow or London. */
const T0 = Date.UTC(2026, 1, 2, 12)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const PUBLIC_URL = 'https://track.shop.example'

export interface World {
  clock: { at: number }
  mail: TestMailServer
  database: FreshDatabase
  storage: Storage
  services: InnerServices
  /** Every line of the log. */
  log: string[]
  account: Account
  caller(): Promise<Caller>
  settings(change: AccountSettings): Promise<void>
  post(number: string, details?: Partial<TrackingDetails>, carrier?: string): Promise<void>
  /** Looks at what is due and tells what is due, until nothing is. */
  run(): Promise<void>
  /** Moves the clock in steps of a minute, with `run` after each. */
  pass(ms: number, step?: number): Promise<void>
  /** Oldest first. */
  ledger(): Promise<Notice[]>
  close(): Promise<void>
}

/** A carrier as the sandbox, but one whose parcels are real as far as anybody can tell. */
function realPost(): Carrier {
  const sandbox = carrierByCode('sandbox')
  if (!sandbox) throw new Error('no sandbox')
  return { ...sandbox, code: 'test-post', aliases: [] }
}

const courier = (code: string) => ({
  code,
  name: 'Test Post',
  nameRu: 'Тест-почта',
  nameZh: '测试邮政',
  phone: '',
  homepage: 'https://post.example',
  type: 'express' as const,
  country: null,
})

/** The services on a real database, a real mail server and, where given, a gateway for SMS; time is moved by hand. */
export async function createWorld({
  gateway,
  mode = 'live',
}: { gateway?: { double: GatewayDouble; provider: string }; mode?: 'live' | 'test' } = {}): Promise<World> {
  const clock = { at: T0 }
  const ticking = { now: () => clock.at, sleep: async () => undefined }
  const [database, mail] = await Promise.all([freshDatabase(), startMailServer()])
  const { storage } = database
  const log: string[] = []
  const write = (fields: object, message: string): void =>
    void log.push(`${message} ${JSON.stringify(fields, (_, v: unknown) => (v instanceof Error ? v.stack : v))}`)
  const logger = { debug: write, info: write, warn: write, error: write }
  const random = { bytes: (size: number) => randomBytes(size), fraction: () => 0.5 }
  const vault = createVault(Buffer.alloc(32, 7), random)
  const transport = createTransport({
    clock: systemClock,
    log: logger,
    trustedOrigins: gateway ? [new URL(gateway.double.url).origin] : [],
  })
  const post = realPost()
  const adapter = (code: string): Carrier | null => (code === post.code ? post : carrierByCode(code))
  const engine = createEngine({
    sharing: { rows: storage.carrierStates, holder: 'test', ...vault },
    transport,
    clock: ticking,
    random,
    log: logger,
    carriers: adapter,
    endpointFor: ({ endpoint }) => endpoint,
  })
  const config = loadConfig({ SMTP_URL: mail.url, MAIL_FROM: 'Shop <mail@shop.example>', SECRET_KEY: '07'.repeat(32) }, 'none').config
  const notices = createNoticeTools(config, {
    storage,
    vault,
    transport,
    rules: { plain: true, ports: [[1_024, 65_535]], networks: ['127.0.0.0/8'] },
    clock: ticking,
    log: logger,
    publicUrl: PUBLIC_URL,
    alarm: (account, { kind }) => void tellOwner(deps, account, 'sms', kind),
    smsEndpoints: gateway ? { [gateway.provider]: gateway.double.url } : {},
  })
  const deps = {
    storage,
    engine,
    vault,
    clock: ticking,
    random,
    log: logger,
    carriers: { adapter, adapters: [post], courier, couriers: [courier(post.code)], sharedCredential: () => null },
    ...NOBODY_IS_TOLD,
    notices: notices.tools,
    cadence: DEFAULT_CADENCE,
    expireAfterDays: { express: 30, globalpost: 60 },
  }
  const well = { ok: true, checks: {} }
  const services = createServices(deps, { live: () => well, ready: async () => well })
  const account = await storage.accounts.ensure('shop', mode, T0)
  await storage.accounts.changeSettings(account.id, () => ({
    shop: { name: 'Lantern', email: 'help@shop.example' },
    ownerEmail: 'owner@shop.example',
  }))

  const caller = async (): Promise<Caller> => {
    const fresh = await storage.accounts.find(account.id)
    if (!fresh) throw new Error('no account')
    return { account: fresh, scopes: new Set(SCOPES) }
  }
  async function run(): Promise<void> {
    for (let busy = true; busy;) {
      busy = false
      for (const lane of await services.polling.dueLanes()) {
        await services.polling.pollDue(lane)
        busy = true
      }
      for (const { channel, accountId } of await services.notices.due()) {
        const claimed = await services.notices.claim(channel, [{ accountId, most: 8 }])
        await Promise.all(claimed.map((one) => services.notices.deliver(one).catch(() => null)))
        busy = true
      }
    }
  }
  return {
    clock,
    mail,
    database,
    storage,
    services,
    log,
    account,
    caller,
    settings: async (change) => {
      await storage.accounts.changeSettings(account.id, ({ settings }) => ({ ...settings, ...change }))
    },
    post: async (number, details = {}, carrier = post.code) => {
      const input = { number, carrier, details: { ...NO_DETAILS, keepCarrier: true, customerEmail: 'ann@buyer.example', ...details } }
      await services.trackings.create(await caller(), input)
    },
    run,
    pass: async (ms, step = MINUTE) => {
      for (const end = clock.at + ms; clock.at < end;) {
        clock.at = Math.min(end, clock.at + step)
        await run()
      }
    },
    ledger: async () => (await storage.notices.list(account, {}, null, 10_000)).toReversed(),
    close: async () => {
      await services.close()
      await engine.close()
      await notices.close()
      await transport.close()
      await mail.close()
      await database.drop()
    },
  }
}

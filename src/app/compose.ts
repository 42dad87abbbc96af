import { randomBytes } from 'node:crypto'
import { type Clock, type Logger, newId, type Random, systemClock } from '../base/index.ts'
import { type Carrier, carrierByCode, CARRIERS, DIRECTORY, findCourier } from '../carriers/index.ts'
import type { Config } from '../config/index.ts'
import { createWebhookTools } from '../delivery/index.ts'
import { createPayloads } from '../http/index.ts'
import { createTransport, type OutboundRules, type Transport } from '../net/index.ts'
import { createEngine, type Engine } from '../polling/index.ts'
import { type Carriers, createVault, type ServiceDeps, tellOwner, tellOwnerOfEndpoint } from '../services/index.ts'
import type { Storage } from '../storage/index.ts'
import { DEFAULT_CADENCE } from '../tracking/index.ts'
import { createNoticeTools } from './channels.ts'
import { secretKey } from './secret-key.ts'

/** What the lab accepts of every carrier. The lab is a program of its own: this is its published contract. */
const LAB: ReadonlyMap<string, Record<string, string>> = new Map(
  CARRIERS.filter(({ endpoint }) => endpoint !== '').map(({ code, credentialFields }) => [
    code,
    Object.fromEntries(credentialFields.flatMap(({ name, example, optional }) => (optional ? [] : [[name, example ?? 'lab']]))),
  ]),
)

/** Random bytes are fetched from the system in this many at once: one call costs as much for 10 bytes as for thousands. */
const RANDOM_POOL = 4_096

/** Every slice is handed out once; a spent pool is left to those who hold slices of it. */
function pooledRandom(): Random {
  let pool = Buffer.alloc(0)
  const bytes = (size: number): Uint8Array => {
    if (size > RANDOM_POOL) return randomBytes(size)
    if (pool.length < size) pool = randomBytes(RANDOM_POOL)
    const slice = pool.subarray(0, size)
    pool = pool.subarray(size)
    return slice
  }
  return { bytes, fraction: () => Math.random() }
}

export const systemRandom: Random = pooledRandom()

export interface Parts {
  deps: ServiceDeps
  close(): Promise<void>
}

/** Everything between the database and the doors, built once. */
export function compose(config: Config, storage: Storage, log: Logger, clock: Clock = systemClock): Parts {
  const overrides = endpointOverrides(config)
  const transport: Transport = createTransport({
    clock,
    log,
    trustedOrigins: Object.values(overrides).map((url) => new URL(url).origin),
  })
  const vault = createVault(secretKey(config), systemRandom)
  const engine: Engine = createEngine({
    sharing: { rows: storage.carrierStates, holder: newId(clock.now(), systemRandom), ...vault },
    transport,
    clock,
    random: systemRandom,
    log,
    carriers: carrierByCode,
    endpointFor: (carrier: Carrier) => overrides[carrier.code] ?? carrier.endpoint,
  })
  // Of addresses that accounts give: receivers of webhooks, gateways for SMS, mail servers.
  const rules: OutboundRules = { plain: true, ports: portRanges(config.OUTBOUND_PORTS), networks: config.OUTBOUND_NETWORKS }
  const outbound = createTransport({ clock: systemClock, log, rules })
  const notices = createNoticeTools(config, {
    storage,
    vault,
    transport: outbound,
    rules,
    clock,
    log,
    publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    alarm: (account, { kind }) => void tellOwner(deps, account, 'sms', kind),
  })
  const deps: ServiceDeps = {
    storage,
    engine,
    vault,
    clock,
    random: systemRandom,
    log,
    carriers: carriers(config),
    webhooks: createWebhookTools({ transport: outbound, rules, clock: systemClock, random: systemRandom }),
    payloads: createPayloads({ carriers: { find: findCourier }, timeZoneOffset: config.TIME_ZONE_OFFSET }),
    tellOwner: (account, notice) => void tellOwnerOfEndpoint(deps, account, notice),
    notices: notices.tools,
    cadence: DEFAULT_CADENCE,
    expireAfterDays: { express: config.EXPIRE_AFTER_DAYS_EXPRESS, globalpost: config.EXPIRE_AFTER_DAYS_POST },
  }
  return {
    deps,
    close: async () => {
      await engine.close()
      await notices.close()
      await Promise.all([transport.close(), outbound.close()])
    },
  }
}

/** `443,1024-65535`, checked with the settings. */
function portRanges(text: string): OutboundRules['ports'] {
  return text.split(',').map((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return [first, last] as const
  })
}

function endpointOverrides(config: Config): Record<string, string> {
  const lab = config.LAB_URL
  return {
    ...(lab === null ? {} : Object.fromEntries([...LAB.keys()].map((code) => [code, `${lab}/${code}`]))),
    ...config.CARRIER_ENDPOINTS,
  }
}

function carriers(config: Config): Carriers {
  return {
    adapter: carrierByCode,
    adapters: CARRIERS,
    courier: findCourier,
    couriers: DIRECTORY,
    sharedCredential: (code) => (config.LAB_URL === null ? null : (LAB.get(code) ?? null)),
  }
}

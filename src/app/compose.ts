import { type Clock, type Logger, newId, systemClock } from '../base/index.ts'
import { type Carrier, carrierByCode, CARRIERS, DIRECTORY, findCourier } from '../carriers/index.ts'
import type { Config } from '../config/index.ts'
import { createWebhookTools } from '../delivery/index.ts'
import { createPayloads } from '../http/index.ts'
import { createTransport, type OutboundRules, type Transport } from '../net/index.ts'
import { createEngine, type Engine } from '../polling/index.ts'
import { type Carriers, type ServiceDeps, tellOwner, tellOwnerOfEndpoint, type Vault } from '../services/index.ts'
import type { Storage } from '../storage/index.ts'
import { DEFAULT_CADENCE } from '../tracking/index.ts'
import { createNoticeTools } from './channels.ts'
import { systemRandom } from './random.ts'

/** What the lab accepts of every carrier. The lab is a program of its own: this is its published contract. */
const LAB: ReadonlyMap<string, Record<string, string>> = new Map(
  CARRIERS.filter(({ endpoint }) => endpoint !== '').map(({ code, credentialFields }) => [
    code,
    Object.fromEntries(credentialFields.flatMap(({ name, example, optional }) => (optional ? [] : [[name, example ?? 'lab']]))),
  ]),
)

export interface Parts {
  deps: ServiceDeps
  close(): Promise<void>
}

/** Everything between the database and the doors, built once. */
export function compose(
  config: Config,
  { storage, vault }: { storage: Storage; vault: Vault },
  log: Logger,
  clock: Clock = systemClock,
): Parts {
  const overrides = endpointOverrides(config)
  const transport: Transport = createTransport({
    clock,
    log,
    trustedOrigins: Object.values(overrides).map((url) => new URL(url).origin),
  })
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

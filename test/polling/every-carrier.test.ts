import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Carrier, CARRIERS, carrierByCode, findCourier } from '../../src/carriers/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { SCENARIOS, SPEAKERS } from '../../src/lab/registry.ts'
import { createTransport, type Transport } from '../../src/net/index.ts'
import { type Answer, createEngine, type Engine } from '../../src/polling/index.ts'
import { decide, merge } from '../../src/tracking/index.ts'
import { movedClock, type MovedClock, silent, steady } from './support.ts'

/** Every adapter against its carrier of the lab, over the wire: the lab shares no code with it, so a mistake on one side shows here. */

interface Parcel {
  number: string
  expect: string
  journey: { secret?: string }
}
interface World {
  carrier: string
  unknown: string
  parcels: Parcel[]
}

const worlds = new Map((SCENARIOS as World[]).map((world) => [world.carrier, world]))
/** What `okWithFault` and answers that cannot be read may be. A parcel that is not there is not among them. */
const NO_ANSWER = ['temporary', 'schemaDrift', 'blocked', 'timeout']

let clock: MovedClock
let lab: Lab
let transport: Transport
let engine: Engine
beforeAll(async () => {
  clock = movedClock()
  lab = await createLab({ clock })
  transport = createTransport({ clock, log: silent, trustedOrigins: [lab.url] })
})
beforeEach(() => {
  lab.reset()
  engine = createEngine({
    transport,
    clock,
    random: steady,
    log: silent,
    carriers: carrierByCode,
    endpointFor: (carrier) => lab.endpoint(carrier.code),
    limitsFor: () => [],
  })
})
afterEach(() => engine.close())
afterAll(async () => {
  await transport.close()
  await lab.close()
})

function labCredential(carrier: Carrier | null): Record<string, string> {
  const fields = carrier?.credentialFields.filter(({ optional }) => optional !== true) ?? []
  return Object.fromEntries(fields.map(({ name, example }) => [name, example ?? 'lab']))
}

/** What a question that was put off left for the next one. */
interface Left {
  resume: string
  pin?: string
}

/** The answer about one parcel, with the postcode or phone that it wants; an aggregator is told the courier. */
async function ask(carrier: Carrier, { number, journey }: Parcel, left?: Left): Promise<Answer> {
  const answering = engine.ask(
    [
      {
        carrier: carrier.code,
        accountId: 1,
        credential: labCredential(carrier),
        language: carrier.languages[0] ?? 'en',
        item: {
          ref: number,
          number,
          registeredAt: clock.now(),
          ...secrets({ journey }),
          ...(carrier.aggregator === true ? { courier: 'usps' } : {}),
          ...(left === undefined ? {} : { resume: left.resume }),
          ...(left?.pin === undefined ? {} : { pin: left.pin }),
        },
      },
    ],
    { deadline: clock.now() + 60_000 },
  )
  const [answer] = await clock.drive(answering, 1_000)
  if (answer?.result.kind === 'pending' && left === undefined) {
    await clock.move(answer.result.notBeforeSeconds * 1_000)
    return ask(carrier, { number, expect: '', journey }, answer.result)
  }
  if (!answer) throw new Error('no answer')
  return answer
}

function secrets({ journey: { secret } }: Pick<Parcel, 'journey'>): object {
  return secret === undefined ? {} : { postalCode: secret, phone: secret, shipDate: secret }
}

/** A status where the parcel was found, else the outcome. */
function conclusion(carrier: Carrier, { result }: Answer): string {
  if (result.kind !== 'found') return result.kind
  const { all } = merge([], result.checkpoints)
  const { status } = decide(all, {
    facts: result.facts,
    shipDate: null,
    registeredAt: clock.now(),
    carrierType: carrier.type,
    now: clock.now(),
    found: true,
    checked: true,
    expireAfterDays: { express: 3_000, globalpost: 3_000 },
  })
  return status
}

/** What differs between two ways of asking must not: events without the words, in order of time. */
function story({ result }: Answer): unknown {
  return result.kind === 'found'
    ? merge([], result.checkpoints)
        .all.map(({ fingerprint }) => fingerprint)
        .toSorted()
    : result.kind
}

test('the lab speaks for every carrier that is asked over the network', () => {
  const asked = CARRIERS.filter(({ endpoint }) => endpoint !== '').map(({ code }) => code)
  expect(SPEAKERS.map(({ code }) => code).toSorted()).toEqual(asked.toSorted())
  for (const { code, credential } of SPEAKERS) {
    expect(credential, code).toEqual(labCredential(carrierByCode(code)))
    expect(findCourier(code), code).not.toBeNull()
  }
})

describe.each(SPEAKERS.map(({ code, token }) => [code, token !== null] as const))('%s', (code, hasToken) => {
  const world = worlds.get(code)
  const carrier = carrierByCode(code)
  if (!world || !carrier) throw new Error(`${code} has no scenario or no adapter`)
  const delivered = world.parcels.find((parcel) => parcel.expect === 'delivered')
  if (!delivered) throw new Error(`${code} has no delivered parcel in its scenario`)

  test.each(world.parcels.map((parcel) => [parcel.number, parcel.expect, parcel] as const))('%s is %s', async (_number, wanted, parcel) => {
    const answer = await ask(carrier, parcel)
    expect(conclusion(carrier, answer), JSON.stringify(answer.result)).toBe(wanted)
    if (answer.result.kind === 'found') expect(answer.result.unknownCodes).toEqual([])
  })

  test('its answer is kept without people, and reads the same', async () => {
    const answer = await ask(carrier, delivered)
    const kept = answer.raw?.()
    if (!kept) throw new Error('nothing is kept')
    for (const person of ['LAB RECIPIENT', 'ПОЛУЧАТЕЛЬ', '+70000000000']) expect(kept.text).not.toContain(person)
    const again = engine.reread(
      code,
      kept,
      {
        ref: delivered.number,
        number: delivered.number,
        registeredAt: clock.now(),
        ...secrets(delivered),
      },
      [],
    )
    expect(again && story({ ...answer, result: again })).toEqual(story(answer))
    expect(kept.text).not.toBe('')
  })

  test('a number that nobody sent is not found', async () => {
    const { result } = await ask(carrier, { number: world.unknown, expect: '', journey: {} })
    expect(result.kind).toBe('notFound')
  })

  test.runIf(hasToken)('a token that ended is renewed, a refused credential is told', async () => {
    await ask(carrier, delivered)
    lab.fault(code, { kind: 'tokenExpired' })
    expect(conclusion(carrier, await ask(carrier, delivered))).toBe('delivered')
    lab.fault(code, { kind: 'tokenRefused' })
    expect((await ask(carrier, delivered)).result.kind).toBe('badCredentials')
  })

  test.runIf(!hasToken && carrier.credentialFields.length > 0)('a refused credential is told', async () => {
    lab.fault(code, { kind: 'tokenRefused' })
    expect((await ask(carrier, delivered)).result.kind).toMatch(/^(?:badCredentials|scopeMissing)$/)
  })

  test('too many requests, with and without a time to wait', async () => {
    lab.fault(code, { kind: 'throttled', retryAfterSeconds: 90 })
    const told = await ask(carrier, delivered)
    expect(told.result.kind).toBe('throttled')
    expect((told.notBefore ?? 0) - told.askedAt).toBeGreaterThan(85_000)
    await clock.move(3_600_000)
    lab.fault(code, { kind: 'throttled' })
    expect((await ask(carrier, delivered)).result.kind).toBe('throttled')
  })

  test.each([
    { kind: 'serverError' },
    { kind: 'serverError', status: 503 },
    { kind: 'okWithFault' },
    { kind: 'loginPage' },
    { kind: 'emptyBody' },
    { kind: 'truncated' },
    { kind: 'renamedField' },
    { kind: 'reset' },
    { kind: 'reset', afterBytes: 20 },
  ] as const)('$kind $status is no answer about the parcel', async (fault) => {
    lab.fault(code, fault)
    const { result } = await ask(carrier, delivered)
    expect(NO_ANSWER, JSON.stringify(result)).toContain(result.kind)
  })

  test('a closed door is no answer about the parcel', async () => {
    lab.fault(code, { kind: 'penalty' })
    const { result } = await ask(carrier, delivered)
    expect([...NO_ANSWER, 'throttled', 'badCredentials', 'scopeMissing']).toContain(result.kind)
  })

  test.each([
    { kind: 'contentType' },
    { kind: 'gzipUnlabelled' },
    { kind: 'extraField' },
    { kind: 'shuffled' },
    { kind: 'duplicated' },
    { kind: 'slowBody', ms: 2_000 },
  ] as const)('$kind changes nothing', async (fault) => {
    const before = story(await ask(carrier, delivered))
    lab.fault(code, fault)
    expect(story(await ask(carrier, delivered))).toEqual(before)
  })
})

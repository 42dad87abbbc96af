import { type Command, Option } from 'commander'
import { DELIVERY_STATUSES, deliveryCursors, presentDelivery, presentDiagnosis } from '../app/index.ts'
import { readId } from '../base/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { readInput } from './admin.ts'
import { CommandError, EXIT, table } from './output.ts'
import { pageSize, readHeader, readInstant } from './values.ts'

type Shown = ReturnType<typeof presentDelivery>
type Diagnosis = ReturnType<typeof presentDiagnosis>

interface ListOptions extends AccountOptions {
  status?: (typeof DELIVERY_STATUSES)[number]
  after?: string
  limit: string
}

interface DebugOptions extends AccountOptions {
  header: string[]
  receivedAt?: string
}

/** What became of the deliveries of one endpoint. */
export function addDeliveryCommands(webhooks: Command): void {
  addReadCommands(webhooks)
  forAccount(webhooks.command('replay <id> <event>').description('send one delivery again: same id, same body, ten attempts')).action(
    (id: string, event: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        await services.webhooks.replay(caller, keyOf(id, event))
        output.result({ replayed: event }, `${event} is sent again by the running server.`)
      })(options, command),
  )
  forAccount(webhooks.command('recover <id>').description('send again what failed or was held, in the order of the events'))
    .requiredOption('--since <time>', 'of events since then: 2026-11-27T10:00:00Z, or an age such as 90m, 24h, 30d')
    .action((id: string, options: AccountOptions & { since: string }, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const recovered = await services.webhooks.recover(caller, readId('endpoint', id), readInstant(options.since, '--since'))
        output.result({ recovered }, `${recovered} ${recovered === 1 ? 'delivery is' : 'deliveries are'} sent again by the running server.`)
      })(options, command),
    )
  forAccount(
    webhooks.command('debug <id> <file>').description('find out why a receiver refuses a webhook; ends with 1 unless it should not'),
  )
    .option('--header <name: value>', 'header that came with it; once for each', (value: string, all: string[]) => [...all, value], [])
    .option('--received-at <time>', 'when it came; now when absent')
    .addHelpText('after', DEBUG_HELP)
    .action(debug)
}

function addReadCommands(webhooks: Command): void {
  forAccount(webhooks.command('deliveries <id>').description('deliveries to an endpoint, newest events first'))
    .addOption(new Option('--status <status>', 'only these').choices(DELIVERY_STATUSES))
    .option('--after <cursor>', 'the cursor to go on from')
    .option('--limit <n>', 'deliveries at most, 1 to 200', '50')
    .action((id: string, options: ListOptions, command: Command) => {
      const limit = pageSize(options.limit)
      const after = options.after === undefined ? null : deliveryCursors.decode(options.after, '--after')
      return onAccount(async ({ services, caller, output }) => {
        const page = { after, limit, status: options.status ?? null }
        const rows = await services.webhooks.deliveries(caller, readId('endpoint', id), page)
        const last = rows.length === limit ? rows.at(-1) : undefined
        const data = rows.map(presentDelivery)
        const next = last ? deliveryCursors.encode(last.eventId) : null
        const text = table(['time', 'event', 'type', 'status', 'attempts', 'last answer'], data.map(cells))
        output.result({ data, next_cursor: next }, next === null ? text : `${text}\n\nGo on with --after ${next}`)
      })(options, command)
    })
  forAccount(webhooks.command('attempts <id> <event>').description('one delivery: every attempt with what was answered'))
    .option('--body', 'print what was signed and sent, and nothing else')
    .action((id: string, event: string, options: AccountOptions & { body?: boolean }, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const { body, ...delivery } = await services.webhooks.delivery(caller, keyOf(id, event))
        const shown = presentDelivery(delivery)
        if (options.body && body === null) throw new CommandError('Nothing was sent yet.', EXIT.notFound)
        output.result({ ...shown, body }, options.body ? (body ?? '') : withAttempts(shown))
      })(options, command),
    )
}

const keyOf = (id: string, event: string) => ({ endpointId: readId('endpoint', id), eventId: readId('event', event, 'event') })

function cells({ occurred_at: at, event_id: event, type, status, reason, attempt_count: count, attempts }: Shown): string[] {
  return [at, event, type, reason === null ? status : `${status} (${reason})`, String(count), outcomeOf(attempts.at(-1))]
}

function outcomeOf(attempt: Shown['attempts'][number] | undefined): string {
  if (!attempt) return '–'
  if (attempt.outcome === null) return 'under way'
  return attempt.http_status === null ? attempt.outcome : `${attempt.outcome} (${attempt.http_status})`
}

function withAttempts(one: Shown): string {
  const { type, status, reason, attempts, next_attempt_at: next } = one
  const head = `${type}: ${status}${reason === null ? '' : ` (${reason})`}${next === null ? '' : `, next attempt at ${next}`}`
  const rows = attempts.map((each) => [
    each.started_at,
    each.ended_at === null ? '–' : `${Date.parse(each.ended_at) - Date.parse(each.started_at)} ms`,
    outcomeOf(each),
    (each.answer ?? '').replaceAll(/\s+/g, ' ').slice(0, 100),
  ])
  return rows.length === 0 ? head : `${head}\n\n${table(['started', 'took', 'outcome', 'answer'], rows)}`
}

const DEBUG_HELP = `
Give the body as it came, before any parser; "-" for the file reads standard input.

Example:
  $ trackru webhooks debug whe_… body.json --header 'webhook-id: evt_…' --header 'webhook-timestamp: 1795839138' \\
      --header 'webhook-signature: v1,…'`

async function debug(id: string, file: string, options: DebugOptions, command: Command): Promise<void> {
  const headers = Object.fromEntries(options.header.map(readHeader))
  const at = options.receivedAt === undefined ? {} : { receivedAt: readInstant(options.receivedAt, '--received-at') }
  const body = await readInput(file)
  await onAccount(async ({ services, caller, output }) => {
    const diagnosis = presentDiagnosis(await services.webhooks.debug(caller, readId('endpoint', id), { headers, body, ...at }))
    output.result(diagnosis, explain(diagnosis))
    if (diagnosis.verdict !== 'ok') process.exitCode = EXIT.failure
  })(options, command)
}

const PHRASES: Readonly<Record<Diagnosis['verdict'], (diagnosis: Diagnosis) => string>> = {
  ok: () => 'The signature is right: a receiver with the secret of this endpoint should accept it.',
  headers_missing: ({ missing }) =>
    `It came without ${missing?.join(', ')}: something on the way drops headers, or they were not passed on.`,
  timestamp_invalid: () => 'webhook-timestamp is not a number of seconds.',
  timestamp_too_old: ({ seconds }) =>
    `It is ${seconds} s old, and five minutes are allowed: it was kept too long, or the receiver's clock is fast.`,
  timestamp_too_new: ({ seconds }) => `It is ${seconds} s ahead of the receiver's clock, and five minutes are allowed: set the clock.`,
  timestamp_altered: ({ seconds }) =>
    `webhook-timestamp is not the one that was signed: it is ${seconds} s later. Take the header as it came.`,
  signature_invalid: () => 'webhook-signature has no entry that begins with "v1,": take the header as it came.',
  id_altered: ({ event_id: id }) => `webhook-id is not the one that was signed, ${id}. Take the header as it came.`,
  id_unknown: () => 'Nothing was delivered to this endpoint under that webhook-id, and no secret of this account made the signature.',
  body_altered: ({ first_difference: place, sent_bytes: sent, received_bytes: received }) =>
    `The body is not the one that was sent: it differs from byte ${place} on, ${sent} bytes were sent and ${received} came.`,
  body_reserialised: ({ first_difference: place }) =>
    `The body is the same JSON in other bytes, from byte ${place} on: a parser wrote it anew. Check the signature of the bytes that came.`,
  wrong_secret: ({ signed_with: by, endpoint_id: other }) =>
    by === 'other_endpoint'
      ? `It was signed with the secret of another endpoint, ${other}.`
      : 'It was signed with a secret that is no longer valid: take the new one with `trackru webhooks reveal`.',
  signature_unknown: () => 'No secret of this account made this signature for these headers and this body.',
}

function explain(diagnosis: Diagnosis): string {
  return PHRASES[diagnosis.verdict](diagnosis)
}

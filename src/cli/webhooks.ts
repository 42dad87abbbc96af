import { Command, Option } from 'commander'
import { EVENT_TYPES, PERSONAL_DATA, presentEndpoint, WEBHOOK_FORMS } from '../app/index.ts'
import { readId } from '../base/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { EXIT, table, when } from './output.ts'
import { addDeliveryCommands } from './webhook-deliveries.ts'

type Shown = ReturnType<typeof presentEndpoint>

interface EndpointOptions extends AccountOptions {
  url?: string
  description?: string
  form?: (typeof WEBHOOK_FORMS)[number]
  personalData?: (typeof PERSONAL_DATA)[number]
  types?: (typeof EVENT_TYPES)[number][]
  legacyVerifyEmail?: string
}

export function webhooksCommand(): Command {
  const webhooks = new Command('webhooks').description('webhook endpoints and what was delivered to them')
  addEndpointCommands(webhooks)
  addSecretCommands(webhooks)
  addDeliveryCommands(webhooks)
  return webhooks
}

function addEndpointCommands(webhooks: Command): void {
  forAccount(webhooks.command('list').description('endpoints, oldest first, and how they do')).action(
    onAccount(async ({ services, caller, output }) => {
      const data = (await services.webhooks.list(caller)).map(presentEndpoint)
      const rows = data.map((one) => [one.id, one.form, state(one), one.last_success_at ?? '–', one.url])
      output.result({ data }, table(['id', 'form', 'state', 'last success', 'url'], rows))
    }),
  )
  withEndpointOptions(webhooks.command('create <url>').description('make an endpoint; prints its secret'))
    .addHelpText('after', CREATE_HELP)
    .action((url: string, options: EndpointOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const { endpoint, secret } = await services.webhooks.create(caller, { ...inputOf(options), url })
        const shown = presentEndpoint(endpoint)
        output.result({ ...shown, secret }, `${describe(shown)}\nsecret         ${secret}`)
      })(options, command),
    )
  forAccount(webhooks.command('show <id>').description('one endpoint; never its secret')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const shown = presentEndpoint(await services.webhooks.get(caller, readId('endpoint', id)))
        output.result(shown, describe(shown))
      })(options, command),
  )
  withEndpointOptions(webhooks.command('update <id>').description('change what is named; the rest stays'))
    .option('--url <url>', 'where to')
    .action((id: string, options: EndpointOptions, command: Command) => change(id, inputOf(options), options, command))
  for (const [name, enabled, description] of [
    ['enable', true, 'deliver again; what was held goes out by `webhooks recover`'],
    ['disable', false, 'deliver nothing; what happens meanwhile is held'],
  ] as const)
    forAccount(webhooks.command(`${name} <id>`).description(description)).action((id: string, options: AccountOptions, command: Command) =>
      change(id, { enabled }, options, command),
    )
  forAccount(webhooks.command('delete <id>').description('remove an endpoint; what was due to it is cancelled')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        await services.webhooks.remove(caller, readId('endpoint', id))
        output.result({ deleted: id }, `Deleted ${id}.`)
      })(options, command),
  )
}

function addSecretCommands(webhooks: Command): void {
  forAccount(webhooks.command('rotate <id>').description('make a new secret; the one before signs beside it for 24 hours')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const { secret, oldUntil } = await services.webhooks.rotateSecret(caller, readId('endpoint', id))
        output.note(`The secret before signs beside it until ${when(oldUntil)} UTC.`)
        output.result({ secret, old_until: new Date(oldUntil).toISOString() }, secret)
      })(options, command),
  )
  forAccount(webhooks.command('reveal <id>').description('print the secrets that sign now, the current one first')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const { secret, old } = await services.webhooks.revealSecret(caller, readId('endpoint', id))
        const shown = old.map((each) => ({ secret: each.secret, until: new Date(each.until).toISOString() }))
        output.result({ secret, old: shown }, [secret, ...shown.map((each) => `${each.secret}  until ${each.until}`)].join('\n'))
      })(options, command),
  )
  forAccount(
    webhooks.command('test <id>').description('send an endpoint.test now and tell what was answered; ends with 1 unless it was 2xx'),
  ).action((id: string, options: AccountOptions, command: Command) =>
    onAccount(async ({ services, caller, output }) => {
      const { name, body, outcome, httpStatus, answer, ms } = await services.webhooks.sendTest(caller, readId('endpoint', id))
      const head = `${outcome}${httpStatus === null ? '' : ` (${httpStatus})`} in ${ms} ms, as ${name}`
      output.result({ webhook_id: name, body, outcome, http_status: httpStatus, answer, ms }, answer === '' ? head : `${head}\n${answer}`)
      if (outcome !== 'ok') process.exitCode = EXIT.failure
    })(options, command),
  )
}

function change(
  id: string,
  wanted: ReturnType<typeof inputOf> & { enabled?: boolean },
  options: AccountOptions,
  command: Command,
): Promise<void> {
  return onAccount(async ({ services, caller, output }) => {
    const shown = presentEndpoint(await services.webhooks.update(caller, readId('endpoint', id), wanted))
    output.result(shown, describe(shown))
  })(options, command)
}

function withEndpointOptions(command: Command): Command {
  return forAccount(command)
    .option('--description <text>', 'what it is for')
    .addOption(new Option('--form <form>', 'of the body; modern when it is made').choices(WEBHOOK_FORMS))
    .addOption(new Option('--personal-data <level>', 'of buyers in the body; masked when it is made').choices(PERSONAL_DATA))
    .addOption(new Option('--types <types...>', 'events that are delivered').choices(EVENT_TYPES))
    .option('--legacy-verify-email <address>', 'adds verifyInfo to the v1 form; "none" takes it away')
}

const CREATE_HELP = `
Examples:
  $ trackru webhooks create https://shop.example/trackru
  $ trackru webhooks create https://shop.example/v1 --form trackru-v1 --legacy-verify-email owner@shop.example
  $ trackru webhooks create https://shop.example/done --types tracking.status_changed tracking.deleted`

function inputOf({ url, description, form, personalData, types, legacyVerifyEmail }: EndpointOptions) {
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(form === undefined ? {} : { form }),
    ...(personalData === undefined ? {} : { personalData }),
    ...(types === undefined ? {} : { types }),
    ...(legacyVerifyEmail === undefined ? {} : { legacyVerifyEmail: legacyVerifyEmail === 'none' ? null : legacyVerifyEmail }),
  }
}

function state({ enabled, disabled_because: because, failing_since: failing }: Shown): string {
  if (!enabled) return `disabled (${because ?? 'unknown'})`
  return failing === null ? 'enabled' : `failing since ${failing}`
}

function describe(one: Shown): string {
  const lines = [
    ['id', one.id],
    ['url', one.url],
    ['description', one.description || '–'],
    ['form', one.form],
    ['personal data', one.personal_data],
    ['types', one.types.join(', ')],
    ...(one.legacy_verify_email === null ? [] : [['verify e-mail', one.legacy_verify_email]]),
    ['state', state(one)],
    ['last success', one.last_success_at ?? '–'],
    ['created', one.created_at],
  ]
  return lines.map(([name = '', text = '']) => `${name.padEnd(13)}  ${text}`).join('\n')
}

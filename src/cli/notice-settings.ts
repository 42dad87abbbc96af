import { Command, Option } from 'commander'
import { LANGUAGES, NOTICE_KINDS, presentSettings, readSettingsChange } from '../app/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { CommandError, EXIT } from './output.ts'

type Shown = ReturnType<typeof presentSettings>
type Body = Record<string, unknown>

/** Where in the body of PATCH /api/notification-settings an option goes, and what its text becomes. */
interface Setting {
  flags: string
  description: string
  /** Path of the field. */
  field: string
  kind: 'text' | 'number' | 'switch' | 'list'
  choices?: readonly string[]
  /** The word `none` stands for no value. */
  isNullable?: true
}

const SETTINGS: readonly Setting[] = [
  {
    flags: '--shop-name <name>',
    description: 'whose name notices are sent in; the first switches e-mail on',
    field: 'shop.name',
    kind: 'text',
  },
  { flags: '--shop-homepage <url>', description: 'of the shop', field: 'shop.homepage', kind: 'text', isNullable: true },
  { flags: '--shop-email <address>', description: 'where buyers ask', field: 'shop.email', kind: 'text', isNullable: true },
  { flags: '--shop-phone <phone>', description: 'where buyers ask', field: 'shop.phone', kind: 'text', isNullable: true },
  {
    flags: '--owner-email <address>',
    description: 'who is told what needs somebody to act',
    field: 'owner_email',
    kind: 'text',
    isNullable: true,
  },
  {
    flags: '--language <language>',
    description: 'where nothing tells the buyer’s',
    field: 'default_language',
    kind: 'text',
    choices: LANGUAGES,
  },
  { flags: '--time-zone <name>', description: 'such as Europe/Moscow', field: 'time_zone', kind: 'text' },
  {
    flags: '--merge-minutes <n>',
    description: 'how long parcels of one order wait for each other, 0 to 120',
    field: 'merge_minutes',
    kind: 'number',
  },
  { flags: '--send-in-test-mode <on|off>', description: 'whether the test side really sends', field: 'send_in_test_mode', kind: 'switch' },
  { flags: '--email <on|off>', description: 'notices by e-mail', field: 'email.on', kind: 'switch' },
  { flags: '--email-kinds <kinds...>', description: 'told by e-mail', field: 'email.kinds', kind: 'list', choices: NOTICE_KINDS },
  ...(['email', 'sms'] as const).flatMap((channel): Setting[] => [
    {
      flags: `--${channel}-legal-basis <basis>`,
      description: 'by which right buyers are written to; SMS want one',
      field: `${channel}.legal_basis`,
      kind: 'text',
      choices: ['consent', 'contract', 'legitimate_interest'],
    },
    {
      flags: `--${channel}-legal-basis-source <words>`,
      description: 'how it comes about, such as a box at the checkout',
      field: `${channel}.legal_basis_source`,
      kind: 'text',
      isNullable: true,
    },
  ]),
  { flags: '--sms <on|off>', description: 'notices by SMS', field: 'sms.on', kind: 'switch' },
  { flags: '--sms-kinds <kinds...>', description: 'told by SMS', field: 'sms.kinds', kind: 'list', choices: NOTICE_KINDS },
  {
    flags: '--sms-provider <name>',
    description: 'who sends SMS; store the access first',
    field: 'sms.provider',
    kind: 'text',
    isNullable: true,
  },
  { flags: '--sms-sender <name>', description: 'what the phone shows', field: 'sms.sender', kind: 'text', isNullable: true },
  { flags: '--sms-countries <codes...>', description: 'where SMS may go, ISO 3166-1 alpha-2', field: 'sms.countries', kind: 'list' },
  { flags: '--sms-daily-cap <amount>', description: 'what a day may cost', field: 'sms.daily_cap', kind: 'number', isNullable: true },
  { flags: '--sms-price-per-part <amount>', description: 'what a part costs', field: 'sms.price_per_part', kind: 'number' },
  { flags: '--sms-currency <code>', description: 'of both', field: 'sms.currency', kind: 'text' },
  {
    flags: '--sms-quiet-hours <hours>',
    description: 'of the recipient, such as 21:00-09:00, or off',
    field: 'sms.quiet_hours',
    kind: 'text',
  },
  { flags: '--sms-fallback <on|off>', description: 'an e-mail tells what an SMS could not', field: 'sms.fallback', kind: 'switch' },
]

export function noticeSettingsCommand(): Command {
  const settings = new Command('settings').description('what buyers are told, by which channel and in whose name')
  forAccount(settings.command('show').description('every setting, with its default filled in')).action(
    onAccount(async ({ services, caller, output }) => {
      const shown = presentSettings(await services.notices.settings.get(caller))
      output.result(shown, describe(shown))
    }),
  )
  const set = forAccount(settings.command('set').description('change what is named; the rest stays')).addHelpText('after', SET_HELP)
  const options = SETTINGS.map((setting) => ({ setting, option: optionOf(setting) }))
  for (const { option } of options) set.addOption(option)
  set.action((given: AccountOptions & Record<string, string | string[] | boolean | undefined>, command: Command) => {
    const fields = options.flatMap(({ setting, option }): [string, unknown][] => {
      const value = given[option.attributeName()]
      return typeof value === 'string' || Array.isArray(value) ? [[setting.field, valueOf(setting, value)]] : []
    })
    if (fields.length === 0) throw new CommandError('Name what is to change; --help shows the options.', EXIT.usage)
    return onAccount(async ({ services, caller, output }) => {
      const shown = presentSettings(await services.notices.settings.put(caller, readSettingsChange(bodyOf(fields))))
      output.result(shown, describe(shown))
    })(given, command)
  })
  return settings
}

const SET_HELP = `
"none" takes a value away.

Example:
  $ trackru notices settings set --shop-name Lantern --shop-email help@shop.example --owner-email owner@shop.example`

function optionOf({ flags, description, choices, isNullable, kind }: Setting): Option {
  const option = new Option(flags, isNullable ? `${description}; or none` : description)
  if (kind === 'switch') return option.choices(['on', 'off'])
  return choices ? option.choices(choices) : option
}

/** The body of PATCH. */
function bodyOf(fields: [field: string, value: unknown][]): Body {
  const body: Body = {}
  const groups = new Map<string, Body>()
  for (const [field, value] of fields) {
    const [group = '', name] = field.split('.')
    if (name === undefined) body[group] = value
    else {
      const inner = groups.get(group) ?? {}
      inner[name] = value
      groups.set(group, inner)
      body[group] = inner
    }
  }
  return body
}

/** What is no number is left to the check, which names the field. */
function valueOf({ kind, isNullable }: Setting, given: string | string[]): unknown {
  if (isNullable && given === 'none') return null
  if (kind === 'switch') return given === 'on'
  if (kind === 'number' && typeof given === 'string' && /^\d{1,9}(?:\.\d{1,6})?$/.test(given)) return Number(given)
  return given
}

function describe(shown: Shown): string {
  const lines = flat(shown)
  const width = Math.max(...lines.map(([field]) => field.length))
  return lines.map(([field, text]) => `${field.padEnd(width)}  ${text}`).join('\n')
}

function flat(value: object, before = ''): [field: string, text: string][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flat(inner, `${before}${name}.`)
      : [[`${before}${name}`, textOf(inner)]],
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || '–'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '–'
}

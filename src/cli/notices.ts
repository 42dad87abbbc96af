import { randomUUID } from 'node:crypto'
import { Command, Option } from 'commander'
import { LANGUAGES, NOTICE_KINDS, NOTICE_STATUSES, noticeCursors, presentNotice, presentSmsUsage } from '../app/index.ts'
import { readId } from '../base/index.ts'
import { type AccountOptions, forAccount, onAccount } from './account.ts'
import { channelCredentialsCommand } from './channel-credentials.ts'
import { noticePreviewCommand } from './notice-preview.ts'
import { noticeSettingsCommand } from './notice-settings.ts'
import { noticeTemplatesCommand } from './notice-templates.ts'
import { table } from './output.ts'
import { pageSize } from './values.ts'

type Shown = ReturnType<typeof presentNotice>

interface ListOptions extends AccountOptions {
  order?: string
  tracking?: string
  channel?: 'email' | 'sms'
  kind?: (typeof NOTICE_KINDS)[number]
  status?: (typeof NOTICE_STATUSES)[number][]
  after?: string
  limit: string
}

export function noticesCommand(): Command {
  const notices = new Command('notices').description('what buyers are told')
  forAccount(notices.command('list').description('the ledger, newest first: what was told, what was not, and why'))
    .option('--order <id>', 'of one order')
    .option('--tracking <id>', 'of one tracking')
    .addOption(new Option('--channel <channel>', 'of one channel').choices(['email', 'sms']))
    .addOption(new Option('--kind <kind>', 'of one kind').choices(NOTICE_KINDS))
    .addOption(new Option('--status <status...>', 'only these').choices(NOTICE_STATUSES))
    .option('--after <cursor>', 'the cursor to go on from')
    .option('--limit <n>', 'notices at most, 1 to 200', '50')
    .action(listLedger)
  forAccount(notices.command('show <id>').description('one notice with its history')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const shown = presentNotice(await services.notices.get(caller, readId('notice', id)))
        output.result(shown, describe(shown))
      })(options, command),
  )
  forAccount(notices.command('resend <id>').description('tell the same once more, to the address that the tracking has now')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const again = presentNotice(await services.notices.resend(caller, readId('notice', id), randomUUID()))
        output.result(again, `Planned as ${again.id}.`)
      })(options, command),
  )
  forAccount(notices.command('test').description('send a notice about an invented parcel by e-mail to the owner of the account'))
    .addOption(new Option('--kind <kind>', 'what happened').choices(NOTICE_KINDS).makeOptionMandatory())
    .addOption(new Option('--lang <language>', 'language').choices(LANGUAGES).default('en'))
    .action((options: AccountOptions & { kind: (typeof NOTICE_KINDS)[number]; lang: (typeof LANGUAGES)[number] }, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        await services.notices.sendTest(caller, { kind: options.kind, language: options.lang })
        output.result({ sent: true }, 'Sent to the owner_email of the settings.')
      })(options, command),
    )
  for (const create of [noticePreviewCommand, noticeTemplatesCommand, noticeSettingsCommand, channelCredentialsCommand])
    notices.addCommand(create())
  forAccount(notices.command('sms-usage').description('what is sent and spent by SMS, and whether it is paused')).action(smsUsage('get'))
  forAccount(notices.command('sms-resume').description('end a pause of SMS at once')).action(smsUsage('resume'))
  return notices
}

function smsUsage(verb: 'get' | 'resume'): ReturnType<typeof onAccount> {
  return onAccount(async ({ services, caller, output }) => {
    const shown = presentSmsUsage(await services.notices.smsUsage[verb](caller))
    const cap = shown.daily_cap === null ? '' : ` of ${shown.daily_cap}`
    const pause = shown.paused_until === null ? 'not paused' : `paused until ${shown.paused_until}`
    output.result(shown, `${shown.sent_last_day} SMS in 24 hours, ${shown.spent_today}${cap} ${shown.currency} today, ${pause}.`)
  })
}

function listLedger(options: ListOptions, command: Command): Promise<void> {
  const limit = pageSize(options.limit)
  const place = options.after === undefined ? null : noticeCursors.decode(options.after, '--after')
  const { order, tracking, channel, kind, status } = options
  const filter = {
    ...(order === undefined ? {} : { orderId: order }),
    ...(tracking === undefined ? {} : { trackingId: readId('tracking', tracking, '--tracking') }),
    ...(channel === undefined ? {} : { channel }),
    ...(kind === undefined ? {} : { kind }),
    ...(status === undefined ? {} : { statuses: status }),
  }
  return onAccount(async ({ services, caller, output }) => {
    const rows = await services.notices.list(caller, filter, { after: place && { createdAt: place.at, id: place.id }, limit })
    const last = rows.length === limit ? rows.at(-1) : undefined
    const next = last ? noticeCursors.encode({ at: last.createdAt, id: last.id }) : null
    const data = rows.map(presentNotice)
    const text = table(['id', 'created', 'number', 'kind', 'channel', 'status', 'reason'], data.map(cells))
    output.result({ data, next_cursor: next }, next === null ? text : `${text}\n\nGo on with --after ${next}`)
  })(options, command)
}

function cells({ id, created_at: at, number, kind, channel, status, reason }: Shown): string[] {
  return [id, at, number, kind, channel, status, reason ?? '']
}

function describe(one: Shown): string {
  const lines = [
    ['id', one.id],
    ['tracking', `${one.tracking_id} (${one.number})`],
    ['order', one.order_id ?? '–'],
    ['kind', one.occurrence === '' ? one.kind : `${one.kind} (${one.occurrence})`],
    ['recipient', `${one.recipient} by ${one.channel}`],
    ['language', one.language ?? '–'],
    ['message', one.message_id ?? one.provider_id ?? '–'],
    ...(one.cost === null ? [] : [['cost', `${one.cost.amount} ${one.cost.currency} for ${one.parts ?? 1} parts`]]),
    ...(one.due_at === null ? [] : [['due', one.due_at]]),
    ...(one.merged_into === null ? [] : [['merged into', one.merged_into]]),
  ]
  const steps = one.history.map(({ at, status, reason }) => [at, status, reason ?? ''])
  const facts = lines.map(([name = '', text = '']) => `${name.padEnd(11)}  ${text}`).join('\n')
  return `${facts}\n\n${table(['time', 'status', 'reason'], [...steps])}`
}

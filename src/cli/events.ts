import { Command, Option } from 'commander'
import { EVENT_TYPES, feedCursors, presentEvent } from '../app/index.ts'
import { readId } from '../base/index.ts'
import { type AccountOptions, callerFor, forAccount, onAccount } from './account.ts'
import { withAdmin } from './admin.ts'
import { table } from './output.ts'
import { pageSize } from './values.ts'

type Shown = ReturnType<typeof presentEvent>

interface FeedOptions extends AccountOptions {
  after?: string
  types?: (typeof EVENT_TYPES)[number][]
}

const HEADINGS = ['time', 'event', 'number', 'carrier', 'status', 'id']

export function eventsCommand(): Command {
  const events = new Command('events').description('what happened to trackings, as programs read it')
  withFeedOptions(events.command('list').description('the feed from its beginning or from a cursor, oldest first'))
    .option('--limit <n>', 'events at most, 1 to 200', '50')
    .action((options: FeedOptions & { limit: string }, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const after = options.after === undefined ? [] : feedCursors.decode(options.after, '--after')
        const page = await admin.services.events.read(await callerFor(admin, options), after, {
          types: options.types ?? null,
          limit: pageSize(options.limit),
        })
        const data = page.events.map(presentEvent)
        const next = feedCursors.encode(page.place)
        output.result({ data, next_cursor: next }, `${table(HEADINGS, data.map(cells))}\n\nGo on with --after ${next}`)
      }),
    )
  forAccount(events.command('show <id>').description('one event, as JSON')).action(
    (id: string, options: AccountOptions, command: Command) =>
      onAccount(async ({ services, caller, output }) => {
        const shown = presentEvent(await services.events.get(caller, readId('event', id)))
        output.result(shown, JSON.stringify(shown, null, 2))
      })(options, command),
  )
  withFeedOptions(events.command('tail').description('events as they happen, one a line, until Ctrl-C')).action(
    (options: FeedOptions, command: Command) =>
      withAdmin(command, async (admin, output) => {
        const ended = new AbortController()
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort())
        const caller = await callerFor(admin, options)
        const after = options.after === undefined ? await admin.services.events.end(caller) : feedCursors.decode(options.after, '--after')
        output.note('Waiting for events.')
        const follow = admin.services.events.follow(caller, { after, types: options.types ?? null, signal: ended.signal })
        for await (const { events: news } of follow) {
          for (const { event } of news) {
            const shown = presentEvent(event)
            output.result(shown, cells(shown).join('  '))
          }
        }
      }),
  )
  return events
}

function withFeedOptions(command: Command): Command {
  return forAccount(command)
    .option('--after <cursor>', 'the cursor to go on from')
    .addOption(new Option('--types <types...>', 'only these; all when absent').choices(EVENT_TYPES))
}

function cells({ occurred_at: at, type, tracking, id }: Shown): string[] {
  const { number, carrier, status, substatus } = tracking
  return [at, type, number, carrier, substatus === null ? status : `${status} (${substatus})`, id]
}

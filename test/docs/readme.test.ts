import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { KEY, type Product, startProduct } from '../support/product.ts'
import { runBlocks, shellBlocks, walkOf } from './walk.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

interface Answer {
  meta: { code: number }
  data: { items: { tracking_number: string }[] }
}

describe('the walk of the README, run as it is written', () => {
  const text = read('README.md')
  const blocks = walkOf(text)
  let product: Product
  let answers: Answer[] = []

  beforeAll(async () => {
    product = await startProduct()
    const [exports = '', ...commands] = blocks
    expect(exports).toBe('export TRACKRU=http://localhost:3000/v1\nexport KEY=trk_live_your_key\n')
    const printed = await runBlocks([`export TRACKRU=${product.url}/v1\nexport KEY=${KEY}`, ...commands])
    answers = printed.map((one) => JSON.parse(one) as Answer)
  })
  afterAll(() => product.stop())

  test('five parcels are registered in one call', () => {
    expect(answers).toHaveLength(6)
    expect(answers[0]).toMatchObject({ meta: { code: 201 }, data: { submitted: 5, added: 5, errors: [] } })
  })

  test('a few seconds later a parcel has checkpoints, a status, milestones and a last event', () => {
    expect(answers[1]).toMatchObject({
      meta: { code: 200 },
      data: [
        {
          status: 'delivered',
          title: 'A book from Омск',
          origin_info: {
            ItemReceived: expect.stringMatching(/^\d{4}-/),
            trackinfo: expect.arrayContaining([expect.objectContaining({ checkpoint_status: 'delivered' })]),
          },
          lastEvent: expect.stringMatching(/./),
          freshness: { stale_because: null },
        },
      ],
    })
  })

  test('the list holds what the filter asks for', () => {
    expect(answers[2]).toMatchObject({ meta: { code: 200 }, data: { limit: 10, total: '2' } })
    const { items } = answers[2]?.data ?? { items: [] }
    expect(items.map((item: { tracking_number: string }) => item.tracking_number).toSorted()).toEqual(['770000000039', 'RA644000001RU'])
  })

  test('a change comes back as it was sent', () => {
    expect(answers[3]).toMatchObject({
      meta: { code: 200 },
      data: {
        title: 'new title',
        logistics_channel: '4PX挂号小包',
        customer_name: 'sandy',
        customer_email: 'sandy@example.com',
        status: '7',
      },
    })
  })

  test('a number never seen before is asked for at once', () => {
    const item = { tracking_number: 'ITOD-1-123', status: 'notfound', freshness: { stale_because: null } }
    expect(answers[4]).toMatchObject({ meta: { code: 200 }, data: { items: [item] } })
  })

  test('what is deleted is gone', async () => {
    expect(answers[5]).toEqual({ meta: { code: 200, type: 'Success', message: 'Success' }, data: [] })
    expect(await product.call('GET', '/trackings/fedex/770000000028')).toMatchObject({ meta: { code: 4031 } })
  })
})

describe('commands that the documents name', () => {
  const program = createProgram()
  const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

  test('npm scripts exist', () => {
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\bnpm (?:run (?:--silent )?)?([a-z]+(?:-[a-z]+)*)/g)].map((match) => match[1] ?? ''),
    )
    const known = new Set([...Object.keys(manifest.scripts), 'ci', 'install', 'package', 'may'])
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  test('trackru commands and their options exist', () => {
    const named = PAGES.flatMap((page) => [...invocations(read(page))].map((words) => ({ page, words })))
    expect(named.length).toBeGreaterThan(15)
    expect(
      named.flatMap(({ page, words }) =>
        fault(program, words) === null ? [] : [`${page}: trackru ${words.join(' ')}: ${fault(program, words)}`],
      ),
    ).toEqual([])
  })

  test('the reference names every command and every option of the program', () => {
    const page = read(join('docs', 'reference', 'cli.md'))
    const missing = leaves(program).flatMap(({ path, command }) => [
      ...(page.includes(path.at(-1) ?? '') && page.includes(path[0] ?? '') ? [] : [path.join(' ')]),
      ...command.options.filter(({ long }) => !page.includes(long ?? '')).map(({ long }) => `${path.join(' ')} ${long}`),
    ])
    expect(leaves(program).length).toBeGreaterThan(12)
    expect(missing).toEqual([])
  })
})

/** The words after `trackru` wherever a page shows a command: in blocks of shell and between backticks. */
function* invocations(text: string): Generator<string[]> {
  const code = [...shellBlocks(text), ...[...text.matchAll(/`([^`\n]{1,200})`/g)].map((match) => match[1] ?? '')]
  for (const line of code.flatMap((part) => part.split('\n'))) {
    const found = /(?:^|\| *|= *\S* +)(?:npm run --silent trackru --|trackru)\s+([a-z][^|<>#]*)/.exec(line)
    if (found?.[1] !== undefined) yield found[1].trim().split(/\s+/)
  }
}

/** What is wrong with a command line; null when the program has its command and its options. */
function fault(program: Command, words: string[]): string | null {
  let command = program
  const rest = [...words]
  // A page may also name a group, to say where its commands are.
  while (command.commands.length > 0 && rest.length > 0 && rest[0] !== '--help') {
    const name = rest.shift()
    const next = command.commands.find((one) => one.name() === name)
    if (!next) return `no command ${name ?? ''}`
    command = next
  }
  const known = ['--help', ...[...command.options, ...program.options].map(({ long }) => long)]
  return (
    rest.map((word) => /^\[?(--[a-z][a-z-]*)/.exec(word)?.[1]).find((option) => option !== undefined && !known.includes(option)) ?? null
  )
}

function leaves(command: Command, path: string[] = []): { path: string[]; command: Command }[] {
  if (command.commands.length === 0) return [{ path, command }]
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]))
}

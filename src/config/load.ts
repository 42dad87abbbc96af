import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { closest, distance } from 'fastest-levenshtein'
import { type Config, Problem, problemsTogether, type SettingName, SETTINGS } from './settings.ts'

// Object.keys and Object.fromEntries forget the names of what they are given.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- SETTINGS is a constant of this area
const NAMES = Object.keys(SETTINGS) as SettingName[]

export interface LoadedConfig {
  config: Config
  /** For standard error: misspelt names. */
  warnings: string[]
}

/** All problems of the environment in one error; the message is meant for a person. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the environment, with a `.env` file beneath it (the environment wins).
 * @throws ConfigError naming every bad variable at once
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, dotEnvPath = '.env'): LoadedConfig {
  const all = { ...readDotEnv(dotEnvPath), ...env }
  const problems: string[] = []
  const entries = NAMES.map((name) => {
    const setting = SETTINGS[name]
    const raw = readValue(name, all, problems)
    if (raw === undefined || raw === '') return [name, setting.default]
    const value = setting.parse(raw)
    if (value instanceof Problem) {
      problems.push(`${name} must be ${value.expected}${'secret' in setting ? '' : `, not ${JSON.stringify(raw.slice(0, 80))}`}.`)
    }
    return [name, value]
  })
  if (problems.length > 0) throw unusable(problems)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every name of SETTINGS was parsed by its own entry above
  const config = Object.fromEntries(entries) as Config
  const apart = problemsTogether(config)
  if (apart.length > 0) throw unusable(apart)
  return { config: Object.freeze(config), warnings: misspelt(all) }
}

function unusable(problems: readonly string[]): ConfigError {
  return new ConfigError(`The settings are not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`)
}

function readDotEnv(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}

function readValue(name: SettingName, env: Readonly<Record<string, string | undefined>>, problems: string[]): string | undefined {
  const file = 'secret' in SETTINGS[name] ? env[`${name}_FILE`] : undefined
  if (file === undefined || file === '') return env[name]?.trim()
  if (env[name]) problems.push(`${name} and ${name}_FILE are both set; keep one.`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read: ${file}`)
    return undefined
  }
}

/** Names that are nearly ours: one wrong letter in four and two at most, so that PATH, PGPORT or HOSTNAME never match. */
function misspelt(env: Readonly<Record<string, string | undefined>>): string[] {
  const ours = NAMES.flatMap((name) => ('secret' in SETTINGS[name] ? [name, `${name}_FILE`] : [name]))
  return Object.keys(env)
    .filter((name) => name.length >= 5 && !ours.includes(name))
    .map((name) => ({ name, near: closest(name.toUpperCase(), ours) }))
    .filter(({ name, near }) => distance(name.toUpperCase(), near) <= Math.min(2, Math.floor(near.length / 4)))
    .map(({ name, near }) => `Unknown setting ${name}: did you mean ${near}?`)
}

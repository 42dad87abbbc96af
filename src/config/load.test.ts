import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, loadConfig } from './index.ts'

const NO_FILE = join(tmpdir(), 'no-such-dot-env')

describe('settings', () => {
  test('an empty environment gives every default', () => {
    const { config, warnings } = loadConfig({}, NO_FILE)
    expect(config).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', DATA_DIR: './data', DATABASE_URL: null, ROLE: 'all', LIMITS: 'generous' })
    expect(warnings).toEqual([])
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('all bad values are reported in one error, secrets without their value', () => {
    const bad = {
      PORT: '70000',
      ROLE: 'boss',
      DATABASE_URL: 'mysql://user:hunter2@x/y',
      TIME_ZONE_OFFSET: 'Moscow',
      CARRIER_ENDPOINTS: 'cdek',
    }
    const message = messageOf(() => loadConfig(bad, NO_FILE))
    for (const name of Object.keys(bad)) expect(message).toContain(`${name} must be`)
    expect(message).not.toContain('hunter2')
  })

  test('a misspelt name is a warning with the nearest real one; other programs’ names are not', () => {
    const { warnings } = loadConfig(
      { DATABSE_URL: 'x', DATA_DIRR: 'y', PATH: '/bin', PGPORT: '5', HOSTNAME: 'h', SHELL: 's', ROLES: 'z' },
      NO_FILE,
    )
    expect(warnings).toEqual([
      'Unknown setting DATABSE_URL: did you mean DATABASE_URL?',
      'Unknown setting DATA_DIRR: did you mean DATA_DIR?',
      'Unknown setting ROLES: did you mean ROLE?',
    ])
  })

  test('a secret may come from a file; both at once is an error', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'))
    const file = join(folder, 'secret')
    writeFileSync(file, 'a'.repeat(64) + '\n')
    expect(loadConfig({ SECRET_KEY_FILE: file }, NO_FILE).config.SECRET_KEY).toBe('a'.repeat(64))
    expect(messageOf(() => loadConfig({ SECRET_KEY_FILE: file, SECRET_KEY: 'b' }, NO_FILE))).toContain('keep one')
    expect(messageOf(() => loadConfig({ SECRET_KEY_FILE: join(folder, 'gone') }, NO_FILE))).toContain('cannot be read')
  })

  test('a .env file lies beneath the environment', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), '.env')
    writeFileSync(file, 'PORT=4000\nROLE=api\n')
    expect(loadConfig({ PORT: '5000' }, file).config).toMatchObject({ PORT: 5000, ROLE: 'api' })
  })

  test('carrier endpoints are a list of pairs', () => {
    const { config } = loadConfig({ CARRIER_ENDPOINTS: 'cdek=https://api.edu.cdek.ru/v2/, fedex=http://127.0.0.1:1/x' }, NO_FILE)
    expect(config.CARRIER_ENDPOINTS).toEqual({ cdek: 'https://api.edu.cdek.ru/v2', fedex: 'http://127.0.0.1:1/x' })
  })
})

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('nothing was thrown')
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { carrierFolders, constantName, registrySource } from '../../scripts/generate-registry.ts'
import { carrierByCode, CARRIERS } from '../../src/carriers/index.ts'

const root = mkdtempSync(join(tmpdir(), 'registry-'))
afterAll(() => rmSync(root, { recursive: true }))

function folder(name: string, source: string): void {
  mkdirSync(join(root, name))
  writeFileSync(join(root, name, 'index.ts'), source)
}

describe('carrier registry', () => {
  test('agrees with the folders', () => {
    expect(readFileSync('src/carriers/registry.ts', 'utf8')).toBe(registrySource(carrierFolders()))
    expect(CARRIERS.length).toBe(carrierFolders().length)
    expect(CARRIERS.length).toBeGreaterThan(0)
  })

  test('every carrier has a README', () => {
    for (const name of carrierFolders()) expect(readFileSync(`src/carriers/${name}/README.md`, 'utf8').length, name).toBeGreaterThan(200)
  })

  test('no carrier is still the skeleton that new-carrier wrote', () => {
    const skeletons = CARRIERS.filter(({ endpoint }) => /[/.]example\.(?:com|net|org)(?:[/:]|$)/.test(endpoint))
    expect(skeletons.map(({ code }) => code)).toEqual([])
    for (const name of carrierFolders()) expect(readFileSync(`src/carriers/${name}/README.md`, 'utf8'), name).not.toContain('new-carrier')
  })

  test('no two carriers claim one code', () => {
    const codes = CARRIERS.flatMap((carrier) => [carrier.code, ...(carrier.aliases ?? [])])
    expect(codes).toEqual([...new Set(codes)])
    for (const carrier of CARRIERS) expect(carrierByCode(carrier.code)).toBe(carrier)
    for (const carrier of CARRIERS) for (const alias of carrier.aliases ?? []) expect(carrierByCode(alias)).toBe(carrier)
    expect(carrierByCode('no-such-carrier')).toBeNull()
    expect(carrierByCode('__proto__')).toBeNull()
  })

  test('a folder that does not export its carrier is refused by name', () => {
    folder('kit', 'export const nothing = 1')
    folder('good-one', 'export const goodOne = defineCarrier({})')
    expect(carrierFolders(root)).toEqual(['good-one'])
    folder('bad-one', 'export const other = defineCarrier({})')
    expect(() => carrierFolders(root)).toThrow('src/carriers/bad-one/index.ts must export one carrier: export const badOne')
  })

  test('folders become constants', () => {
    expect(['cdek', 'russian-post', '4px', 'dhl-parcel-de'].map(constantName)).toEqual(['cdek', 'russianPost', 'x4px', 'dhlParcelDe'])
  })
})

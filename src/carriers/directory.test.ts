import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countries } from 'countries-list'
import { expect, test } from 'vitest'
import { CARRIERS, DIRECTORY, findCourier } from './index.ts'

const published = readFileSync(join(import.meta.dirname, 'directory.v1-codes.txt'), 'utf8')
  .trim()
  .split('\n')

function offenders(wrong: (entry: (typeof DIRECTORY)[number]) => boolean): string[] {
  return DIRECTORY.filter(wrong).map(({ code }) => code)
}

test('all 663 published codes are there, in the first places', () => {
  expect(published).toHaveLength(663)
  const first = DIRECTORY.slice(0, 663).map(({ code }) => code)
  expect(first.toSorted()).toEqual(published.toSorted())
})

test('no code is there twice, and each is lower-case letters, digits and hyphens', () => {
  const seen = new Set<string>()
  expect(offenders(({ code }) => seen.has(code) || !seen.add(code))).toEqual([])
  expect(offenders(({ code }) => !/^[0-9a-z-]{1,64}$/.test(code))).toEqual([])
})

test('every entry has exactly the documented fields', () => {
  const fields = ['code', 'country', 'homepage', 'name', 'nameRu', 'nameZh', 'phone', 'type']
  expect(offenders((entry) => Object.keys(entry).toSorted().join() !== fields.join())).toEqual([])
  expect(offenders(({ type }) => type !== 'express' && type !== 'globalpost')).toEqual([])
})

function untidy(text: string): boolean {
  return text !== text.trim() || /\p{Cc}|\p{Cf}| {2}/u.test(text)
}

test('names and phones are trimmed text without control or invisible characters', () => {
  expect(offenders(({ name }) => name === '' || untidy(name))).toEqual([])
  expect(
    offenders(({ nameRu, nameZh, phone }) => nameRu === '' || nameZh === '' || [nameRu ?? '', nameZh ?? '', phone].some(untidy)),
  ).toEqual([])
})

test('countries are ISO 3166-1 codes or null', () => {
  expect(offenders(({ country }) => country !== null && !Object.hasOwn(countries, country))).toEqual([])
})

test('homepages are http or https addresses with a host, or empty', () => {
  expect(offenders(({ homepage }) => homepage !== '' && !isHomepage(homepage))).toEqual([])
})

function isHomepage(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username } = new URL(text)
  return /^https?:$/.test(protocol) && hostname.includes('.') && username === ''
}

test('couriers of Russia and its neighbours have a Russian name', () => {
  const cis = new Set(['RU', 'BY', 'KZ', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'MD', 'UA'])
  expect(offenders(({ country, nameRu }) => cis.has(country ?? '') && nameRu === null)).toEqual([])
})

test('a code is found whatever its case, an unknown one is not, and no property of objects passes for one', () => {
  expect(findCourier('CDEK')?.nameRu).toBe('СДЭК')
  expect(findCourier('sandbox')?.name).toBe('Sandbox')
  for (const code of ['', 'no-such-courier', '__proto__', 'constructor', 'toString']) expect(findCourier(code)).toBeNull()
})

test('every adapter and alias has an entry of the same type', () => {
  const missing = CARRIERS.flatMap(({ code, aliases = [] }) => [code, ...aliases]).filter((code) => findCourier(code) === null)
  expect(missing).toEqual([])
  expect(CARRIERS.filter(({ code, type }) => findCourier(code)?.type !== type).map(({ code }) => code)).toEqual([])
})

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
  const fields = ['closed', 'code', 'country', 'homepage', 'name', 'nameRu', 'nameZh', 'phone', 'requires', 'type']
  expect(offenders((entry) => Object.keys(entry).toSorted().join() !== fields.join())).toEqual([])
  expect(offenders(({ type }) => type !== 'express' && type !== 'globalpost')).toEqual([])
  expect(offenders(({ closed }) => typeof closed === 'number' && !(Number.isInteger(closed) && closed > 2000 && closed < 2100))).toEqual([])
})

test('the file writes only required fields that are known, and neither empty lists nor what is not closed', () => {
  const written = JSON.parse(readFileSync(join(import.meta.dirname, 'directory.json'), 'utf8')) as Record<string, unknown>[]
  const wrong = written.filter(
    (entry, i) =>
      ('requires' in entry && (DIRECTORY[i]?.requires.length === 0 || String(entry['requires']) !== String(DIRECTORY[i]?.requires))) ||
      ('closed' in entry && entry['closed'] === false),
  )
  expect(wrong).toEqual([])
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

test('phones are digits, blanks and the signs of phone numbers, with brackets in pairs', () => {
  expect(offenders(({ phone }) => phone !== '' && !isPhone(phone))).toEqual([])
})

function isPhone(text: string): boolean {
  const outside = text.replaceAll(/\([\d +-]*\)/g, '')
  return /^[\d +/.-]*$/.test(outside) && text.replaceAll(/\D/g, '').length >= 3
}

test('names hold no word of the services that offer such lists, but for adapters of aggregators, and no sign of a trade mark', () => {
  const aggregators = new Set(CARRIERS.filter(({ aggregator }) => aggregator).map(({ code }) => code))
  const vendors = /track(?:ing)?more|51tracking|tracktry|trackru|parceltrack|17track|aftership|parcelsapp|ship24|[®™©]/i
  expect(offenders(({ code, name, nameRu, nameZh }) => !aggregators.has(code) && vendors.test(`${name} ${nameRu} ${nameZh}`))).toEqual([])
})

test('Russian names have Cyrillic letters, Chinese names Han characters', () => {
  expect(offenders(({ nameRu }) => nameRu !== null && !/\p{Script=Cyrillic}/u.test(nameRu))).toEqual([])
  expect(offenders(({ nameZh }) => nameZh !== null && !/\p{Script=Han}/u.test(nameZh))).toEqual([])
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

/** They write themselves in Latin letters in Russian too. */
const LATIN = `5post b2cpl bts-express camex emu-express exline fargo imlb2c justin major-express onex-am rozetka-delivery starex
  usa2georgia utec`.split(/\s+/)

test('posts of the world and couriers of Russia and its neighbours have a Russian name, posts a Chinese one', () => {
  const cis = new Set(['RU', 'BY', 'KZ', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'GE', 'MD', 'UA'])
  const without = offenders(({ country, nameRu }) => cis.has(country ?? '') && nameRu === null)
  expect(without.toSorted()).toEqual(LATIN.toSorted())
  // A company of parcel lines that the published list counts among the posts.
  expect(offenders(({ type, nameRu }) => type === 'globalpost' && nameRu === null)).toEqual(['mailamericas'])
  expect(offenders(({ type, nameZh }) => type === 'globalpost' && nameZh === null)).toEqual(['mailamericas', 'dhlecommerce-asia'])
})

/** Codes that belong to one operator, and why there are several. */
const ONE_OPERATOR: readonly (readonly [codes: string[], why: string])[] = [
  [['dhl', 'dhl-express'], 'the group and its express service'],
  [['ups', 'ups-ground', 'ups-freight'], 'services of UPS'],
  [['ups-mi', 'ups-mail-innovations'], 'both published'],
  [['fedex', 'fedex-freight', 'fedex-ground'], 'services of FedEx'],
  [['tnt', 'tnt-reference'], "the second is asked by the sender's reference"],
  [['china-ems', 'epacket'], 'a product of China EMS'],
  [['usps', 'usps-international', 'overseas-territory-us-post'], 'services of USPS'],
  [['netherlands-post', 'postnl-3s'], 'letters of the Netherlands, and barcodes with 3S'],
  [['australia-post', 'australia-ems', 'auspost'], 'the post, its EMS, and a second published name'],
  [['canada-post', 'xpresspost'], 'a product of Canada Post'],
  [['chronopost', 'overseas-territory-fr-ems'], 'Chronopost overseas'],
  [['india-post', 'speed-post'], 'a product of India Post'],
  [['jd', 'jd-logistics'], 'at home and abroad'],
  [['hermes-uk', 'evri'], 'the published code, and the name since 2022'],
  [['dhl-parcel-nl', 'dhl-benelux'], 'both published'],
  [['orangeconnex', 'speedpak'], 'a product of Orange Connex'],
  [['dpd', 'dpd-fr'], 'the group, at home in France, and DPD in France'],
  [['toll', 'toll-ipec'], 'a service of Toll'],
  [['la-poste-monaco', 'monaco-ems'], 'the post and its EMS'],
  [['dtdc', 'dtdc-plus'], 'a product of DTDC'],
  [['correos-spain', 'correosexpress'], 'the post and its express company'],
  [['sf-express', 'sfb2c'], 'at home and abroad'],
  [['sto', 'sto-international'], 'at home and abroad'],
  [['yto', 'yto-international'], 'at home and abroad'],
  [['zto', 'zto-international', 'zto-freight'], 'at home, abroad, and heavy goods'],
  [['bestex', '800best'], 'parcels and heavy goods'],
  [['pitneybowes', 'parcel'], 'both published'],
]

test('no operator has two codes by accident: no name and no host of a homepage is there twice in a country', () => {
  const byLikeness = new Map<string, Set<string>>()
  for (const { code, name, homepage, country } of DIRECTORY) {
    const host = homepage === '' ? '' : new URL(homepage).hostname.replace(/^www\./, '')
    for (const likeness of [barename(name), host]) {
      if (likeness !== '') byLikeness.set(`${country} ${likeness}`, (byLikeness.get(`${country} ${likeness}`) ?? new Set()).add(code))
    }
  }
  const alike = [...byLikeness.values()].filter((codes) => codes.size > 1)
  const unexplained = alike.filter((codes) => !ONE_OPERATOR.some(([known]) => [...codes].every((code) => known.includes(code))))
  expect(unexplained.map((codes) => [...codes])).toEqual([])
  const found = new Set(alike.flatMap((codes) => [...codes]))
  expect(ONE_OPERATOR.flatMap(([codes]) => codes).filter((code) => !found.has(code))).toEqual([])
})

/** A name without the words that every second courier has, without marks, blanks and case. */
function barename(name: string): string {
  const common = /^(?:express|logistics?|couriers?|international|the|delivery|worldwide|global|freight|ltd|group)$/
  const words = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  return words.filter((word) => !common.test(word)).join('')
}

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

/** Fields that the hosted API documents for couriers whose adapter, where there is one, can do without: the website asks for them. */
const DOCUMENTED = new Map([
  ['deutsche-post', ['shipDate']],
  ['mondialrelay', ['postalCode']],
  ['postnl-3s', ['postalCode', 'destinationCountry']],
])

test('required fields are what adapters need and what is documented, and no more', () => {
  const needed = new Map<string, readonly string[]>(
    CARRIERS.flatMap(({ code, aliases = [], needs = [] }) => [code, ...aliases].map((each) => [each, needs])),
  )
  for (const { code, requires } of DIRECTORY) {
    const wanted = new Set([...(needed.get(code) ?? []), ...(DOCUMENTED.get(code) ?? [])])
    expect(new Set<string>(requires), code).toEqual(wanted)
  }
})

test('no adapter serves a courier that is closed', () => {
  const closed = new Set(offenders((entry) => entry.closed !== false))
  expect([closed.has('spsr'), closed.has('hermes-uk')]).toEqual([true, false])
  expect(CARRIERS.flatMap(({ code, aliases = [] }) => [code, ...aliases]).filter((code) => closed.has(code))).toEqual([])
})

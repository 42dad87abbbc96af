import { continents, countries } from 'countries-list'
import { carrierByCode, DIRECTORY, type DirectoryEntry } from '../src/carriers/index.ts'

// The text of docs/reference/couriers.md: every courier code by region, and how it is tracked.

const OWN_REGIONS: Readonly<Record<string, readonly string[]>> = {
  'Russia and its neighbours': ['RU', 'BY', 'UA', 'MD', 'KZ', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'GE'],
  'China, Hong Kong, Macao and Taiwan': ['CN', 'HK', 'MO', 'TW'],
}
const OTHER_REGIONS = (['EU', 'AS', 'NA', 'SA', 'OC', 'AF'] as const).map((continent) => continents[continent])
const NO_REGION = 'Without a country'
const HOMES: ReadonlyMap<string, { name: string; continent: keyof typeof continents }> = new Map(Object.entries(countries))

/** The text under the title: regions in the order above, in each the couriers by country and code. */
export function couriersText(): string {
  const own = DIRECTORY.filter(({ code }) => carrierByCode(code)?.code === code).length
  const others = DIRECTORY.filter(({ code }) => carrierByCode(code) === null).length
  return [
    `All ${DIRECTORY.length} courier codes of the API, and how each is tracked:`,
    '',
    `- \`adapter\`: Trackru asks this carrier itself (${own} codes; [Carriers](carriers.md) says what each wants).`,
    `- \`as …\`: the adapter of the other code serves this one too (${DIRECTORY.length - own - others} codes).`,
    `- \`aggregator\`: can be registered, and is looked at only where an aggregator is set up that knows it (${others} codes).`,
    '',
    '`needs` names what a tracking should hold besides the number; without it the carrier, or an aggregator that asks it, tells less or nothing.',
    '`closed` means that the operator shut down or was merged into another one, with the year where it is known. The country is its home.',
    ...[...Object.keys(OWN_REGIONS), ...OTHER_REGIONS, NO_REGION].flatMap(section),
  ].join('\n')
}

function section(region: string): string[] {
  const rows = DIRECTORY.filter((entry) => regionOf(entry.country) === region)
    .map((entry) => ({ ...entry, home: HOMES.get(entry.country ?? '')?.name ?? '' }))
    .toSorted((a, b) => compare(a.home, b.home) || compare(a.code, b.code))
    .map((entry) => [`\`${entry.code}\``, entry.name, entry.nameRu ?? '', entry.nameZh ?? '', entry.home, entry.type, tracked(entry)])
  return [
    '',
    `## ${region}`,
    '',
    '| code | name | in Russian | in Chinese | country | type | tracked |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ]
}

function regionOf(country: string | null): string {
  const own = Object.keys(OWN_REGIONS).find((region) => OWN_REGIONS[region]?.includes(country ?? ''))
  const home = HOMES.get(country ?? '')
  return own ?? (home ? continents[home.continent] : NO_REGION)
}

function tracked({ code, requires, closed }: DirectoryEntry): string {
  const adapter = carrierByCode(code)?.code
  const by = adapter === undefined ? 'aggregator' : adapter === code ? 'adapter' : `as \`${adapter}\``
  return [
    by,
    ...requires.map((field) => `needs \`${field}\``),
    ...(closed === false ? [] : [closed === true ? 'closed' : `closed ${closed}`]),
  ].join(', ')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

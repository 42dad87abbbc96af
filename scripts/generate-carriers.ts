// The pages of docs/reference that follow from the adapters and from what the lab plays: carriers.md and lab.md.
import type { Carrier, Limit } from '../src/carriers/index.ts'

const FIELDS = {
  postalCode: 'postcode',
  phone: 'phone',
  destinationCountry: 'destination country',
  shipDate: 'ship date',
  accountNumber: 'account number',
} as const

/** A scenario file of the lab, as far as the page shows it. */
export interface LabWorld {
  carrier: string
  unknown?: string
  parcels: { number: string; about?: string; expect?: string; journey: { secret?: string } }[]
}

const CARRIERS_INTRO = `Carriers that are asked, from their manifests. Give an account its credential with \`trackru carriers credentials set CODE\`; fields in
brackets may be left out. Each code leads to what is peculiar to the carrier.

- **access**: *any number* is shown to any credential, *own contract* only to the one that sent it; an *aggregator* asks other carriers.
- **limits**: kept for each credential. A guess is ours, or what users of the carrier report, where it publishes nothing.
- **needs**: without it the carrier tells less or nothing.
- **push, feed**: a carrier that pushes calls the address of \`trackru carriers push-url CODE\`; a feed lists what changed. Both only say which
  numbers to ask for.`

/** docs/reference/carriers.md, below its title. */
export function carriersText(carriers: readonly Carrier[]): string {
  const rows = carriers.map((carrier) => [
    [carrier.code, ...(carrier.aliases ?? [])]
      .map((code, i) => (i === 0 ? `[\`${code}\`](../../src/carriers/${code}/README.md)` : `\`${code}\``))
      .join(', '),
    carrier.names.en,
    carrier.country,
    accessOf(carrier),
    numbersOf(carrier),
    limitsOf(carrier),
    (carrier.needs ?? []).map((field) => FIELDS[field]).join(', ') || '–',
    [...('pushed' in carrier ? ['push'] : []), ...(carrier.feed ? ['feed'] : [])].join(', ') || '–',
    carrier.credentialFields.map(({ name, optional }) => (optional ? `[\`${name}\`]` : `\`${name}\``)).join(', ') || 'none',
    carrier.languages.join(', '),
  ])
  const headings = ['code', 'name', 'country', 'access', 'numbers a call', 'limits', 'needs', 'push, feed', 'credential', 'languages']
  return `${CARRIERS_INTRO}\n\n${markdownTable(headings, rows)}`
}

function accessOf({ aggregator, visibility }: Carrier): string {
  if (aggregator) return 'aggregator'
  return visibility === 'any' ? 'any number' : 'own contract'
}

function numbersOf({ batch }: Carrier): string {
  return batch.maxFor ? `${batch.max}, more with a contract` : String(batch.max)
}

/** `100 a day (Europe/Moscow); 5 a second (guess)`. */
function limitsOf(carrier: Carrier): string {
  if (carrier.limits.length === 0) return 'none'
  return `${carrier.limits.map(limitText).join('; ')}${'limitsFor' in carrier ? '; others with a contract' : ''}`
}

function limitText({ requests, per, scope, resetZone, published }: Limit): string {
  const count = `${requests.toLocaleString('en')}${scope === 'token' ? ' tokens' : ''}`
  const day = resetZone === undefined ? '' : ` (${resetZone})`
  return `${count} ${periodOf(per)}${day}${published ? '' : ' (guess)'}`
}

function periodOf(per: Limit['per']): string {
  if (typeof per !== 'number') return `a ${per}`
  if (per === 3_600_000) return 'an hour'
  return per % 60_000 === 0 ? `in ${per / 60_000} minutes` : `in ${per / 1_000} seconds`
}

const LAB_INTRO = `Every number that [the lab](../../src/lab/README.md) knows: start it with \`trackru lab\`, and a server that asks it with \`LAB_URL\`. All numbers are
made up. Under *becomes* stands what a server makes of the number right after the lab has opened: a status, or an outcome such as \`forbidden\`.
Without the postcode, phone or date under *needs* the carrier tells less or nothing. The carrier knows no other number, the last of each table
being one in its form.`

/** What the lab plays of a carrier, as far as the page shows it. */
export interface LabSpeaker {
  code: string
  credential: Readonly<Record<string, string>>
  token: { seconds: number } | null
}

/** docs/reference/lab.md, below its title. */
export function labText(carriers: readonly Carrier[], speakers: readonly LabSpeaker[], worlds: readonly LabWorld[]): string {
  const sections = speakers.map((speaker) => {
    const carrier = carriers.find(({ code }) => code === speaker.code)
    const world = worlds.find((one) => one.carrier === speaker.code)
    const title = `## ${carrier?.names.en ?? speaker.code} (\`${speaker.code}\`)`
    return [title, accessText(carrier, speaker), ...(world ? [numbersTable(world)] : [])].join('\n\n')
  })
  return `${LAB_INTRO}\n\n${sections.join('\n\n')}`
}

function accessText(carrier: Carrier | undefined, { credential, token }: LabSpeaker): string {
  const fields = Object.entries(credential)
  const others = fields.filter(([, value]) => value !== 'lab').map(([name, value]) => `\`${name}\`: \`${value}\``)
  const lab = `\`lab\` in every ${others.length === 0 ? '' : 'other '}field of the credential`
  const access = fields.length === 0 ? 'no credential' : [...others, ...(others.length < fields.length ? [lab] : [])].join(', ')
  return `In place of <${carrier?.endpoint ?? ''}>; ${access}${token ? `; tokens live ${token.seconds} s` : ''}.`
}

function numbersTable({ parcels, unknown }: LabWorld): string {
  const rows = parcels.map(({ number, about, expect, journey }) => [
    `\`${number}\``,
    about ?? '',
    expect ?? '',
    journey.secret === undefined ? '–' : `\`${journey.secret}\``,
  ])
  if (unknown !== undefined) rows.push([`\`${unknown}\``, 'does not exist', 'notFound', '–'])
  return markdownTable(['number', 'what', 'becomes', 'needs'], rows)
}

function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [markdownRow(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(markdownRow)].join('\n')
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const COUNT = /(<!-- count of carriers: generated -->)\d{0,4}(?=<!-- \/count -->)/

/** README.md with the number of carriers that are asked over the network. @throws Error when it has lost its mark */
export function readmeWithCount(readme: string, carriers: readonly Carrier[]): string {
  if (!COUNT.test(readme)) throw new Error('README.md must hold <!-- count of carriers: generated --> and <!-- /count -->')
  return readme.replace(COUNT, `$1${carriers.filter(({ endpoint }) => endpoint !== '').length}`)
}

import { isIP } from 'node:net'
import { parseAddress, parseMailbox } from '../base/index.ts'

/**
 * Every environment variable of the server, once: its default with unit and reason. The reference page and the warnings for misspelt
 * names are made from this table. A secret may also come from a file named by `NAME_FILE`.
 */
export interface Setting<T> {
  readonly default: T
  /** What it does, its unit, and why the default is what it is. */
  readonly about: string
  readonly secret?: true
  /** Turns the text into a value, or says what is wrong with it. */
  readonly parse: (text: string) => T | Problem
}

export class Problem {
  readonly expected: string
  constructor(expected: string) {
    this.expected = expected
  }
}

const text = (raw: string): string => raw
const optional = (about: string, secret?: true): Setting<string | null> => ({
  default: null,
  about,
  parse: text,
  ...(secret ? { secret } : {}),
})

function integer(fallback: number, about: string, min = 0, max = Number.MAX_SAFE_INTEGER): Setting<number> {
  const parse = (raw: string): number | Problem => {
    const value = Number(raw)
    return /^\d{1,15}$/.test(raw) && value >= min && value <= max ? value : new Problem(`a whole number from ${min} to ${max}`)
  }
  return { default: fallback, about, parse }
}

function oneOf<const T extends string>(values: readonly T[], fallback: T, about: string): Setting<T> {
  const parse = (raw: string): T | Problem => values.find((value) => value === raw) ?? new Problem(values.join(' or '))
  return { default: fallback, about, parse }
}

function url(about: string, protocols: readonly string[]): Setting<string | null> {
  const parse = (raw: string): string | Problem =>
    URL.canParse(raw) && protocols.includes(new URL(raw).protocol)
      ? raw.replace(/\/$/, '')
      : new Problem(`a URL that starts with ${protocols.join(' or ')}`)
  return { default: null, about, parse }
}

/** `code=https://host/path,code=…` */
function endpoints(raw: string): Record<string, string> | Problem {
  const entries = raw.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const)
  const good = entries.every(
    ([code, target]) => /^[0-9a-z_-]+$/.test(code) && URL.canParse(target) && /^https?:$/.test(new URL(target).protocol),
  )
  return good
    ? Object.fromEntries(entries.map(([code, target]) => [code, target.replace(/\/$/, '')]))
    : new Problem('carrier=https://host/path, separated by commas')
}

/** `443,8443` or with ranges: `443,1024-65535`. */
function ports(raw: string): string | Problem {
  const good = raw.split(',').every((part) => {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? []
    return Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= 65_535
  })
  return good ? raw : new Problem('ports or ranges of them, such as 443,1024-65535')
}

/** CIDR blocks, separated by commas. */
function networks(raw: string): readonly string[] | Problem {
  const blocks = raw.split(',').map((part) => part.trim())
  const good = blocks.every((block) => {
    const [address = '', length = '', ...more] = block.split('/')
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
    return /^\d{1,3}$/.test(length) && Number(length) <= most && more.length === 0
  })
  return good ? blocks : new Problem('CIDR blocks such as 10.1.0.0/16, separated by commas')
}

function offset(raw: string): string | Problem {
  return /^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(raw) ? raw : new Problem('an offset such as +00:00 or +08:00')
}

export interface Mailbox {
  name: string
  address: string
}

function mailbox(about: string): Setting<Mailbox | null> {
  return { default: null, about, parse: (raw) => parseMailbox(raw) ?? new Problem('one e-mail address, such as Shop <mail@shop.example>') }
}

function domain(raw: string): string | Problem {
  const { address } = parseAddress(`a@${raw}`)
  return address === null ? new Problem('a domain such as shop.example') : address.slice(2)
}

/** A key in PEM; a variable of one line may hold its line ends as `\n`. */
function pem(raw: string): string | Problem {
  const key = raw.replaceAll(String.raw`\n`, '\n')
  return key.startsWith('-----BEGIN ') && key.includes('PRIVATE KEY-----') ? key : new Problem('a private key in PEM')
}

export const SETTINGS = {
  PORT: integer(3000, 'TCP port of the HTTP server. 0 takes a free one.', 0, 65_535),
  HOST: { default: '127.0.0.1', about: 'Address to listen on. Loopback until you decide otherwise; 0.0.0.0 for all.', parse: text },
  DATA_DIR: { default: './data', about: 'Folder of the embedded PostgreSQL and of the secret key.', parse: text },
  DATABASE_URL: {
    ...url('PostgreSQL 14 or newer to use in place of the embedded one. Absent: embedded.', ['postgres:', 'postgresql:']),
    secret: true,
  },
  MIGRATE_URL: {
    ...url('Where migrations run when it is not DATABASE_URL (the Citus coordinator, a role that owns the tables).', [
      'postgres:',
      'postgresql:',
    ]),
    secret: true,
  },
  ROLE: oneOf(['all', 'api', 'worker'], 'all', 'What this process does: HTTP and polling, HTTP only, or polling only (with health).'),
  PUBLIC_URL: url('How the outside reaches the server, for links. Absent: http://localhost:PORT.', ['http:', 'https:']),
  TRUST_PROXY: {
    default: '',
    about: 'Addresses (or CIDR blocks, separated by commas) of reverse proxies whose X-Forwarded-For is believed. Empty: none.',
    parse: text,
  },
  SECRET_KEY: optional(
    '32 bytes as 64 hex digits; encrypts stored credentials and secrets. Made in DATA_DIR when absent and the database is embedded.',
    true,
  ),
  SECRET_KEY_OLD: optional('The secret key before, while `trackru secret-key rotate` seals anew what it sealed.', true),
  INITIAL_API_KEY: {
    ...optional('For automation: a live key with this text (32 to 128 characters) is made at the first start.', true),
    parse: (raw: string): string | Problem =>
      /^[\x21-\x7e]{32,128}$/.test(raw) ? raw : new Problem('32 to 128 letters, digits and signs'),
  },
  LIMITS: oneOf(
    ['generous', 'hosted'],
    'generous',
    'Default limits of an account: generous = 50 lists, 20 realtime looks and 1,000 other calls a second; hosted = 1, 3 and 10, as the hosted service.',
  ),
  V1_HTTP_STATUS: oneOf(
    ['compatible', 'standard'],
    'compatible',
    'compatible = 200 for every answer about trackings, since existing clients stop at any other; standard = the status of the error class.',
  ),
  V1_SINGLE: oneOf(
    ['array', 'object'],
    'array',
    'Whether /v1 answers GET of one tracking with an array of one (as the hosted v1 does) or an object.',
  ),
  TIME_ZONE_OFFSET: { default: '+00:00', about: 'Offset in which created_at and updated_at are written.', parse: offset },
  CARRIER_ENDPOINTS: {
    default: {},
    about: 'Other base URLs for carriers (a sandbox, a proxy): carrier=https://host/path, separated by commas.',
    parse: endpoints,
  },
  LAB_URL: url('A running `trackru lab`: carriers it speaks for are asked there, with its own credentials where the account has none.', [
    'http:',
    'https:',
  ]),
  SMTP_URL: {
    ...url(
      'Mail server: smtp://user:password@host:587 (encrypted by STARTTLS) or smtps://user:password@host:465; user and password percent-encoded. Absent: no e-mail is sent.',
      ['smtp:', 'smtps:'],
    ),
    secret: true,
  },
  MAIL_FROM: mailbox(
    'Sender of e-mail, such as Shop <mail@shop.example>: an address that the mail server may send for. Needed with SMTP_URL.',
  ),
  DKIM_DOMAIN: {
    ...optional(
      'Domain that signs e-mail by DKIM, needed only where the mail server does not sign. Goes with the other two DKIM settings.',
    ),
    parse: domain,
  },
  DKIM_SELECTOR: {
    ...optional('Name of the DKIM key: its record is SELECTOR._domainkey.DOMAIN.'),
    parse: (raw: string): string | Problem =>
      /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?$/.test(raw) ? raw : new Problem('a name of letters, digits and -'),
  },
  DKIM_PRIVATE_KEY: { ...optional('The RSA key that signs, in PEM; line ends may be written as \\n.', true), parse: pem },
  POLL_CONCURRENCY: integer(16, 'Batches of due trackings in work at once. Each holds at most 100 trackings.', 1, 256),
  WEBHOOK_CONCURRENCY: integer(16, 'Webhooks on their way at once; a process that is killed sends at most so many a second time.', 1, 256),
  OUTBOUND_PORTS: {
    default: '80,443,8080,8443',
    about:
      'Ports that receivers of webhooks and gateways for SMS may listen on: numbers and ranges such as 443,1024-65535. Mail servers have the usual ones beside these.',
    parse: ports,
  },
  OUTBOUND_NETWORKS: {
    default: [],
    about:
      'CIDR blocks that receivers of webhooks, gateways for SMS and mail servers of accounts may be in beside the public internet, such as 10.1.0.0/16. Empty: none, so that no account can reach into your network.',
    parse: networks,
  } as Setting<readonly string[]>,
  EXPIRE_AFTER_DAYS_EXPRESS: integer(30, 'Days without movement after which a parcel of an express carrier is expired.', 1, 365),
  EXPIRE_AFTER_DAYS_POST: integer(60, 'Days without movement after which a parcel of a postal operator is expired.', 1, 365),
  LOG_LEVEL: oneOf(
    ['debug', 'info', 'warn', 'error', 'silent'],
    'info',
    'Least severe level that is written to standard error, as JSON lines.',
  ),
} satisfies Record<string, Setting<unknown>>

/** What cannot be seen from one setting alone; sentences for a person. */
export function problemsTogether({ SMTP_URL, MAIL_FROM, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY }: Config): string[] {
  const dkim = [DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY].filter((value) => value !== null).length
  return [
    ...(SMTP_URL !== null && MAIL_FROM === null ? ['SMTP_URL is set without MAIL_FROM: whom is e-mail from?'] : []),
    ...(dkim > 0 && dkim < 3 ? ['DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY are set together or not at all.'] : []),
  ]
}

export type SettingName = keyof typeof SETTINGS
type ValueOf<S> = S extends Setting<infer T> ? T : never
export type Config = Readonly<{ [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> }>

import { expect, test } from 'vitest'
import { carriersText, labText, readmeWithCount } from '../../scripts/generate-carriers.ts'
import { type Carrier, carrierByCode } from '../../src/carriers/index.ts'

const carrier = (code: string): Carrier => {
  const one = carrierByCode(code)
  if (!one) throw new Error(`no ${code}`)
  return one
}
/** The cells of a carrier's row. */
const cells = (one: Carrier): string[] => carriersText([one]).split('\n').at(-1)?.slice(2, -2).split(' | ') ?? []

test('a row says code, access, numbers, limits, needs, push, credential and languages', () => {
  expect(cells(carrier('russian-post'))).toEqual([
    '[`russian-post`](../../src/carriers/russian-post/README.md)',
    'Russian Post',
    'RU',
    'any number',
    '1, more with a contract',
    '100 a day (Europe/Moscow); 5 a second (guess); others with a contract',
    '–',
    '–',
    '`login`, `password`, [`service`]',
    'ru, en',
  ])
  expect(cells(carrier('canada-post'))[0]).toContain('README.md), `xpresspost`')
  expect(cells(carrier('cdek')).slice(3, 8)).toEqual(['own contract', '1', '5 a second (guess)', '–', 'push'])
  expect(cells(carrier('zto'))[6]).toBe('phone')
  expect(cells(carrier('dpd-ru'))[7]).toBe('feed')
  expect(cells({ ...carrier('cdek'), aggregator: true })[3]).toBe('aggregator')
})

function words(limits: Carrier['limits']): string | undefined {
  return cells({ ...carrier('cdek'), limits })[5]
}

test('limits in words', () => {
  expect(words([])).toBe('none')
  expect(words([{ requests: 1_400, per: 10_000, published: true }])).toBe('1,400 in 10 seconds')
  expect(words([{ requests: 750, per: 300_000, published: true }])).toBe('750 in 5 minutes')
  expect(words([{ requests: 60, per: 3_600_000 }])).toBe('60 an hour (guess)')
  expect(words([{ requests: 3, per: 'second', scope: 'token', published: true }])).toBe('3 tokens a second')
})

test('the lab: what is replaced, the credential, every number with what becomes of it', () => {
  const parcels = [{ number: '1', about: 'a|b', expect: 'delivered', journey: { secret: '0000' } }]
  const speaker = { code: 'cdek', credential: { clientId: 'lab', key: '0123' }, token: { seconds: 60 } }
  expect(
    labText([carrier('cdek')], [speaker], [{ carrier: 'cdek', parcels, unknown: '9' }])
      .split('\n')
      .slice(-8),
  ).toEqual([
    '## CDEK (`cdek`)',
    '',
    'In place of <https://api.cdek.ru/v2>; `key`: `0123`, `lab` in every other field of the credential; tokens live 60 s.',
    '',
    '| number | what | becomes | needs |',
    '|---|---|---|---|',
    '| `1` | a\\|b | delivered | `0000` |',
    '| `9` | does not exist | notFound | – |',
  ])
})

test('the count of the README is that of carriers on the network', () => {
  const readme = 'Today <!-- count of carriers: generated -->7<!-- /count --> of them'
  const counted = 'Today <!-- count of carriers: generated -->2<!-- /count --> of them'
  expect(readmeWithCount(readme, [carrier('cdek'), carrier('sandbox'), carrier('fedex')])).toBe(counted)
  expect(() => readmeWithCount('Today 7 of them', [])).toThrow('README.md must hold')
})

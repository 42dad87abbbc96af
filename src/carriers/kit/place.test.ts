import { expect, test } from 'vitest'
import { countryCode, placeFrom } from './index.ts'

test('a country is two letters', () => {
  expect(['de', 'DE ', 'DEU', '', null, 7, 'd1'].map(countryCode)).toEqual([
    'DE',
    'DE',
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test.each([
  [{ location: 'SAN RAFAEL, CA 94901' }, { text: 'SAN RAFAEL, CA' }],
  [
    { location: 'Facility A12, 1012', country: 'nl' },
    { text: 'Facility A12', country: 'NL' },
  ],
  [
    { location: '94901', city: 'San Rafael', region: 'CA', country: 'US' },
    { text: 'San Rafael, CA, US', city: 'San Rafael', region: 'CA', country: 'US' },
  ],
  [
    { city: '000 00', country: 'SE' },
    { text: 'SE', country: 'SE' },
  ],
  [{ location: ' ', city: null, region: {}, country: 'Sweden' }, undefined],
])('%j is %j', (parts, place) => expect(placeFrom(parts)).toEqual(place))

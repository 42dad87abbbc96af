import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['https://api.example/json.php?token=s3cret&method=x', 'https://api.example/json.php'],
  ['https://user:pass@api.example:8443/v1/parcels/RA644000001RU#top', 'https://api.example:8443/v1/parcels/*'],
  ['https://hooks.example/services/T00000001/XXXXXXXXXXXXXXXXXXXXXXXX', 'https://hooks.example/services/*/*'],
  ['https://apis.example/track/v1/trackingnumbers', 'https://apis.example/track/v1/trackingnumbers'],
  ['no url', '(not a URL)'],
])('%s is logged as %s', (url, line) => {
  expect(redact(url)).toBe(line)
})

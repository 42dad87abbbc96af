import { expect, test } from 'vitest'
import { answerOf, CASES, contractGaps, itemOf } from './contract.ts'

const found = { items: [itemOf('A1')], answer: answerOf('{}') }

test('a contract without fixtures and reasons names every gap', () => {
  expect(contractGaps({ found })).toHaveLength(CASES.length - 1)
  expect(contractGaps({ found, skip: { notFound: 'no' } })).toContain('notFound: no fixture and no reason')
})

test('a contract that skips everything fails', () => {
  const skip = Object.fromEntries(CASES.map((name) => [name, 'a reason that is long enough']))
  expect(contractGaps({ skip })).toEqual(['everything is skipped'])
})

test('a case that has a fixture cannot be skipped', () => {
  expect(contractGaps({ found, notFound: found, skip: { notFound: 'it fails today, sorry' } })).toContain(
    'notFound: skipped although it has a fixture',
  )
})

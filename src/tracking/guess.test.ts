import { expect, test } from 'vitest'
import { courierAt, decide, isGuessing, NO_DETAILS } from './index.ts'

const HOUR = 3_600_000
const CREATED = Date.UTC(2026, 2, 2, 10)
const state = decide([], {
  facts: {},
  shipDate: null,
  registeredAt: CREATED,
  carrierType: 'express',
  now: CREATED,
  found: false,
  checked: true,
})
const guessed = { carrier: 'dhl', details: { ...NO_DETAILS, guesses: ['ups', 'gls'] }, state, createdAt: CREATED }
const all = ['dhl', 'ups', 'gls']
const at = (hours: number, askable = all): string => courierAt(guessed, { courier: null }, askable, CREATED + hours * HOUR)

test('while nobody knows the number its guesses are asked in turn, six hours each', () => {
  expect([0, 5.9, 6, 12, 18, 24].map((hours) => at(hours))).toEqual(['dhl', 'dhl', 'ups', 'gls', 'dhl', 'ups'])
})

test('who cannot be asked is passed over; where nobody can, it stays with the first', () => {
  expect([0, 6, 12].map((hours) => at(hours, ['ups', 'gls']))).toEqual(['ups', 'gls', 'ups'])
  expect(at(6, [])).toBe('dhl')
})

test('the one that knows it stays, and what a merchant named is no guess', () => {
  expect(courierAt(guessed, { courier: 'gls' }, all, CREATED + 7 * HOUR)).toBe('gls')
  const found = { ...guessed, state: { ...state, found: true } }
  expect(isGuessing(found)).toBe(false)
  expect(courierAt(found, { courier: null }, all, CREATED + 7 * HOUR)).toBe('dhl')
  expect(courierAt({ ...guessed, details: NO_DETAILS }, { courier: null }, all, CREATED + 7 * HOUR)).toBe('dhl')
})

import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

const due = (...queues: number[]): { queue: number }[] => queues.map((queue) => ({ queue }))
const shares = (slots: Slots<number>): [number, number][] => slots.reserve().map(({ queue, most }) => [queue, most])

/** Eight places, and queues that went well before. */
function eight(...well: number[]): Slots<number> {
  const slots = new Slots<number>(8)
  for (const queue of well) slots.note(queue, true)
  return slots
}

test('a queue has one place until it has proved itself, then four', () => {
  const slots = eight()
  slots.setDue(due(1))
  expect(shares(slots)).toEqual([[1, 1]])
  expect(shares(slots)).toEqual([])
  slots.note(1, true)
  expect(shares(slots)).toEqual([[1, 3]])
})

test('all that hang or fail have half of the places, so that there is one for what is well', () => {
  const slots = eight(9)
  slots.setDue(due(1, 2, 3, 4, 5, 6))
  expect(shares(slots)).toHaveLength(4)
  slots.setDue(due(5, 6, 9))
  expect(shares(slots)).toEqual([[9, 4]])
})

test('one that fails falls back to one place when its others have ended', () => {
  const slots = eight(1)
  slots.setDue(due(1))
  expect(shares(slots)).toEqual([[1, 4]])
  slots.note(1, false)
  for (let ended = 1; ended <= 3; ended++) {
    slots.release(1, 1)
    expect(shares(slots)).toEqual([])
  }
  slots.release(1, 1)
  expect(shares(slots)).toEqual([[1, 1]])
})

test('a backlog does not take the place of who was served longer ago', () => {
  const slots = eight(1, 2, 3)
  slots.setDue(due(1, 2))
  expect(shares(slots)).toEqual([
    [1, 4],
    [2, 4],
  ])
  slots.setDue(due(1, 2, 3))
  slots.release(1, 1)
  expect(shares(slots)).toEqual([[3, 1]])
})

test('what goes in order has one place of its queue at a time', () => {
  const slots = eight(1)
  slots.setDue([{ queue: 1, inOrder: true }])
  expect(slots.reserve()).toEqual([{ queue: 1, most: 1, inOrder: true }])
  expect(slots.reserve()).toEqual([])
  slots.release(1, 1, true)
  expect(slots.reserve()).toEqual([{ queue: 1, most: 1, inOrder: true }])
})

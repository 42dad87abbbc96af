import type { Words } from './words.ts'

const parcel = (n: number): string => (n === 1 ? 'parcel' : 'parcels')
const your = (n: number): string => (n === 1 ? 'Your parcel' : `Your ${n} parcels`)
const is = (n: number): string => (n === 1 ? 'is' : 'are')
const it = (n: number): string => (n === 1 ? 'it' : 'them')

export const EN: Words = {
  kinds: {
    shipped: {
      status: 'Shipped',
      headline: (n) => `${your(n)} ${is(n)} on the way`,
      sentence: (n) => `The carrier has taken over your ${parcel(n)}.`,
      next: () => 'There is nothing you need to do now. The tracking page shows every step.',
    },
    out_for_delivery: {
      status: 'Out for delivery',
      headline: (n) => `${your(n)} ${is(n)} out for delivery`,
      sentence: (n) => `The courier has your ${parcel(n)} and is on the way to you.`,
      next: () => 'Please keep your phone at hand: the courier may call before coming.',
    },
    ready_for_pickup: {
      status: 'Ready for pickup',
      headline: (n) => `${your(n)} ${is(n)} ready for pickup`,
      sentence: (n) => `Your ${parcel(n)} ${n === 1 ? 'waits' : 'wait'} for you at the pickup point.`,
      next: (n) => `Please collect ${it(n)} in time: after the last day the carrier sends ${it(n)} back. You may be asked for an ID.`,
    },
    failed_attempt: {
      status: 'Not delivered yet',
      headline: (n) => `${your(n)} could not be handed over yet`,
      sentence: () => 'The carrier tried to deliver, but did not succeed.',
      next: () => 'Please open the tracking page: it shows whether the carrier tries again, and whom to ask for another time or place.',
    },
    exception: {
      status: 'Delivery problem',
      headline: (n) => `There is a problem with your ${parcel(n)}`,
      sentence: () => 'The carrier reports something that holds up the delivery.',
      next: () => 'Please read what the carrier says. If anything is asked of you, contact the carrier; we are glad to help as well.',
    },
    delivered: {
      status: 'Delivered',
      headline: (n) => `${your(n)} ${n === 1 ? 'was' : 'were'} delivered`,
      sentence: (n) => `The carrier reports that it has handed over your ${parcel(n)}.`,
      next: (n) => `If you do not have ${it(n)}, please ask your neighbours or the reception first, then write to us.`,
    },
    correction: {
      status: 'Correction',
      headline: (n) => (n === 1 ? 'Your tracking number has changed' : 'Your tracking numbers have changed'),
      sentence: (n) => `The number that we gave you before was not the right one for your ${parcel(n)}.`,
      next: () => 'Please use the new number and forget the earlier one. We are sorry for the confusion.',
    },
  },
  otherCorrection: {
    headline: (n) => `What we wrote about your ${parcel(n)} was not right`,
    sentence: (n) => `Our earlier messages about your ${parcel(n)} were mistaken: please ignore them.`,
    next: () => 'The tracking page shows where things stand now. We are sorry for the confusion.',
  },
  order: (id) => `order ${id}`,
  parcels: (n) => `${n} ${parcel(n)}`,
  more: (n) => `And ${n} more ${parcel(n)}`,
  labels: {
    number: 'Tracking number',
    previousNumber: 'Earlier number',
    carrier: 'Carrier',
    order: 'Order',
    expected: 'Expected',
    pickupPlace: 'Pickup point',
    pickupCode: 'Pickup code',
    pickupUntil: 'Kept until',
    lastUpdate: 'Last update',
    track: 'Track the parcel',
  },
  from: (day) => `from ${day}`,
  until: (day) => `by ${day}`,
  questions: (shop) => `Questions about the order? Contact ${shop}:`,
  why: (shop) => `You get this message because you ordered at ${shop}.`,
  stop: 'Stop delivery messages',
}

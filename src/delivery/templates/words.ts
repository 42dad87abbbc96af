import type { Language, NoticeKind } from '../channel.ts'
import { EN } from './words-en.ts'
import { RU } from './words-ru.ts'
import { ZH } from './words-zh.ts'

/** What a kind of notice says, of `n` parcels. */
export interface KindWords {
  /** Begins the subject; at most 22 characters. */
  status: string
  headline(n: number): string
  /** One sentence on what happened. */
  sentence(n: number): string
  /** What the buyer may do now. */
  next(n: number): string
}

/** Every text of a mail in one language. Only places that a sentence needs are arguments; values are shown in rows of their own. */
export interface Words {
  kinds: Readonly<Record<NoticeKind, KindWords>>
  /** For a correction that is not of the number, but of the carrier or of what was told. */
  otherCorrection: Omit<KindWords, 'status'>
  order(id: string): string
  parcels(n: number): string
  /** Before a list of numbers. */
  more(n: number): string
  labels: Readonly<
    Record<
      | 'number'
      | 'previousNumber'
      | 'carrier'
      | 'order'
      | 'expected'
      | 'pickupPlace'
      | 'pickupCode'
      | 'pickupUntil'
      | 'lastUpdate'
      | 'track',
      string
    >
  >
  /** Around a day, when only one end is known. */
  from(day: string): string
  until(day: string): string
  questions(shop: string): string
  why(shop: string): string
  stop: string
}

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, ru: RU, zh: ZH }

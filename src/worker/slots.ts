/** How many of one queue are on their way. */
const MOST_A_QUEUE = 4
/** Of one that did not go well last, or that nobody knows yet. */
const MOST_UNWELL = 1

/** Part of what is due in a queue. */
interface Due<Queue> {
  queue: Queue
  /** One after the other, and not the next before the last has ended. Default false. */
  inOrder?: boolean
}

export interface Wish<Queue> extends Required<Due<Queue>> {
  most: number
}

interface Seen {
  /** Null: no attempt of this process ended so far. */
  isWell: boolean | null
  /** On their way, or being claimed. */
  busy: number
  /** Of those, one that goes in order. */
  hasOrdered: boolean
  /** Counts up: who was served longest ago comes first. */
  servedAt: number
}

/**
 * Divides the places for what is on its way among queues: of webhook endpoints, or of accounts. One that hangs or fails gets one place, and all such
 * queues together half of all places, so that nobody waits for another one's receiver. A queue has to prove itself first, since many that hang may
 * come at once.
 */
export class Slots<Queue extends string | number> {
  readonly #places: number
  readonly #seen = new Map<Queue, Seen>()
  readonly #due = { free: new Set<Queue>(), ordered: new Set<Queue>() }
  #busy = 0
  /** Of those, of queues that are not well. */
  #unwellBusy = 0
  #serial = 0

  constructor(places: number) {
    this.#places = places
  }

  /** The queues that have something due, as the database has it. */
  setDue(due: readonly Due<Queue>[]): void {
    this.#due.free = new Set(due.filter(({ inOrder }) => inOrder !== true).map(({ queue }) => queue))
    this.#due.ordered = new Set(due.filter(({ inOrder }) => inOrder === true).map(({ queue }) => queue))
    // What is neither due nor under way need not be remembered, but for how it did.
    for (const [id, seen] of this.#seen) {
      const isIdle = seen.busy === 0 && !this.#due.free.has(id) && !this.#due.ordered.has(id)
      if (isIdle && seen.isWell !== false && this.#seen.size > 10_000) this.#seen.delete(id)
    }
  }

  /** There was nothing more to claim. */
  setDrained({ queue, inOrder }: Wish<Queue>): void {
    this.#due[inOrder ? 'ordered' : 'free'].delete(queue)
  }

  /** Takes the places that are free, and says for whom. */
  reserve(): Wish<Queue>[] {
    const ordered: Wish<Queue>[] = []
    for (const queue of this.#byTurn(this.#due.ordered)) {
      const seen = this.#of(queue)
      if (seen.hasOrdered || !this.#hasRoom(seen)) continue
      this.#take(seen, 1)
      seen.hasOrdered = true
      ordered.push({ queue, most: 1, inOrder: true })
    }
    const free = new Map<Queue, Wish<Queue>>()
    const candidates = this.#byTurn(this.#due.free)
    // One place each, again and again, so that the first does not take all.
    for (let given = candidates.length; given > 0;) {
      given = 0
      for (const queue of candidates) {
        const seen = this.#of(queue)
        if (!this.#hasRoom(seen)) continue
        this.#take(seen, 1)
        given += 1
        const wish = free.get(queue)
        if (wish) wish.most += 1
        else free.set(queue, { queue, most: 1, inOrder: false })
      }
    }
    return [...ordered, ...free.values()]
  }

  /** Gives places back. */
  release(queue: Queue, count: number, inOrder = false): void {
    const seen = this.#of(queue)
    this.#take(seen, -count)
    if (inOrder) seen.hasOrdered = false
  }

  /** How an attempt went. */
  note(queue: Queue, isWell: boolean): void {
    const seen = this.#of(queue)
    if (seen.isWell !== true) this.#unwellBusy -= seen.busy
    seen.isWell = isWell
    if (!isWell) this.#unwellBusy += seen.busy
  }

  #of(queue: Queue): Seen {
    const known = this.#seen.get(queue)
    if (known) return known
    const seen: Seen = { isWell: null, busy: 0, hasOrdered: false, servedAt: 0 }
    this.#seen.set(queue, seen)
    return seen
  }

  #byTurn(queues: Iterable<Queue>): Queue[] {
    return [...queues].toSorted((a, b) => this.#of(a).servedAt - this.#of(b).servedAt)
  }

  #hasRoom(seen: Seen): boolean {
    if (this.#busy >= this.#places) return false
    if (seen.isWell === true) return seen.busy < MOST_A_QUEUE
    return seen.busy < MOST_UNWELL && this.#unwellBusy < Math.max(1, Math.floor(this.#places / 2))
  }

  #take(seen: Seen, count: number): void {
    seen.busy += count
    this.#busy += count
    if (seen.isWell !== true) this.#unwellBusy += count
    if (count > 0) seen.servedAt = ++this.#serial
  }
}

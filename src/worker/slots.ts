/** How many deliveries are on their way to one endpoint. */
const MOST_AN_ENDPOINT = 4
/** To one that did not answer well last, or that nobody knows yet. */
const MOST_UNWELL = 1

export interface Wish {
  endpointId: string
  most: number
  inOrder: boolean
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
 * Divides the places for deliveries on their way among endpoints. One that hangs or fails gets one place, and all such endpoints together half of
 * all places, so that nobody waits for another one's receiver. An endpoint has to prove itself first, since many that hang may come at once.
 */
export class Slots {
  readonly #places: number
  readonly #seen = new Map<string, Seen>()
  readonly #due = { free: new Set<string>(), ordered: new Set<string>() }
  #busy = 0
  /** Of those, to endpoints that are not well. */
  #unwellBusy = 0
  #serial = 0

  constructor(places: number) {
    this.#places = places
  }

  /** The endpoints that have something due, as the database has it. */
  setDue(due: readonly { endpointId: string; inOrder: boolean }[]): void {
    this.#due.free = new Set(due.filter(({ inOrder }) => !inOrder).map(({ endpointId }) => endpointId))
    this.#due.ordered = new Set(due.filter(({ inOrder }) => inOrder).map(({ endpointId }) => endpointId))
    // What is neither due nor under way need not be remembered, but for how it did.
    for (const [id, seen] of this.#seen) {
      const isIdle = seen.busy === 0 && !this.#due.free.has(id) && !this.#due.ordered.has(id)
      if (isIdle && seen.isWell !== false && this.#seen.size > 10_000) this.#seen.delete(id)
    }
  }

  /** There was nothing more to claim. */
  setDrained({ endpointId, inOrder }: Wish): void {
    this.#due[inOrder ? 'ordered' : 'free'].delete(endpointId)
  }

  /** Takes the places that are free, and says for whom. */
  reserve(): Wish[] {
    const wishes = new Map<string, Wish>()
    for (const endpointId of this.#byTurn(this.#due.ordered)) {
      const seen = this.#of(endpointId)
      if (seen.hasOrdered || !this.#hasRoom(seen)) continue
      this.#take(seen, 1)
      seen.hasOrdered = true
      wishes.set(`${endpointId}/ordered`, { endpointId, most: 1, inOrder: true })
    }
    const candidates = this.#byTurn(this.#due.free)
    // One place each, again and again, so that the first does not take all.
    for (let given = candidates.length; given > 0;) {
      given = 0
      for (const endpointId of candidates) {
        const seen = this.#of(endpointId)
        if (!this.#hasRoom(seen)) continue
        this.#take(seen, 1)
        given += 1
        const wish = wishes.get(endpointId)
        if (wish) wish.most += 1
        else wishes.set(endpointId, { endpointId, most: 1, inOrder: false })
      }
    }
    return [...wishes.values()]
  }

  /** Gives places back. */
  release(endpointId: string, count: number, inOrder: boolean): void {
    const seen = this.#of(endpointId)
    this.#take(seen, -count)
    if (inOrder) seen.hasOrdered = false
  }

  /** How an attempt went. */
  note(endpointId: string, isWell: boolean): void {
    const seen = this.#of(endpointId)
    if (seen.isWell !== true) this.#unwellBusy -= seen.busy
    seen.isWell = isWell
    if (!isWell) this.#unwellBusy += seen.busy
  }

  #of(endpointId: string): Seen {
    const known = this.#seen.get(endpointId)
    if (known) return known
    const seen: Seen = { isWell: null, busy: 0, hasOrdered: false, servedAt: 0 }
    this.#seen.set(endpointId, seen)
    return seen
  }

  #byTurn(ids: Iterable<string>): string[] {
    return [...ids].toSorted((a, b) => this.#of(a).servedAt - this.#of(b).servedAt)
  }

  #hasRoom(seen: Seen): boolean {
    if (this.#busy >= this.#places) return false
    if (seen.isWell === true) return seen.busy < MOST_AN_ENDPOINT
    return seen.busy < MOST_UNWELL && this.#unwellBusy < Math.max(1, Math.floor(this.#places / 2))
  }

  #take(seen: Seen, count: number): void {
    seen.busy += count
    this.#busy += count
    if (seen.isWell !== true) this.#unwellBusy += count
    if (count > 0) seen.servedAt = ++this.#serial
  }
}

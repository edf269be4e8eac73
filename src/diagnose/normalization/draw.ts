import type {Random} from '../../ports/random.ts';

/** Draws from a stream of chance. */
export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True in so many cases of one. */
  isTrue(share: number): boolean {
    return this.#random.next() < share;
  }

  /** A whole number, both ends included. */
  number(min: number, max: number): number {
    return min + Math.floor(this.#random.next() * (max - min + 1));
  }

  /** @throws {RangeError} when there is nothing to draw from. */
  one<Item>(items: readonly Item[]): Item {
    const [drawn] = items.slice(this.number(0, items.length - 1));
    if (drawn === undefined) throw new RangeError('Condition failed: there is something to draw from');
    return drawn;
  }

  /** Different items, at most as many as there are, in any order. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const rest = [...items];
    const drawn: Item[] = [];
    while (drawn.length < count && rest.length > 0) {
      drawn.push(...rest.splice(this.number(0, rest.length - 1), 1));
    }
    return drawn;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return this.some(items, items.length);
  }
}

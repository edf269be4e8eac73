/** Repeatable chance for generated plans and streams (xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    // Zero would stay zero; the multiplication spreads neighbouring seeds apart.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
    for (let i = 0; i < 8; i += 1) this.fraction();
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights);
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const key in weights) {
      left -= weights[key];
      if (left < 0) return key;
    }
    throw new Error('weights must be above zero');
  }

  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({item, order: this.fraction()}))
      .toSorted((a, b) => a.order - b.order)
      .map(({item}) => item);
  }
}

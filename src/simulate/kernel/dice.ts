import type {Random} from '../../ports/random.ts';
import {SeededRandom} from '../../system/seeded-random.ts';

/** Chance of one purpose. */
export class Die implements Random {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  next(): number {
    return this.#random.next();
  }

  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  between(from: number, to: number): number {
    return from + this.#random.next() * (to - from);
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    return Math.floor(this.#random.next() * count);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error('Invariant: something is picked from a list that is not empty');
    return picked;
  }
}

/**
 * All chance of one run. Each purpose has a die of its own, so that what is left out of a run (a fault, a
 * plan) changes nothing in what the others draw.
 */
export class Dice {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A new die; the same purpose has always the same. */
  of(purpose: string): Die {
    return new Die(mixed(this.#seed, purpose));
  }
}

/** FNV-1a over the purpose, begun with the seed. */
function mixed(seed: number, purpose: string): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let index = 0; index < purpose.length; index++) {
    hash = Math.imul(hash ^ purpose.charCodeAt(index), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

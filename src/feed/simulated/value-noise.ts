import {hashedChance} from './hashed-chance.ts';

/**
 * A smooth random curve through time, in [−1, 1]: hashed values at regular moments, eased between them.
 *
 * It keeps the two values around the last moment asked for. That is a cache only: the curve is a
 * function of seed, stream and time.
 */
export class ValueNoise {
  readonly #seed: number;
  readonly #stream: number;
  readonly #periodMs: number;
  readonly #phase: number;
  #index = Number.NaN;
  #from = 0;
  #to = 0;

  constructor(seed: number, stream: number, periodMs: number) {
    this.#seed = seed;
    this.#stream = stream;
    this.#periodMs = periodMs;
    // Curves of nested periods would otherwise all stand still at the same moments.
    this.#phase = hashedChance(seed, stream, -1);
  }

  at(timeMs: number): number {
    const position = timeMs / this.#periodMs + this.#phase;
    const index = Math.floor(position);
    if (index !== this.#index) {
      this.#from = this.#valueAt(index);
      this.#to = this.#valueAt(index + 1);
      this.#index = index;
    }
    const share = position - index;
    return this.#from + (this.#to - this.#from) * share * share * (3 - 2 * share);
  }

  #valueAt(index: number): number {
    return 2 * hashedChance(this.#seed, this.#stream, index) - 1;
  }
}

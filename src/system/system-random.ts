import type {Random} from '../ports/random.ts';

/** Chance that no seed repeats. */
export class SystemRandom implements Random {
  next(): number {
    return Math.random();
  }
}

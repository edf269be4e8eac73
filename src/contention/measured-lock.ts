import {Mutex} from 'async-mutex';
import type {Lock, LockMeter} from '../ports/locks.ts';

/** A mutex that tells a meter who comes, enters and leaves. */
export class MeasuredLock implements Lock {
  readonly #mutex = new Mutex();
  readonly #meter: LockMeter;
  readonly #key: string;

  constructor(meter: LockMeter, key: string) {
    this.#meter = meter;
    this.#key = key;
  }

  isLocked(): boolean {
    return this.#mutex.isLocked();
  }

  runExclusive<T>(work: () => Promise<T>, doing?: string): Promise<T> {
    // A mutex that is not locked is taken before its `runExclusive` returns.
    const said = doing === undefined ? undefined : () => doing;
    const pass = this.#meter.arrive(this.#key, !this.#mutex.isLocked(), said);
    return this.#mutex.runExclusive(async () => {
      pass.entered();
      try {
        return await work();
      } finally {
        pass.left();
      }
    });
  }
}

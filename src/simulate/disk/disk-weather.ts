import type {Kernel} from '../kernel/kernel.ts';

/** For how long which trouble lasts, by true time. */
export class DiskWeather {
  readonly #kernel: Kernel;
  #lockedUntilMs = 0;
  #fullUntilMs = 0;
  #readOnlyUntilMs = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get isLocked(): boolean {
    return this.#kernel.elapsedMs < this.#lockedUntilMs;
  }

  get isFull(): boolean {
    return this.#kernel.elapsedMs < this.#fullUntilMs;
  }

  get isReadOnly(): boolean {
    return this.#kernel.elapsedMs < this.#readOnlyUntilMs;
  }

  /** Somebody else takes the write lock. */
  lock(ms: number): void {
    this.#kernel.note('disk', `locked for ${Math.round(ms)} ms`);
    this.#lockedUntilMs = Math.max(this.#lockedUntilMs, this.#kernel.elapsedMs + ms);
  }

  fill(ms: number): void {
    this.#kernel.note('disk', `full for ${Math.round(ms)} ms`);
    this.#fullUntilMs = Math.max(this.#fullUntilMs, this.#kernel.elapsedMs + ms);
  }

  forbidWrites(ms: number): void {
    this.#kernel.note('disk', `read-only for ${Math.round(ms)} ms`);
    this.#readOnlyUntilMs = Math.max(this.#readOnlyUntilMs, this.#kernel.elapsedMs + ms);
  }

  clear(): void {
    this.#lockedUntilMs = 0;
    this.#fullUntilMs = 0;
    this.#readOnlyUntilMs = 0;
  }
}

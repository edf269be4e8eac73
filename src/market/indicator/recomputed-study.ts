import type {Bar} from '../bar.ts';
import type {Study} from '../study/study.ts';

/** A study of the last `size` bars that computes anew from all of them, so that no sum drifts and none is left over. */
export class RecomputedStudy<Result> implements Study<Result> {
  readonly #size: number;
  readonly #compute: (bars: readonly Bar[]) => Result | undefined;
  readonly #bars: Bar[] = [];
  #result: Result | undefined;

  constructor(size: number, compute: (bars: readonly Bar[]) => Result | undefined) {
    this.#size = size;
    this.#compute = compute;
  }

  add(bar: Bar): void {
    this.#bars.push(bar);
    if (this.#bars.length > this.#size) this.#bars.shift();
    if (this.#bars.length === this.#size) this.#result = this.#compute(this.#bars);
  }

  get result(): Result | undefined {
    return this.#result;
  }
}

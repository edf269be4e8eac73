import type {Bar} from '../bar.ts';
import type {Study} from '../study/study.ts';

/** What we use of an indicator of the library that takes prices. */
type PriceIndicator<Result> = Readonly<{
  add(price: number): unknown;
  /** Null until it has taken enough; it says so by an exception that it catches itself, and that costs microseconds. */
  getResult(): Result | null;
  getRequiredInputs(): number;
}>;

/** An indicator of the library, fed with closes. */
export class LibraryStudy<Result> implements Study<Result> {
  readonly #indicator: PriceIndicator<Result>;
  /** Closes that it has not taken yet and needs before its first answer. */
  #missing: number;

  constructor(indicator: PriceIndicator<Result>) {
    this.#indicator = indicator;
    this.#missing = indicator.getRequiredInputs();
  }

  add({close}: Bar): void {
    this.#indicator.add(close);
    if (this.#missing > 0) this.#missing -= 1;
  }

  get result(): Result | undefined {
    return this.#missing > 0 ? undefined : (this.#indicator.getResult() ?? undefined);
  }
}

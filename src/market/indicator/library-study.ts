import type {Bar} from '../bar.ts';
import type {Study} from '../study/study.ts';

/** What we use of an indicator of the library that takes prices; null until it has taken enough. */
type PriceIndicator<Result> = Readonly<{add(price: number): unknown; getResult(): Result | null}>;

/** An indicator of the library, fed with closes. */
export class LibraryStudy<Result> implements Study<Result> {
  readonly #indicator: PriceIndicator<Result>;

  constructor(indicator: PriceIndicator<Result>) {
    this.#indicator = indicator;
  }

  add({close}: Bar): void {
    this.#indicator.add(close);
  }

  get result(): Result | undefined {
    return this.#indicator.getResult() ?? undefined;
  }
}

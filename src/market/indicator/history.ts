import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {BARS_NEEDED_MAX, requirePeriod} from './definition.ts';

/**
 * What an analysis said after each of the last `count` bars, oldest first; undefined while it said nothing after one
 * of them. The oldest answer needs the bars of the analysis itself, and each later one a bar more.
 */
export function history<Result>(
  of: StudyDefinition<Result>,
  count: number,
): StudyDefinition<readonly Result[]> {
  const key = `history(${of.key},${count})`;
  requirePeriod(`the count of ${key}`, count);
  const barsNeeded = of.barsNeeded + count - 1;
  if (barsNeeded > BARS_NEEDED_MAX) {
    throw new Error(`Invariant: ${key} needs ${barsNeeded} bars, and ${BARS_NEEDED_MAX} are kept`);
  }
  return {key, barsNeeded, create: (timeframe) => new History(of.create(timeframe), count)};
}

class History<Result> implements Study<readonly Result[]> {
  readonly #study: Study<Result>;
  readonly #count: number;
  #said: Result[] = [];
  #result: readonly Result[] | undefined;

  constructor(study: Study<Result>, count: number) {
    this.#study = study;
    this.#count = count;
  }

  add(bar: Bar): void {
    this.#study.add(bar);
    const {result} = this.#study;
    // One that is missing is missed until so many bars have passed without another.
    this.#said = result === undefined ? [] : [...this.#said, result].slice(-this.#count);
    this.#result = this.#said.length === this.#count ? this.#said : undefined;
  }

  get result(): readonly Result[] | undefined {
    return this.#result;
  }
}

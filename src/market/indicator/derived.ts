import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';

/**
 * What follows from the answer of another analysis, worked out once for each bar.
 *
 * @param work Pure; undefined where the answer says nothing of it.
 */
export function derived<From, Result>(
  key: string,
  from: StudyDefinition<From>,
  work: (answer: From) => Result | undefined,
): StudyDefinition<Result> {
  return {key, barsNeeded: from.barsNeeded, create: (timeframe) => new Derived(from.create(timeframe), work)};
}

class Derived<From, Result> implements Study<Result> {
  readonly #study: Study<From>;
  readonly #work: (answer: From) => Result | undefined;
  #result: Result | undefined;

  constructor(study: Study<From>, work: (answer: From) => Result | undefined) {
    this.#study = study;
    this.#work = work;
  }

  add(bar: Bar): void {
    this.#study.add(bar);
    const {result} = this.#study;
    this.#result = result === undefined ? undefined : this.#work(result);
  }

  get result(): Result | undefined {
    return this.#result;
  }
}

import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';

type Parts = Readonly<Record<string, StudyDefinition<unknown>>>;

/** What each of the analyses says, by its name. */
export type Together<Of extends Parts> = {
  readonly [Name in keyof Of]: Of[Name] extends StudyDefinition<infer Result> ? Result : never;
};

/** Several analyses of one timeframe as one; it says nothing while one of them does. */
export function together<Of extends Parts>(key: string, parts: Of): StudyDefinition<Together<Of>> {
  return {
    key,
    barsNeeded: Math.max(...Object.values(parts).map(({barsNeeded}) => barsNeeded)),
    create: (timeframe) =>
      new TogetherStudy(Object.entries(parts).map(([name, part]) => [name, part.create(timeframe)])),
  };
}

class TogetherStudy<Of extends Parts> implements Study<Together<Of>> {
  readonly #studies: readonly (readonly [name: string, study: Study<unknown>])[];
  #isRead = true;
  #result: Together<Of> | undefined;

  constructor(studies: readonly (readonly [name: string, study: Study<unknown>])[]) {
    this.#studies = studies;
  }

  add(bar: Bar): void {
    for (const [, study] of this.#studies) study.add(bar);
    this.#isRead = false;
  }

  get result(): Together<Of> | undefined {
    if (!this.#isRead) this.#result = this.#read();
    this.#isRead = true;
    return this.#result;
  }

  #read(): Together<Of> | undefined {
    const results = this.#studies.map(([name, {result}]) => [name, result] as const);
    if (results.some(([, result]) => result === undefined)) return undefined;
    // Each name has the result of its own analysis.
    return Object.fromEntries(results) as Together<Of>;
  }
}

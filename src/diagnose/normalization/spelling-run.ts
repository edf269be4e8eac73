import type {Clock} from '../../ports/clock.ts';
import type {Resolution} from '../../market/symbol/symbol-resolver.ts';
import {type Judgement, judgeAnswer} from './judge-answer.ts';
import type {FindingList} from './finding-list.ts';
import type {ResolverOf} from './normalization-plant.ts';
import {expectedText, listText, type Question, type SpellingList} from './spelling-list.ts';

/** Refusals that the page shows, at most one for each list. */
const REFUSALS_SHOWN = 20;

/** An instrument that is listed and was not found, and why. */
export type Refusal = Readonly<{topic: string; name: string; symbol: string; why: string}>;

/**
 * Asks for names in lists and counts what the answers are worth.
 *
 * In a list written by rule every answer is a promise: a refusal is a finding too. In a list that was made
 * up an instrument may be refused, for its broker may write as no one could be sure of; only how often is
 * judged. A wrong instrument is a finding anywhere.
 */
export class SpellingRun {
  readonly #resolverOf: ResolverOf;
  readonly #clock: Clock;
  readonly #findings: FindingList;
  readonly #judgements: Record<Judgement, number> = {
    right: 0,
    wrong: 0,
    unlisted: 0,
    refused: 0,
    otherwise: 0,
  };
  readonly #verdicts: Record<Resolution['verdict'], number> = {resolved: 0, ambiguous: 0, unknown: 0};
  readonly #refusals: Refusal[] = [];
  #lists = 0;
  /** Questions in made-up lists for what is listed there, and those of them that were refused. */
  #listed = 0;
  #refused = 0;
  #readMs = 0;
  #resolveMs = 0;

  constructor(resolverOf: ResolverOf, clock: Clock, findings: FindingList) {
    this.#resolverOf = resolverOf;
    this.#clock = clock;
    this.#findings = findings;
  }

  get counts(): Readonly<Record<Judgement | Resolution['verdict'] | 'lists' | 'cases', number>> {
    const cases = this.#verdicts.resolved + this.#verdicts.ambiguous + this.#verdicts.unknown;
    return {...this.#judgements, ...this.#verdicts, lists: this.#lists, cases};
  }

  /** Percent of the instruments in made-up lists that were not found. */
  get refusedShare(): number {
    return this.#listed === 0 ? 0 : (100 * this.#refused) / this.#listed;
  }

  /** The first refusals in made-up lists. */
  get refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  /** Mean time of one answer, in microseconds. */
  get resolveMicros(): number {
    return (1000 * this.#resolveMs) / Math.max(1, this.counts.cases);
  }

  /** Mean time to learn how a broker writes, from its list, in microseconds. */
  get readMicros(): number {
    return (1000 * this.#readMs) / Math.max(1, this.#lists);
  }

  /** @param isByRule Whether every answer is a promise. */
  ask(list: SpellingList, isByRule: boolean): void {
    const startMs = this.#clock.monotonic();
    const resolver = this.#resolverOf(list.listed);
    const readMs = this.#clock.monotonic();
    const answers = list.questions.map((question) => ({question, answer: resolver.resolve(question.name)}));
    this.#resolveMs += this.#clock.monotonic() - readMs;
    this.#readMs += readMs - startMs;
    this.#lists += 1;
    const refusalsBefore = this.#refused;
    for (const {question, answer} of answers) {
      const judgement = judgeAnswer(question.expected, answer, list.listed);
      this.#judgements[judgement] += 1;
      this.#verdicts[answer.verdict] += 1;
      const code = codeOf(judgement, isByRule);
      if (code !== undefined) this.#findings.add(code, question.name, evidence(list, question, answer));
      if (!isByRule) this.#count(list, question, answer, judgement, this.#refused === refusalsBefore);
    }
  }

  #count(
    list: SpellingList,
    {name, expected}: Question,
    {trace}: Resolution,
    judgement: Judgement,
    isFirst: boolean,
  ): void {
    if (expected.verdict !== 'resolved' && expected.verdict !== 'ambiguous') return;
    this.#listed += 1;
    if (judgement !== 'refused' && judgement !== 'otherwise') return;
    this.#refused += 1;
    if (!isFirst || this.#refusals.length >= REFUSALS_SHOWN) return;
    const why = trace.slice(1).join('; ');
    this.#refusals.push({topic: list.topic, name, symbol: expectedText(expected), why});
  }
}

function codeOf(judgement: Judgement, isByRule: boolean) {
  switch (judgement) {
    case 'right':
      return undefined;
    case 'wrong':
      return 'WRONG_INSTRUMENT';
    case 'unlisted':
      return 'UNLISTED_NAME';
    case 'refused':
      return isByRule ? 'NOT_FOUND' : undefined;
    case 'otherwise':
      return isByRule ? 'OTHER_VERDICT' : undefined;
  }
}

function evidence(
  {topic, listed}: SpellingList,
  {name, expected}: Question,
  {verdict, symbol, candidates, trace}: Resolution,
): string {
  const got = symbol ?? `${verdict}${candidates.length === 0 ? '' : ` (${candidates.join(', ')})`}`;
  const why = trace.at(-1);
  const reason = why === undefined ? '' : `, because "${why}"`;
  return `"${name}" among ${listText(listed)} (${topic}): expected ${expectedText(expected)}, got ${got}${reason}`;
}

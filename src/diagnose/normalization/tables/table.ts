import {parseBrokerList} from '../../../market/symbol/broker-list.ts';
import {NO_FACTS} from '../../../market/symbol/contract-facts.ts';
import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import type {Expected, Question, SpellingList} from '../spelling-list.ts';

/** Name → the symbol that it must be answered with, or why it must not be answered with one. */
export type Answers = Readonly<Record<string, string | Expected>>;

export const UNKNOWN: Expected = {verdict: 'unknown'};
/** Nothing of the list; how that is said is not settled by a rule. */
export const REFUSED: Expected = {verdict: 'refused'};

export function ambiguous(...candidates: readonly string[]): Expected {
  return {verdict: 'ambiguous', candidates};
}

/** A list and what names must be answered with in it. */
export function table(topic: string, list: string, answers: Answers): SpellingList {
  const questions = Object.entries(answers).map(([name, answer]): Question => {
    return {name, expected: typeof answer === 'string' ? {verdict: 'resolved', symbol: answer} : answer};
  });
  return {topic, listed: listOf(list, topic), questions};
}

/** Symbols parted by spaces; or, on more than one line, as a file of them is written. */
export function listOf(text: string, name: string): readonly Listed[] {
  if (text.includes('\n')) return parseBrokerList(text, name);
  return text.split(' ').map((symbol) => ({symbol, facts: NO_FACTS}));
}

import type {Listed} from '../../market/symbol/listed-symbol.ts';

/** What a name must be answered with. */
export type Expected =
  | Readonly<{verdict: 'resolved'; symbol: string}>
  | Readonly<{verdict: 'ambiguous'; candidates: readonly string[]}>
  | Readonly<{verdict: 'unknown'}>
  /** Nothing of the list is it; whether that is said as ambiguous or as unknown is all the same. */
  | Readonly<{verdict: 'refused'}>;

/** A name that is asked for, and what is right. */
export type Question = Readonly<{name: string; expected: Expected}>;

/** A broker's list and names that are asked for in it. */
export type SpellingList = Readonly<{
  /** What it is about, or how its broker writes, in a few words. */
  topic: string;
  listed: readonly Listed[];
  questions: readonly Question[];
}>;

/** Symbols of a list that are shown where a person has to see which list it was. */
const SHOWN_MAX = 8;

/** The expectation in words. */
export function expectedText(expected: Expected): string {
  if (expected.verdict === 'resolved') return expected.symbol;
  if (expected.verdict === 'ambiguous') return `ambiguous between ${expected.candidates.join(', ')}`;
  return expected.verdict === 'unknown' ? 'unknown' : 'none';
}

/** The beginning of a list, for people. */
export function listText(listed: readonly Listed[]): string {
  const shown = listed.slice(0, SHOWN_MAX).map(({symbol}) => symbol);
  return shown.join(', ') + (listed.length > SHOWN_MAX ? `, … (${listed.length} symbols)` : '');
}

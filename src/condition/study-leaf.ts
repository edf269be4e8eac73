import type {Reading, StudyNeed} from '../market/study/study.ts';
import type {Distance, Leaf} from './leaf.ts';
import type {MarketView} from './market-view.ts';
import {MET, NO_QUOTE, UNMET, type Verdict} from './verdict.ts';
import {AT_NEXT_QUOTE, firstOf, type Wake, type Wakes} from './wake.ts';

/** What the analyses of a list of needs say, each at the place of its need. */
export type ResultsOf<Needs extends readonly StudyNeed[]> = {
  readonly [Index in keyof Needs]: Needs[Index] extends StudyNeed<infer Result> ? Result : never;
};

/** A rule about closed bars, and perhaps about the quote in hand. */
export type StudyRule<Needs extends readonly StudyNeed[]> = Readonly<{
  needs: Needs;
  /** The rule in a few words: `RSI(14) of M15 < 30`. */
  threshold: string;
  /** Whether it holds; asked only when every need has a result. */
  holds: (results: ResultsOf<Needs>, view: MarketView) => boolean;
  /** What it looked at. */
  observe: (results: ResultsOf<Needs>, view: MarketView) => number | string;
  /**
   * Where the rule also looks at the quote in hand: when that can change its verdict, while no further bar closes.
   * Without it only bars can. `quote` in the answer of `holds` is then there.
   */
  untilQuote?: (results: ResultsOf<Needs>, view: MarketView) => Wakes;
  distance?: (results: ResultsOf<Needs>, view: MarketView) => Distance | undefined;
}>;

/** Gives a rule about analyses the manners of a leaf: what they cannot say is unknown, with their reason. */
export function studyLeaf<const Needs extends readonly StudyNeed[]>(rule: StudyRule<Needs>): Leaf {
  const {needs, threshold, untilQuote} = rule;
  const atBar: Wakes = [...new Set(needs.map(({timeframe}) => timeframe))].map(
    (timeframe): Wake => ({on: 'bar', timeframe}),
  );
  const look = (view: MarketView) => {
    const readings = needs.map((need): Reading<unknown> => view.study(need));
    const unread = readings.find((reading) => reading.state === 'unknown');
    const barTimesMs = readings.flatMap(({barTimeMs}) => (barTimeMs === null ? [] : [barTimeMs]));
    const dataTimeMs = barTimesMs.length === 0 ? null : Math.min(...barTimesMs);
    if (unread !== undefined) return {unread, dataTimeMs};
    const results = readings.map((reading) => (reading.state === 'known' ? reading.result : undefined));
    // One result for each need, in their order, and every one of them is known.
    return {results: results as unknown as ResultsOf<Needs>, dataTimeMs};
  };
  return {
    threshold,
    needs,
    judge: (view): Verdict => {
      const {unread, results} = look(view);
      if (unread !== undefined) return {state: 'unknown', reason: unread.reason};
      if (untilQuote !== undefined && view.quote === undefined) return NO_QUOTE;
      return rule.holds(results, view) ? MET : UNMET;
    },
    observe: (view) => {
      const {results, dataTimeMs} = look(view);
      const isSeen = results !== undefined && (untilQuote === undefined || view.quote !== undefined);
      return {observed: isSeen ? readable(rule.observe(results, view)) : null, dataTimeMs};
    },
    wakes: (view) => {
      const {unread, results} = look(view);
      if (view.quote === undefined) return AT_NEXT_QUOTE;
      if (unread !== undefined || untilQuote === undefined) return atBar;
      return firstOf([atBar, untilQuote(results, view)]);
    },
    distance: (view) => {
      const {results} = look(view);
      const isSeen = results !== undefined && (untilQuote === undefined || view.quote !== undefined);
      return isSeen ? rule.distance?.(results, view) : undefined;
    },
  };
}

/** More digits than a price has, and fewer than a mean is computed with: nobody reads 60.03456811060654. */
const DIGITS = 9;

function readable(observed: number | string): number | string {
  return typeof observed === 'number' ? Number(observed.toPrecision(DIGITS)) : observed;
}

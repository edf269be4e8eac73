import {messageOf} from '../errors.ts';
import {withoutNoise} from '../market/price.ts';
import type {StudyNeed} from '../market/study/study.ts';
import type {CompiledCondition, Target} from './compiled-condition.ts';
import type {MarketView} from './market-view.ts';
import {NOTHING_SEEN, type Observation, type Verdict} from './verdict.ts';
import {AT_NEXT_QUOTE, type Wakes} from './wake.ts';

/** How far a leaf is from another verdict. */
export type Distance = Readonly<{
  /** In the unit of what it observes (price, ms); may carry a rounding error. */
  away: number;
  /** Size of the numbers that it was computed from. */
  scale: number;
}>;

/** A condition that has no parts: it looks at the market itself. */
export interface Leaf {
  judge(view: MarketView): Verdict;
  /** What `judge` looked at, for people; only asked when somebody wants to know. */
  observe(view: MarketView): Observation;
  /** When the verdict of `judge(view)` can change at all. */
  wakes(view: MarketView): Wakes;
  /** The rule in a few words: `ask > 1300`. */
  readonly threshold: string;
  /** The analyses that it asks for; none when absent. */
  readonly needs?: readonly StudyNeed[];
  /** Undefined where distance has no meaning. */
  distance?(view: MarketView): Distance | undefined;
}

/**
 * Gives a leaf the manners of a condition. An exception inside it makes it `unknown (error)`, and
 * nothing else.
 */
export function compileLeaf(kindName: string, leaf: Leaf, path: string): CompiledCondition {
  const judge = (view: MarketView): Verdict => {
    try {
      return leaf.judge(view);
    } catch (error) {
      return {state: 'unknown', reason: 'error', detail: messageOf(error)};
    }
  };
  const wakes = (view: MarketView, target: Target): Wakes => {
    const {state, reason} = judge(view);
    // Whatever makes a leaf throw may be gone at the next quote.
    if (state === target || reason === 'error') return AT_NEXT_QUOTE;
    try {
      return leaf.wakes(view);
    } catch {
      // It can evaluate but not say until when; that costs a look at each quote, and no verdict.
      return AT_NEXT_QUOTE;
    }
  };
  /** An explanation without its evidence is still one. */
  const attempt = <Part>(part: () => Part): Part | undefined => {
    try {
      return part();
    } catch {
      // The verdict stands; whoever asked for its evidence sees that there is none.
      return undefined;
    }
  };
  return {
    needs: leaf.needs ?? [],
    cells: [],
    state: (view) => judge(view).state,
    wakes,
    shortfall: (view) => {
      const {state} = judge(view);
      if (state === 'met') return 0;
      if (state === 'unknown') return 2;
      const distance = attempt(() => leaf.distance?.(view));
      return distance === undefined ? 1 : 1 + distance.away / (distance.away + Math.abs(distance.scale));
    },
    explain: (view) => {
      const {state, reason, detail} = judge(view);
      const isSeen = reason !== 'error';
      const {observed, dataTimeMs} = (isSeen ? attempt(() => leaf.observe(view)) : undefined) ?? NOTHING_SEEN;
      const distance = isSeen ? attempt(() => leaf.distance?.(view)) : undefined;
      return [
        {
          path,
          kind: kindName,
          verdict: state,
          observed,
          threshold: leaf.threshold,
          ageMs: dataTimeMs === null ? null : Math.max(0, Math.floor(view.nowMs - dataTimeMs)),
          reason: detail === undefined ? reason : `${reason}: ${detail}`,
          ...(distance === undefined ? {} : {distance: withoutNoise(distance.away, distance.scale)}),
        },
      ];
    },
  };
}

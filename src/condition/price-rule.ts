import {add, distanceAtMost, slackOf, subtract} from '../market/price.ts';
import type {PriceOf} from '../market/quote.ts';
import {intersection, type Possibilities, range, union, within as rangesOf} from './possible.ts';
import type {VerdictState} from './verdict.ts';
import {AT_NEXT_QUOTE, type Wakes} from './wake.ts';

/** One rule about the price; several in one `price` must hold together. */
export type PriceRule = Readonly<{
  /** The rule in a few words: `ask > 1300`. */
  threshold: string;
  /** @param previous The same line of the accepted quote before; undefined when there was none. */
  state(value: number, previous: number | undefined): VerdictState;
  /** When the state can change, given that it is `state` at `value`. */
  wakes(value: number, state: VerdictState): Wakes;
  /** Price units to the next change of state, up to rounding errors; never negative. */
  distance(value: number): number;
  /** Situations in which the rule holds, and (negated) in which it does not. */
  possible(negated: boolean): Possibilities;
}>;

const stateOf = (holds: boolean): VerdictState => (holds ? 'met' : 'unmet');

/** The wake index compares the mid in floating point, conditions compare it exactly. */
const roughness = (line: PriceOf, level: number) => (line === 'mid' ? slackOf(level) : 0);

function upTo(line: PriceOf, level: number): Wakes {
  return [{on: 'line', line, direction: 'up', boundary: level - roughness(line, level)}];
}

function downTo(line: PriceOf, level: number): Wakes {
  return [{on: 'line', line, direction: 'down', boundary: level + roughness(line, level)}];
}

/** |price − near| ≤ within, in decimals. */
export function nearRule(line: PriceOf, near: number, within: number): PriceRule {
  // The ends are not exact, so waits for them end a little early.
  const slack = slackOf(near, within);
  const from = near - within;
  const to = near + within;
  return {
    threshold: `|${line} − ${near}| ≤ ${within}`,
    state: (value) => stateOf(distanceAtMost(value, near, within)),
    wakes: (value, state) => {
      if (state === 'met') return [...upTo(line, to - slack), ...downTo(line, from + slack)];
      return value > near ? downTo(line, to + slack) : upTo(line, from - slack);
    },
    distance: (value) => Math.abs(Math.abs(value - near) - within),
    possible: (negated) => {
      // Prices that satisfy the rule lie between the doubles nearest to its two decimal ends.
      const ends = {from: subtract(near, within), to: add(near, within)};
      const isOut = (end: number) => !Number.isFinite(end) || !distanceAtMost(end, near, within);
      const out = {from: isOut(ends.from), to: isOut(ends.to)};
      if (!negated) return rangesOf(line, range(ends.from, ends.to, out));
      return rangesOf(
        line,
        range(-Infinity, ends.from, {to: !out.from}),
        range(ends.to, Infinity, {from: !out.to}),
      );
    },
  };
}

/** price > level. */
export function aboveRule(line: PriceOf, level: number): PriceRule {
  return {
    threshold: `${line} > ${level}`,
    state: (value) => stateOf(value > level),
    wakes: (_value, state) => (state === 'met' ? downTo(line, level) : upTo(line, level)),
    distance: (value) => Math.abs(value - level),
    possible: (negated) =>
      rangesOf(line, negated ? range(-Infinity, level) : range(level, Infinity, {from: true})),
  };
}

/** price < level. */
export function belowRule(line: PriceOf, level: number): PriceRule {
  return {
    threshold: `${line} < ${level}`,
    state: (value) => stateOf(value < level),
    wakes: (_value, state) => (state === 'met' ? upTo(line, level) : downTo(line, level)),
    distance: (value) => Math.abs(value - level),
    possible: (negated) =>
      rangesOf(line, negated ? range(level, Infinity) : range(-Infinity, level, {to: true})),
  };
}

/**
 * The price goes from at or before the level to beyond it.
 *
 * A crossing holds for one quote only. Before it can come (again) the price must be on the near side,
 * so a wait on the far side ends when the price returns, and starts anew there.
 */
export function crossingRule(line: PriceOf, level: number, direction: 'above' | 'below'): PriceRule {
  const isUp = direction === 'above';
  const isBeyond = (value: number) => (isUp ? value > level : value < level);
  return {
    threshold: `${line} crosses ${direction} ${level}`,
    state: (value, previous) => {
      if (previous === undefined) return 'unknown';
      return stateOf(isBeyond(value) && !isBeyond(previous));
    },
    wakes: (value, state) => {
      if (state !== 'unmet') return AT_NEXT_QUOTE;
      // Beyond: back to the level first. On the near side: to the level, and over it.
      return isBeyond(value) === isUp ? downTo(line, level) : upTo(line, level);
    },
    distance: (value) => Math.abs(value - level),
    possible: (negated) => {
      const beyond = isUp ? range(level, Infinity, {from: true}) : range(-Infinity, level, {to: true});
      const notBeyond = isUp ? range(-Infinity, level) : range(level, Infinity);
      return negated
        ? union([rangesOf(line, notBeyond), rangesOf(`previous ${line}`, beyond)])
        : intersection([rangesOf(line, beyond), rangesOf(`previous ${line}`, notBeyond)]);
    },
  };
}

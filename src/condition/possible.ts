import type {PriceOf, QuoteLine} from '../market/quote.ts';

/**
 * Which situations a condition allows, as far as a static look can tell: a list of alternatives, each
 * a range for some of the lines that conditions look at. No alternative left means "can never hold".
 */

/**
 * A dimension of a situation: a line of the quote, one of the quote before it, the time of day in one zone
 * (`time:Europe/London`), or the instant (`now`, epoch ms).
 */
export type Dimension = QuoteLine | `previous ${PriceOf}` | `time:${string}` | 'now';

/** A range of a line; an end that is `open` does not belong to it. */
export type Range = Readonly<{from: number; fromOpen: boolean; to: number; toOpen: boolean}>;

/** Dimensions that are not named are free. */
export type Situation = ReadonlyMap<Dimension, Range>;

export type Possibilities = readonly Situation[];

export const ANYTHING: Possibilities = [new Map()];
export const NOTHING: Possibilities = [];

/** More alternatives than this are not followed; the condition then counts as possible. */
const ALTERNATIVES_MAX = 64;

export function range(from: number, to: number, open: Readonly<{from?: boolean; to?: boolean}> = {}): Range {
  return {from, to, fromOpen: open.from ?? false, toOpen: open.to ?? false};
}

export function within(dimension: Dimension, ...ranges: readonly Range[]): Possibilities {
  return ranges.filter((one) => !isEmpty(one)).map((one) => new Map([[dimension, one]]));
}

/** The situations that all parts allow. */
export function intersection(parts: readonly Possibilities[]): Possibilities {
  let result: Possibilities = ANYTHING;
  for (const part of parts) {
    const next: Situation[] = [];
    for (const left of result) {
      for (const right of part) {
        const both = meet(left, right);
        if (both !== undefined) next.push(both);
      }
    }
    // Too many to follow: without this part the answer allows more, never less.
    if (next.length <= ALTERNATIVES_MAX) result = next;
  }
  return result;
}

/** The situations that some part allows. */
export function union(parts: readonly Possibilities[]): Possibilities {
  const all = parts.flat();
  return all.length > ALTERNATIVES_MAX ? ANYTHING : all;
}

function meet(left: Situation, right: Situation): Situation | undefined {
  const both = new Map(left);
  for (const [dimension, one] of right) {
    const other = both.get(dimension);
    const shared = other === undefined ? one : overlap(one, other);
    if (isEmpty(shared)) return undefined;
    both.set(dimension, shared);
  }
  return isCrossed(both) ? undefined : both;
}

/** Pairs of which the first is never above the second: refused quotes are the only ones that differ. */
const ORDERED: readonly (readonly [Dimension, Dimension])[] = [
  ['bid', 'mid'],
  ['mid', 'ask'],
  ['bid', 'ask'],
  ['previous bid', 'previous mid'],
  ['previous mid', 'previous ask'],
  ['previous bid', 'previous ask'],
];

/** Whether a situation asks for a bid above the ask. */
function isCrossed(situation: Situation): boolean {
  return ORDERED.some(([low, high]) => {
    const [lower, upper] = [situation.get(low), situation.get(high)];
    if (lower === undefined || upper === undefined) return false;
    return isEmpty({from: lower.from, fromOpen: lower.fromOpen, to: upper.to, toOpen: upper.toOpen});
  });
}

function overlap(a: Range, b: Range): Range {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return {
    from,
    to,
    fromOpen: (a.from === from && a.fromOpen) || (b.from === from && b.fromOpen),
    toOpen: (a.to === to && a.toOpen) || (b.to === to && b.toOpen),
  };
}

function isEmpty({from, to, fromOpen, toOpen}: Range): boolean {
  return from > to || (from === to && (fromOpen || toOpen));
}

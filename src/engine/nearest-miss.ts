import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {MarketView} from '../condition/market-view.ts';
import type {Explained} from '../condition/verdict.ts';
import type {Wake, Wakes} from '../condition/wake.ts';
import {QUOTE_LINES, type QuoteLine, roughLineValue} from '../market/quote.ts';
import {LineExtremes} from './line-extremes.ts';

/** Sees every plan that was asked and did not fire. */
export interface Witness {
  /** The plan sleeps until one of `wakes`; `view` is what it was asked about. */
  asleep(planId: string, condition: CompiledCondition, view: MarketView, wakes: Wakes): void;
}

/** The moment at which a plan came nearest to firing. */
export type NearestMiss = Readonly<{
  atMs: number;
  /** What was missing then, and nothing else. */
  missing: readonly Explained[];
}>;

/** A moment that was near, by how much was missing. */
type Moment = Readonly<{condition: CompiledCondition; view: MarketView; shortfall: number}>;

type Nap = Readonly<{condition: CompiledCondition; since: number; wakes: Wakes}>;

type Extremes = Readonly<Record<'up' | 'down', LineExtremes<MarketView>>>;

/**
 * Finds, for plans that did not fire, when they came nearest: with the least shortfall.
 *
 * A sleeping plan is not asked, but what it sleeps on is known: the nearest moment of a nap is the
 * extreme of that line, so no plan is asked about every quote.
 */
export class NearestMisses implements Witness {
  readonly #extremes = new Map<string, Readonly<Record<QuoteLine, Extremes>>>();
  readonly #naps = new Map<string, Nap & Readonly<{symbol: string}>>();
  readonly #best = new Map<string, Moment>();
  #sequence = 0;

  /** To be told of each accepted quote, after it was worked. */
  seen(view: MarketView): void {
    const {quote} = view;
    if (quote === undefined) return;
    let lines = this.#extremes.get(quote.symbol);
    if (lines === undefined) {
      lines = {bid: extremes(), ask: extremes(), mid: extremes(), spread: extremes()};
      this.#extremes.set(quote.symbol, lines);
    }
    this.#sequence += 1;
    for (const line of QUOTE_LINES) {
      const value = roughLineValue(quote, line);
      lines[line].up.push(this.#sequence, value, view);
      lines[line].down.push(this.#sequence, -value, view);
    }
  }

  asleep(planId: string, condition: CompiledCondition, view: MarketView, wakes: Wakes): void {
    this.#endNap(planId);
    this.#consider(planId, condition, view);
    const symbol = view.quote?.symbol ?? '';
    this.#naps.set(planId, {condition, since: this.#sequence, wakes, symbol});
  }

  /** The nearest miss of a plan; undefined when it was never asked. */
  of(planId: string): NearestMiss | undefined {
    this.#endNap(planId);
    const best = this.#best.get(planId);
    if (best === undefined) return undefined;
    const {condition, view} = best;
    return {atMs: view.nowMs, missing: missingOf(condition.explain(view))};
  }

  #endNap(planId: string): void {
    const nap = this.#naps.get(planId);
    if (nap === undefined) return;
    this.#naps.delete(planId);
    const lines = this.#extremes.get(nap.symbol);
    if (lines === undefined) return;
    for (const wake of nap.wakes) {
      const view = wake.on === 'line' ? nearestSince(lines, wake, nap.since) : undefined;
      if (view !== undefined) this.#consider(planId, nap.condition, view);
    }
  }

  #consider(planId: string, condition: CompiledCondition, view: MarketView): void {
    const shortfall = condition.shortfall(view);
    const best = this.#best.get(planId);
    if (shortfall === 0 || (best !== undefined && best.shortfall <= shortfall)) return;
    this.#best.set(planId, {condition, view, shortfall});
  }
}

function extremes(): Extremes {
  return {up: new LineExtremes(), down: new LineExtremes()};
}

function nearestSince(
  lines: Readonly<Record<QuoteLine, Extremes>>,
  {line, direction}: Wake & {on: 'line'},
  since: number,
): MarketView | undefined {
  return lines[line][direction].highestSince(since);
}

/**
 * The fewest rows that would have to change for the first row to be met: all unmet parts of an `all`,
 * the cheapest part of an `any`; a `not` is its own row, because its part has to stop holding.
 *
 * @param rows An explanation: each row is followed by the rows of its parts.
 */
export function missingOf(rows: readonly Explained[]): readonly Explained[] {
  let next = 0;
  const missingFrom = (): readonly Explained[] => {
    const row = rows[next];
    if (row === undefined) return [];
    next += 1;
    const parts: (readonly Explained[])[] = [];
    while (isPart(row, rows[next])) parts.push(missingFrom());
    if (row.verdict === 'met') return [];
    if (row.kind === 'all') return parts.flat();
    if (row.kind !== 'any' || parts.length === 0) return [row];
    return parts.reduce((fewest, part) => (part.length < fewest.length ? part : fewest));
  };
  return missingFrom();
}

function isPart(row: Explained, candidate: Explained | undefined): boolean {
  if (candidate === undefined) return false;
  // The root of a plan with an entry gate has the gate and the condition as its parts.
  if (row.path === 'plan') return true;
  const rest = candidate.path.slice(row.path.length);
  return candidate.path.startsWith(row.path) && (rest.startsWith('.') || rest.startsWith('['));
}

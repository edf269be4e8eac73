import {createHash} from 'node:crypto';
import type {Condition} from '../src/condition/condition-kind.ts';
import type {Quote} from '../src/market/quote.ts';
import type {Plan} from '../src/plan/plan.ts';
import {armedMonitor} from './armed-monitor.ts';
import {armedPlans, QUOTE_MS, walk} from './armed-plans.ts';
import {elapsedMs, median, report} from './measure.ts';

const PASSES = 5;

/**
 * What a quote costs with so many plans armed, none firing: the engine, filter and bars included,
 * beside what a programmer would write first: an array of compiled closures, asked one by one.
 *
 * The sizes take turns, pass by pass, so that a machine that slows down slows all of them.
 */
export async function quoteCost(scale: 'full' | 'small'): Promise<void> {
  const counts = scale === 'full' ? [10, 1000, 10_000, 100_000] : [10, 100];
  const quotes = walk(scale === 'full' ? 200_000 : 1000);
  const closureCalls = scale === 'full' ? 2_000_000 : 10_000;
  const rivals = [];
  for (const count of counts) {
    const plans = armedPlans(count);
    rivals.push({
      count,
      plans,
      ...(await armedMonitor(plans)),
      closures: plans.map(closureOf),
      fewQuotes: quotes.slice(0, Math.max(20, Math.ceil(closureCalls / count))),
      engineUs: [] as number[],
      closuresUs: [] as number[],
    });
  }
  let met = 0;
  for (let pass = 0; pass <= PASSES; pass += 1) {
    const later = shifted(quotes, pass);
    for (const {monitor, clock, closures, fewQuotes, engineUs, closuresUs} of rivals) {
      const engineMs = await elapsedMs(() => {
        for (const quote of later) {
          clock.set(quote.timeMs);
          monitor.onQuote(quote);
        }
      });
      const closuresMs = await elapsedMs(() => {
        for (const quote of fewQuotes) for (const closure of closures) if (closure(quote)) met += 1;
      });
      // The first pass arms and warms.
      if (pass === 0) continue;
      engineUs.push((engineMs * 1000) / later.length);
      closuresUs.push((closuresMs * 1000) / fewQuotes.length);
    }
  }
  for (const {count, plans, monitor, engineUs, closuresUs} of rivals) {
    report('quote-cost', {
      plans: count,
      engineUs: round(median(engineUs)),
      closuresUs: round(median(closuresUs)),
      closuresByEngine: round(ratio(closuresUs, engineUs)),
      fired: [...monitor.rows()].filter(({status}) => status !== 'pending').length,
      work: hashOf(plans, quotes),
    });
  }
  const [, few] = rivals;
  const most = rivals.at(-1);
  if (few === undefined || most === undefined) return;
  report('quote-cost-growth', {
    from: few.count,
    to: most.count,
    ratio: round(ratio(most.engineUs, few.engineUs)),
    met,
  });
}

/** Median of the ratios of two figures that were taken in turns. */
function ratio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, index) => value / (under[index] ?? Number.NaN)));
}

/** The same quotes, so many passes later. */
function shifted(quotes: readonly Quote[], pass: number): Quote[] {
  const shiftMs = pass * quotes.length * QUOTE_MS;
  return quotes.map((quote) => ({
    ...quote,
    timeMs: quote.timeMs + shiftMs,
    receivedAtMs: quote.receivedAtMs + shiftMs,
  }));
}

/** A condition as a plain function of the quote: no index, no explanation, floating point. */
function closureOf({when, side}: Plan): (quote: Quote) => boolean {
  return compile(when, side === 'buy' ? 'ask' : 'bid');
}

type Params = Readonly<Record<string, number | string | undefined>>;

function compile(condition: Condition, side: 'ask' | 'bid'): (quote: Quote) => boolean {
  const [kind = ''] = Object.keys(condition);
  const value = condition[kind];
  if (kind === 'all' || kind === 'any') {
    const parts = (value as Condition[]).map((part) => compile(part, side));
    return kind === 'all'
      ? (quote) => parts.every((part) => part(quote))
      : (quote) => parts.some((part) => part(quote));
  }
  const params = value as Params;
  if (kind === 'spread') {
    const atMost = Number(params['atMost']);
    return ({bid, ask}) => ask - bid <= atMost;
  }
  if (kind === 'time')
    return ({timeMs}) => timeMs % 86_400_000 < 5 * 3_600_000 && timeMs % 86_400_000 >= 3 * 3_600_000;
  const of = params['of'] ?? side;
  const priceOf = ({bid, ask}: Quote) => (of === 'mid' ? (bid + ask) / 2 : of === 'bid' ? bid : ask);
  const [near, within, above, below, crosses] = ['near', 'within', 'above', 'below', 'crossesAbove'].map(
    (name) => Number(params[name]),
  ) as [number, number, number, number, number];
  if (!Number.isNaN(near)) return (quote) => Math.abs(priceOf(quote) - near) <= within;
  if (!Number.isNaN(above)) return (quote) => priceOf(quote) > above;
  if (!Number.isNaN(below)) return (quote) => priceOf(quote) < below;
  let previous = Number.NaN;
  return (quote) => {
    const price = priceOf(quote);
    const crossed = previous <= crosses && price > crosses;
    previous = price;
    return crossed;
  };
}

/** Nobody gets faster by doing less: the work has a name. */
function hashOf(plans: readonly Plan[], quotes: readonly Quote[]): string {
  return createHash('sha256')
    .update(JSON.stringify([plans.length, plans.at(-1), quotes]))
    .digest('hex')
    .slice(0, 12);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

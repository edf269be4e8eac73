import {decimalOf, numberOf, writtenBillionths} from './decimal.ts';
import {type Instant, isBefore, type RawQuote} from './lean-ticks.ts';
import {QuoteRules} from './quote-rules.ts';
import {halves, type Judge, judgeOf, MET, type SymbolView} from './verdict.ts';
import type {OraclePlan, PlanOutcome, ReplayDocument} from './written-plan.ts';

/** Units of the instrument in one lot. Elsewhere the profit is not known. */
const CONTRACT_SIZES: ReadonlyMap<string, bigint> = new Map([
  ['XAUUSD', 100n],
  ['EURUSD', 100_000n],
]);

type Market = {rules: QuoteRules; view: SymbolView};

/** A plan on its way through the stream. Prices in half billionths, fills in billionths. */
type Run = {
  plan: OraclePlan;
  view: SymbolView;
  judge: Judge;
  gate: {price: number; tolerance: number} | undefined;
  stopLoss: number | undefined;
  takeProfit: number | undefined;
  createdAt: Instant | undefined;
  expiresAt: Instant | undefined;
  opened: {at: Instant; price: number} | undefined;
  closed: {at: Instant; price: number; reason: 'stopLoss' | 'takeProfit'} | undefined;
  expired: boolean;
};

/**
 * Replays the quotes against the plans by the rules of "Replay, exactly" with ideal fills: each plan
 * against each accepted quote, nothing skipped but plans that are done. The slow answer that the
 * product's fast one has to equal.
 */
export function bruteForceReplay(quotes: Iterable<RawQuote>, plans: readonly OraclePlan[]): ReplayDocument {
  const markets = new Map<string, Market>();
  const runs = plans.map((plan) => startRun(plan, marketOf(markets, plan.symbol).view));
  runs.sort((a, b) => (a.plan.id < b.plan.id ? -1 : 1));
  const refused = {nonPositive: 0, crossed: 0, outOfOrder: 0, jump: 0};
  let accepted = 0;
  let first: Instant | undefined;
  let last: Instant | undefined;
  let waiting = runs;
  let open: Run[] = [];

  for (const quote of quotes) {
    const {rules, view} = marketOf(markets, quote.symbol);
    const refusal = rules.judge(quote);
    if (refusal !== undefined) {
      refused[refusal] += 1;
      continue;
    }
    const now = quote.at;
    accepted += 1;
    last = now;
    if (first === undefined) {
      first = now;
      for (const run of runs) beginLife(run, now);
    }
    view.nowMs = now.ms;
    view.current = {bid: 2 * quote.bid, ask: 2 * quote.ask, mid: quote.bid + quote.ask};

    let waitingChanged = false;
    for (const run of waiting) {
      if (run.expiresAt !== undefined && !isBefore(now, run.expiresAt)) {
        run.expired = true;
        waitingChanged = true;
      }
    }
    let openChanged = false;
    for (const run of open) {
      if (run.view === view && closes(run, quote)) openChanged = true;
    }
    for (const run of waiting) {
      if (run.view !== view || run.expired) continue;
      if (run.createdAt === undefined || isBefore(now, run.createdAt)) continue;
      if (run.judge() !== MET || !passesGate(run)) continue;
      run.opened = {at: now, price: run.plan.side === 'buy' ? quote.ask : quote.bid};
      open.push(run);
      waitingChanged = true;
    }
    if (waitingChanged) waiting = waiting.filter((run) => !run.expired && run.opened === undefined);
    if (openChanged) open = open.filter((run) => run.closed === undefined);
    view.previous = view.current;
  }
  return {
    quotes: accepted,
    refused,
    from: first === undefined ? null : isoOf(first),
    to: last === undefined ? null : isoOf(last),
    plans: runs.map(outcomeOf),
  };
}

function marketOf(markets: Map<string, Market>, symbol: string): Market {
  let market = markets.get(symbol);
  if (market === undefined) {
    const nothing = {bid: Number.NaN, ask: Number.NaN, mid: Number.NaN};
    market = {
      rules: new QuoteRules(),
      view: {nowMs: Number.NaN, current: nothing, previous: undefined},
    };
    markets.set(symbol, market);
  }
  return market;
}

function startRun(plan: OraclePlan, view: SymbolView): Run {
  const {entry} = plan;
  return {
    plan,
    view,
    judge: judgeOf(plan.when, plan.side, view),
    gate:
      entry?.price === undefined || entry.tolerance === undefined
        ? undefined
        : {price: halves(entry.price), tolerance: halves(entry.tolerance)},
    stopLoss: plan.stopLoss === undefined ? undefined : writtenBillionths(plan.stopLoss),
    takeProfit: plan.takeProfit === undefined ? undefined : writtenBillionths(plan.takeProfit),
    createdAt: plan.createdAt === undefined ? undefined : instantOf(Date.parse(plan.createdAt)),
    expiresAt: plan.expiresAt === undefined ? undefined : instantOf(Date.parse(plan.expiresAt)),
    opened: undefined,
    closed: undefined,
    expired: false,
  };
}

/** A plan that does not say when it was made is made at the first quote. */
function beginLife(run: Run, first: Instant): void {
  run.createdAt ??= first;
  if (run.plan.expiresIn !== undefined) {
    run.expiresAt = {...run.createdAt, ms: run.createdAt.ms + durationMs(run.plan.expiresIn)};
  }
}

function passesGate({gate, plan, view}: Run): boolean {
  if (gate === undefined) return true;
  const price = plan.side === 'buy' ? view.current.ask : view.current.bid;
  return Math.abs(price - gate.price) <= gate.tolerance;
}

function closes(run: Run, quote: RawQuote): boolean {
  const {stopLoss, takeProfit} = run;
  const buy = run.plan.side === 'buy';
  const price = buy ? quote.bid : quote.ask;
  if (stopLoss !== undefined && (buy ? price <= stopLoss : price >= stopLoss)) {
    run.closed = {at: quote.at, price, reason: 'stopLoss'};
  } else if (takeProfit !== undefined && (buy ? price >= takeProfit : price <= takeProfit)) {
    run.closed = {at: quote.at, price, reason: 'takeProfit'};
  }
  return run.closed !== undefined;
}

function outcomeOf({plan, opened, closed, expired}: Run): PlanOutcome {
  return {
    id: plan.id,
    symbol: plan.symbol,
    status: expired
      ? 'expired'
      : opened === undefined
        ? 'pending'
        : closed === undefined
          ? 'executed'
          : 'closed',
    executedAt: opened === undefined ? null : isoOf(opened.at),
    fillPrice: opened === undefined ? null : numberOf(opened.price),
    closedAt: closed === undefined ? null : isoOf(closed.at),
    exitPrice: closed === undefined ? null : numberOf(closed.price),
    profit: opened === undefined || closed === undefined ? null : profitOf(plan, opened.price, closed.price),
    closeReason: closed === undefined ? null : closed.reason,
  };
}

function profitOf(plan: OraclePlan, fill: number, exit: number): number | null {
  const contractSize = CONTRACT_SIZES.get(plan.symbol);
  if (contractSize === undefined) return null;
  const gained = plan.side === 'buy' ? exit - fill : fill - exit;
  return decimalOf(BigInt(gained) * contractSize * BigInt(writtenBillionths(plan.volume)), 18);
}

function durationMs(text: string): number {
  const match = /^(\d+)([mhd])$/.exec(text);
  if (match === null) throw new Error(`"${text}" is not a duration`);
  return Number(match[1]) * (match[2] === 'm' ? 60_000 : match[2] === 'h' ? 3_600_000 : 86_400_000);
}

const instantOf = (ms: number): Instant => ({ms, fractionNs: 0});

const isoOf = (at: Instant): string => new Date(at.ms).toISOString();

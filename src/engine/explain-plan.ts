import type {MarketView} from '../condition/market-view.ts';
import {anyOf, type Explained, type ReasonCode, type VerdictState} from '../condition/verdict.ts';
import {isReliable, type QuoteState} from '../market/quote-state.ts';
import type {PlanRow} from '../ports/store.ts';
import type {LevelWatch, PlanWatch} from './plan-watch.ts';
import type {GateRow} from './trading-gate.ts';

/** What a plan waits for, as the running monitor sees it. */
export type PlanExplanation = Readonly<{
  row: PlanRow;
  asOfMs: number;
  verdict: VerdictState;
  conditions: readonly Explained[];
  /** How asking each level has gone so far. */
  levels: readonly LevelHealth[];
}>;

export type LevelHealth = Readonly<{
  level: number;
  /** Null: not since the monitor took up the plan. */
  lastEvaluatedMs: number | null;
  consecutiveFailures: number;
  lastError: string | null;
}>;

/**
 * Why a plan has or has not fired: what keeps everything, or this plan, from being asked at all; the plan's
 * condition; what is its levels' own. Met when some level may fire now.
 */
export function explainPlan(
  watch: PlanWatch,
  view: MarketView,
  {gate, quotes}: Readonly<{gate: readonly GateRow[]; quotes: QuoteState | undefined}>,
): PlanExplanation {
  const {row, levels, when, cancelWhen} = watch;
  const pending = levels.filter((level) => level.row.status === 'pending');
  const conditions = [
    ...gate.map(gateRow),
    ...quoteRows(quotes, view),
    ...listingRows(watch),
    ...pending.flatMap((level) => readinessRows(level, levels.length > 1, view.nowMs)),
    ...pending.flatMap((level) => ownRows(level, levels.length > 1, view)),
    ...when.explain(view),
    ...(cancelWhen?.explain(view) ?? []),
  ];
  const isShut =
    gate.length > 0 || watch.listing === undefined || (quotes !== undefined && !isReliable(quotes));
  const verdict = anyOf(pending, (level) =>
    isShut || level.readyAtMs(view.nowMs) > view.nowMs ? 'unknown' : level.compiled.whole.state(view),
  );
  return {row, asOfMs: view.nowMs, verdict, conditions, levels: levels.map(healthOf)};
}

function healthOf({number, lastEvaluatedMs, consecutiveFailures, lastError}: LevelWatch): LevelHealth {
  return {level: number, lastEvaluatedMs, consecutiveFailures, lastError};
}

const READINESS = {kind: 'readiness', verdict: 'unknown', ageMs: null} as const;

function gateRow({reason, observed, wanted}: GateRow): Explained {
  return {...READINESS, path: 'monitor', observed, threshold: wanted, reason};
}

const QUOTE_REASONS: Readonly<Record<Exclude<QuoteState, 'fresh'>, ReasonCode>> = {
  late: 'quoteLate',
  stale: 'quoteStale',
  frozen: 'quoteFrozen',
  marketClosed: 'marketClosed',
};

/** Says it when the last quote is not what a market that is open gives. */
export function quoteRows(state: QuoteState | undefined, {nowMs, quote}: MarketView): Explained[] {
  if (state === undefined || state === 'fresh' || quote === undefined) return [];
  const verdict = isReliable(state) ? 'met' : 'unknown';
  const observed = `the last quote is ${state === 'marketClosed' ? 'of a market that is closed' : state}`;
  const ageMs = Math.max(0, Math.floor(nowMs - quote.receivedAtMs));
  const threshold = 'a quote of a market that is open and moves';
  return [
    {path: 'quotes', kind: 'readiness', verdict, observed, threshold, ageMs, reason: QUOTE_REASONS[state]},
  ];
}

/** The plan has no instrument. */
function listingRows({notListed, row}: PlanWatch): Explained[] {
  if (notListed === undefined) return [];
  const {verdict, at, candidates} = notListed;
  const names = candidates.join(', ');
  return [
    {
      ...READINESS,
      path: 'symbol',
      observed: names === '' ? null : verdict === 'ambiguous' ? names : `nearest: ${names}`,
      threshold: `one symbol of the ${at}'s list that is "${row.plan.symbol}"`,
      reason: verdict === 'ambiguous' ? 'symbolAmbiguous' : 'symbolUnknown',
    },
  ];
}

/** What keeps a level from being asked. */
export function readinessRows(level: LevelWatch, isOneOfMany: boolean, nowMs: number): Explained[] {
  const rows: Explained[] = [];
  const {refusal, plan} = level;
  const readyAtMs = level.readyAtMs(nowMs);
  const prefix = isOneOfMany ? `levels[${level.number - 1}].` : '';
  if (refusal !== undefined) {
    const {code, message} = refusal;
    rows.push({...READINESS, path: `${prefix}claim`, observed: message, threshold: 'a claim', reason: code});
  }
  if (readyAtMs > nowMs) {
    const isNew = plan.row.plan.createdAtMs === readyAtMs;
    rows.push({
      ...READINESS,
      path: isNew ? 'createdAt' : `${prefix}retry`,
      observed: new Date(Math.floor(nowMs)).toISOString(),
      threshold: `not before ${new Date(Math.floor(readyAtMs)).toISOString()}`,
      reason: isNew ? 'notCreatedYet' : level.isQuarantined ? 'quarantined' : 'backingOff',
      distance: Math.ceil(readyAtMs - nowMs),
    });
  }
  return rows;
}

function ownRows({compiled, number}: LevelWatch, isOneOfMany: boolean, view: MarketView): Explained[] {
  const rows = compiled.own.flatMap((part) => part.explain(view));
  if (!isOneOfMany) return rows;
  const level = `levels[${number - 1}]`;
  return rows.map((row) => (row.path.startsWith(level) ? row : {...row, path: `${level}.${row.path}`}));
}

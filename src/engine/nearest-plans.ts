import type {Explained, VerdictState} from '../condition/verdict.ts';
import {type Instrument, type InstrumentBook, pointOf} from '../market/instrument.ts';
import {withoutNoise} from '../market/price.ts';
import {lineValue, openingLine, type Quote, type Side} from '../market/quote.ts';
import type {PlanStatus} from '../plan/status.ts';
import type {Clock} from '../ports/clock.ts';
import type {Desk} from './desk.ts';
import {quoteRows, readinessRows} from './explain-plan.ts';
import {inSlices} from './in-slices.ts';
import {NearestFirst} from './nearest-first.ts';
import {missingOf} from './nearest-miss.ts';
import type {LevelWatch} from './plan-watch.ts';
import type {TradingFloor} from './trading-floor.ts';
import type {Wait} from './wake-index.ts';

/** A level that waits to fire, how far it is from that, and what else is missing. */
export type NearPlan = Readonly<{
  planId: string;
  level: number;
  /** Whether its plan has more than this level. */
  isOneOfMany: boolean;
  symbol: string;
  side: Side;
  status: PlanStatus;
  verdict: VerdictState;
  /** Decimals of the instrument's prices; null where they are not known. */
  digits: number | null;
  /** The price at which its side opens; null before the first quote. */
  price: number | null;
  /**
   * From the price to the boundary that is missing, the furthest where several are: 0 where the price is right and
   * something else is missing, null where no price says how far it is.
   */
  distance: number | null;
  /** The same as a share of the price. */
  distanceShare: number | null;
  /** The same in points; null as well where `digits` is. */
  distancePoints: number | null;
  /** What has to change before it fires, prices first. */
  missing: readonly Explained[];
}>;

export type NearestPlans = Readonly<{
  /** Nearest first. */
  nearest: readonly NearPlan[];
  /** Levels that wait to fire. */
  waiting: number;
}>;

type NearestParts = Readonly<{clock: Clock; floor: TradingFloor; instruments: InstrumentBook}>;

/** Looked at for each that is shown: what wakes a plan first is not always all that its price lacks. */
const LOOKED_AT_PER_SHOWN = 2;
/** After so long without a breath the event loop gets one. */
const BREATH_MS = 1;

type Candidate = Readonly<{level: LevelWatch; desk: Desk; wait: Wait | undefined; share: number}>;

/**
 * The levels that are nearest to firing.
 *
 * What each sleeps on is sorted at its desk already and says at no cost how far its price is, so of many
 * thousands only some are asked. Both goes through them are in slices, in between which the market moves on.
 */
export async function nearestPlans(
  {clock, floor, instruments}: NearestParts,
  limit: number,
): Promise<NearestPlans> {
  const atPrice = new NearestFirst<Candidate>(LOOKED_AT_PER_SHOWN * limit, isNearerByPrice);
  const atElse = new NearestFirst<Candidate>(limit, isNearerByWait);
  let waiting = 0;
  await inSlices(floor, clock, (watch) => {
    const desk = floor.deskOf(watch);
    if (desk === undefined) return;
    for (const level of watch.levels) {
      if (level.phase !== 'waiting') continue;
      waiting += 1;
      const {quote} = desk;
      const wait =
        quote === undefined || level.sleeper === undefined
          ? undefined
          : desk.index.waitOf(level.sleeper, quote);
      if (wait?.on !== 'price' || quote === undefined) atElse.add({level, desk, wait, share: Infinity});
      else atPrice.add({level, desk, wait, share: wait.away / quote.bid});
    }
  });
  const found = new NearestFirst<NearPlan>(limit, isNearer);
  let sinceMs = clock.monotonic();
  for (const candidate of [...atPrice.items, ...atElse.items]) {
    const {level, desk} = candidate;
    // Meanwhile it may have fired, or gone.
    if (level.phase === 'waiting' && floor.watches.get(level.plan.id) === level.plan) {
      const symbol = level.plan.listing?.brokerSymbol;
      const instrument = instruments.of(symbol ?? level.plan.symbol);
      found.add(nearPlan(level, desk, {wait: candidate.wait, instrument, nowMs: clock.now()}));
    }
    if (clock.monotonic() - sinceMs < BREATH_MS) continue;
    await clock.sleep(0);
    sinceMs = clock.monotonic();
  }
  return {nearest: found.items, waiting};
}

function isNearerByPrice(a: Candidate, b: Candidate): boolean {
  return a.share === b.share ? a.level.plan.id < b.level.plan.id : a.share < b.share;
}

/** A plan that waits for the next quote, its spread or a bar has its price; of those that wait for a time the first. */
function isNearerByWait(a: Candidate, b: Candidate): boolean {
  const [timeA, timeB] = [timeOf(a.wait), timeOf(b.wait)];
  return timeA === timeB ? a.level.plan.id < b.level.plan.id : timeA < timeB;
}

function timeOf(wait: Wait | undefined): number {
  return wait?.on === 'time' ? wait.atMs : 0;
}

/** By distance; then what lacks less; what has no distance comes last. */
function isNearer(a: NearPlan, b: NearPlan): boolean {
  const [shareA, shareB] = [a.distanceShare ?? Infinity, b.distanceShare ?? Infinity];
  if (shareA !== shareB) return shareA < shareB;
  if (a.missing.length !== b.missing.length) return a.missing.length < b.missing.length;
  return a.planId === b.planId ? a.level < b.level : a.planId < b.planId;
}

type NearTerms = Readonly<{wait: Wait | undefined; instrument: Instrument; nowMs: number}>;

function nearPlan(level: LevelWatch, desk: Desk, {wait, instrument, nowMs}: NearTerms): NearPlan {
  const {plan, number} = level;
  const {side, symbol} = plan.row.plan;
  const isOneOfMany = plan.levels.length > 1;
  const view = plan.view(desk.view(nowMs));
  const {quote} = view;
  const point = pointOf(instrument);
  const rows = attempted(() => level.compiled.whole.explain(view));
  const missing = missingOf(rows);
  const distance = quote === undefined ? null : distanceOf(rows, missing, wait, quote);
  return {
    planId: plan.id,
    level: number,
    isOneOfMany,
    symbol,
    side,
    status: level.row.status,
    verdict: attempted(() => [level.compiled.whole.state(view)])[0] ?? 'unknown',
    digits: instrument.digits,
    price: quote === undefined ? null : lineValue(quote, openingLine(side)),
    distance,
    distanceShare: distance === null || quote === undefined ? null : distance / quote.bid,
    distancePoints: distance === null || point === null ? null : Number((distance / point).toFixed(1)),
    missing: [
      ...missing.filter(isAboutPrice),
      ...missing.filter((row) => !isAboutPrice(row)),
      ...quoteRows(desk.quoteState(nowMs), view),
      ...readinessRows(level, isOneOfMany, nowMs),
    ],
  };
}

/** A condition that fails when it is asked says nothing here; the monitor pauses its plan, and tells. */
function attempted<Row>(look: () => Row[]): Row[] {
  try {
    return look();
  } catch {
    return [];
  }
}

function isAboutPrice({kind, observed, distance}: Explained): boolean {
  return kind === 'price' && typeof observed === 'number' && distance !== undefined;
}

function distanceOf(
  rows: readonly Explained[],
  missing: readonly Explained[],
  wait: Wait | undefined,
  quote: Quote,
): number | null {
  const prices = missing.filter(isAboutPrice);
  if (prices.length > 0) return Math.max(...prices.map(({distance}) => distance ?? 0));
  // Conditions on zones and levels wait for prices too, and say in their own words how far those are.
  if (wait?.on === 'price') return withoutNoise(wait.away, quote.ask);
  return rows.some(isAboutPrice) ? 0 : null;
}

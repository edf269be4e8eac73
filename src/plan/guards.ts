import type {CompiledCondition} from '../condition/compiled-condition.ts';
import {constantLeaf} from '../condition/constant-leaf.ts';
import {compileLeaf, type Leaf} from '../condition/leaf.ts';
import {spreadLeaf} from '../condition/spread-leaf.ts';
import {MET, type Verdict} from '../condition/verdict.ts';
import {type Instrument, pointOf} from '../market/instrument.ts';
import {multiply} from '../market/price.ts';
import type {Side} from '../market/quote.ts';
import {costLeaf} from './cost-leaf.ts';
import {type EntryLevel, entryLevels, levelVolumes} from './entry-levels.ts';
import {entryLeaf} from './entry-rule.ts';
import type {Plan} from './plan.ts';
import {rewardRule, stopFarRule, stopNearRule} from './risk-rules.ts';
import {type WeekendWindow, weekendLeaf} from './weekend-leaf.ts';

/** What has to be true of every entry, whatever its plan says; null: not asked. */
export type Guards = Readonly<{
  /** Largest spread at which anything fires. */
  spreadMaxPoints: number | null;
  /** Least way to the take profit, as a multiple of the way to the stop loss. */
  rewardToRiskMin: number | null;
  /** Largest spread, as a share of the way to the stop loss. */
  costShareMax: number | null;
  stopDistanceMinPoints: number | null;
  stopDistanceMaxPoints: number | null;
  /** When nothing fires in a market that closes at weekends. */
  weekend: WeekendWindow | null;
}>;

export const GUARDS_OFF: Guards = {
  spreadMaxPoints: null,
  rewardToRiskMin: null,
  costShareMax: null,
  stopDistanceMinPoints: null,
  stopDistanceMaxPoints: null,
  weekend: null,
};

const NO_STOP_LOSS: Verdict = {state: 'unmet', reason: 'noStopLoss'};
const NO_TAKE_PROFIT: Verdict = {state: 'unmet', reason: 'noTakeProfit'};
const INSTRUMENT_UNKNOWN: Verdict = {state: 'unknown', reason: 'instrumentUnknown'};
const SPREAD_TOO_WIDE: Verdict = {state: 'unmet', reason: 'spreadTooWide'};
const NOT_IN_STEPS: Verdict = {state: 'unmet', reason: 'volumeStep'};
const VOLUME_TOO_SMALL: Verdict = {state: 'unmet', reason: 'volumeMin'};

/** What a guard looks at. */
type Guarded = Readonly<{
  level: EntryLevel;
  side: Side;
  instrument: Instrument;
  /** Where the order of the level rests; null for one that enters at the side price. */
  orderPrice: number | null;
}>;

/**
 * What must hold beside the plan's condition for one of its levels to fire; `explain` shows it as
 * `guards.spread` and so on. Of a market entry the guards look at the price that it would get now, of a
 * resting order at its own. A fact of the instrument that nobody knows makes the guard that needs it
 * unknown; a stop loss that is not there makes it unmet.
 *
 * Whether the broker takes the volume of the level is always asked, as far as its terms are known; where it
 * does, which never changes, there is nothing left to ask.
 */
export function compileGuards(
  guards: Guards,
  level: EntryLevel,
  plan: Plan,
  instrument: Instrument,
): readonly CompiledCondition[] {
  const guarded = {level, side: plan.side, instrument, orderPrice: orderPriceOf(level)};
  const {
    spreadMaxPoints,
    rewardToRiskMin,
    costShareMax,
    stopDistanceMinPoints,
    stopDistanceMaxPoints,
    weekend,
  } = guards;
  const leaves: (readonly [name: string, leaf: Leaf])[] = [];
  const volume = volumeGuard(level, plan, instrument);
  if (volume !== undefined) leaves.push(['volume', volume]);
  if (spreadMaxPoints !== null) leaves.push(['spread', spreadGuard(spreadMaxPoints, guarded)]);
  if (rewardToRiskMin !== null) leaves.push(['rewardToRisk', rewardGuard(rewardToRiskMin, guarded)]);
  if (costShareMax !== null) leaves.push(['costShare', costGuard(costShareMax, guarded)]);
  if (stopDistanceMinPoints !== null) {
    leaves.push(['stopDistanceMin', stopGuard(stopDistanceMinPoints, stopNearRule, guarded)]);
  }
  if (stopDistanceMaxPoints !== null) {
    leaves.push(['stopDistanceMax', stopGuard(stopDistanceMaxPoints, stopFarRule, guarded)]);
  }
  if (weekend !== null && instrument.closesAtWeekend !== false) {
    leaves.push(['weekend', weekendLeaf(weekend, instrument.closesAtWeekend === true)]);
  }
  return leaves.map(([name, leaf]) => compileLeaf('guard', leaf, `guards.${name}`));
}

function orderPriceOf({type, price}: EntryLevel): number | null {
  if (type === 'market') return null;
  if (price === null) throw new Error('Invariant: a resting order has a price');
  return price;
}

/** Why the volume that falls to the level cannot be ordered; undefined when it can. */
function volumeGuard(
  {level}: EntryLevel,
  plan: Plan,
  {volumeStepLots, volumeMinLots}: Instrument,
): Leaf | undefined {
  const weights = entryLevels(plan).map(({weight}) => weight);
  const volumeLots = levelVolumes(plan.volumeLots, weights, volumeStepLots)?.[level - 1];
  const verdict = volumeVerdict(volumeLots, volumeMinLots);
  if (verdict === MET) return undefined;
  return constantLeaf({
    verdict,
    threshold: [
      volumeStepLots === null ? 'volume in steps that are not known' : `volume in steps of ${volumeStepLots}`,
      ...(volumeMinLots === null ? [] : [`at least ${volumeMinLots}`]),
    ].join(', '),
    observed: volumeLots ?? plan.volumeLots,
  });
}

function volumeVerdict(volumeLots: number | undefined, minLots: number | null): Verdict {
  if (volumeLots === undefined || volumeLots === 0) return NOT_IN_STEPS;
  return minLots !== null && volumeLots < minLots ? VOLUME_TOO_SMALL : MET;
}

function spreadGuard(points: number, {instrument}: Guarded): Leaf {
  const point = pointOf(instrument);
  if (point === null) return needs(INSTRUMENT_UNKNOWN, `ask − bid ≤ ${points} points`);
  return spreadLeaf(multiply(points, point), SPREAD_TOO_WIDE);
}

function rewardGuard(atLeast: number, {level, side, orderPrice}: Guarded): Leaf {
  const {stopLoss, takeProfit} = level;
  const threshold = `reward ≥ ${atLeast} × risk`;
  if (stopLoss === null) return needs(NO_STOP_LOSS, threshold);
  if (takeProfit === null) return needs(NO_TAKE_PROFIT, threshold);
  return entryLeaf(rewardRule({threshold, atLeast, stopLoss, takeProfit, side}), side, orderPrice);
}

function costGuard(shareMax: number, {level: {stopLoss}, side, orderPrice}: Guarded): Leaf {
  const threshold = `ask − bid ≤ ${shareMax} × risk`;
  if (stopLoss === null) return needs(NO_STOP_LOSS, threshold);
  return costLeaf({threshold, shareMax, stopLoss, side, orderPrice});
}

function stopGuard(
  points: number,
  ruleOf: typeof stopNearRule,
  {level: {stopLoss}, side, instrument, orderPrice}: Guarded,
): Leaf {
  const threshold = `risk ${ruleOf === stopNearRule ? '≥' : '≤'} ${points} points`;
  const point = pointOf(instrument);
  if (stopLoss === null) return needs(NO_STOP_LOSS, threshold);
  if (point === null) return needs(INSTRUMENT_UNKNOWN, threshold);
  return entryLeaf(ruleOf({threshold, points, point, stopLoss, side}), side, orderPrice);
}

/** A guard that lacks what it needs, for good. */
function needs(verdict: Verdict, threshold: string): Leaf {
  return constantLeaf({verdict, threshold, observed: null});
}

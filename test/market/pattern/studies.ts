import {equalLevels} from '../../../src/market/liquidity/equal-levels.ts';
import {liquidityGrab} from '../../../src/market/liquidity/liquidity-grab.ts';
import {liquiditySweep} from '../../../src/market/liquidity/liquidity-sweep.ts';
import {liquidityZones} from '../../../src/market/liquidity/liquidity-zones.ts';
import {DISCOUNT, PREMIUM, premiumDiscount} from '../../../src/market/liquidity/premium-discount.ts';
import {sessionRange} from '../../../src/market/liquidity/session-range.ts';
import {sessionSweep} from '../../../src/market/liquidity/session-sweep.ts';
import type {Tolerance} from '../../../src/market/liquidity/tolerance.ts';
import type {Both} from '../../../src/market/pattern/both.ts';
import {doubleTurn} from '../../../src/market/pattern/double-turn.ts';
import {fakeout} from '../../../src/market/pattern/fakeout.ts';
import {insideBars} from '../../../src/market/pattern/inside-bars.ts';
import {rejectionWick} from '../../../src/market/pattern/rejection-wick.ts';
import {rsiDivergence} from '../../../src/market/pattern/rsi-divergence.ts';
import {star} from '../../../src/market/pattern/star.ts';
import {threeDrive} from '../../../src/market/pattern/three-drive.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';

/** A study with what can be there or not in its result, and the study that sees the same in the mirror. */
export type Watched = Readonly<{
  definition: StudyDefinition<unknown>;
  mirror: StudyDefinition<unknown>;
  /** What the result of a study says of each thing; undefined while there is no result. */
  presence: (result: unknown) => Readonly<Record<string, boolean>> | undefined;
}>;

function watched<Result>(
  definition: StudyDefinition<Result>,
  presenceOf: (result: Result) => Readonly<Record<string, boolean>>,
  mirror: StudyDefinition<Result> = definition,
): Watched {
  return {
    definition,
    mirror,
    presence: (result) => (result === undefined ? undefined : presenceOf(result as Result)),
  };
}

const bothOf =
  <Found>(isThere: (found: Found) => boolean) =>
  ({bull, bear}: Both<Found>) => ({bull: isThere(bull), bear: isThere(bear)});

/** An event of the newest bar. */
const isNew = (events: readonly Readonly<{barsAgo: number}>[]) => events[0]?.barsAgo === 0;

/** All of them, with a tolerance for those that have one. A share of the price is no mirror image. */
export function watchedStudies(tolerance: Tolerance): readonly Watched[] {
  const levels = (of: 'highs' | 'lows') => equalLevels({of, tolerance});
  return [
    watched(rejectionWick(), ({isRejected}) => isRejected),
    watched(insideBars(), ({count}) => ({one: count > 0, two: count > 1})),
    watched(star(), ({isStar}) => isStar),
    watched(
      fakeout(),
      bothOf((found) => found?.barsAgo === 0),
    ),
    watched(
      doubleTurn({tolerance}),
      bothOf((found) => found !== undefined),
    ),
    watched(
      threeDrive({driveTolerance: 1}),
      bothOf((found) => found !== undefined),
    ),
    watched(
      rsiDivergence(),
      bothOf((found) => found !== undefined),
    ),
    watched(levels('highs'), (found) => ({highs: found.length > 0}), levels('lows')),
    watched(levels('lows'), (found) => ({lows: found.length > 0}), levels('highs')),
    watched(liquidityZones({tolerance}), ({highs, lows}) => ({
      equalHighs: highs.some(({kind}) => kind === 'equal'),
      equalLows: lows.some(({kind}) => kind === 'equal'),
      extremeHigh: highs.some(({kind}) => kind === 'extreme'),
      extremeLow: lows.some(({kind}) => kind === 'extreme'),
    })),
    watched(liquiditySweep({tolerance}), bothOf(isNew)),
    watched(liquidityGrab({tolerance}), bothOf(isNew)),
    watched(premiumDiscount(), ({position}) => ({
      discount: position >= DISCOUNT.from && position <= DISCOUNT.to,
      premium: position >= PREMIUM.from && position <= PREMIUM.to,
    })),
    watched(sessionRange('ASIAN'), ({finished, running}) => ({
      finished: finished !== undefined,
      running: running !== undefined,
    })),
    watched(sessionSweep(), bothOf(isNew)),
  ];
}

import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {BREAK_BARS_MIN} from './breaks.ts';
import {blockBarsNeeded, findBlocks, newestOfEach} from './find-blocks.ts';
import {type BreakRules, breakRules, breakRulesKey, findBreaks} from './find-breaks.ts';
import {type Direction, opposite, type PriceRange} from './heading.ts';
import {failureIndex, type Retests, retestsOf} from './zone-life.ts';
import {windowStudy} from './window-study.ts';

/** `timeMs` and `barsAgo` are those of the order block's candle; `low` and `high` its range. */
export type BreakerBlock = Moment &
  PriceRange &
  Retests &
  Readonly<{
    /** What it speaks for now: a bull order block that broke is a bear breaker, resistance. */
    direction: Direction;
    /** The bar that closed through the order block; retests are counted after it. */
    broken: Moment;
    /** 1.2 × that of the order block, at most 1. */
    strength: number;
  }>;

const STRENGTH_RATIO = 1.2;

/**
 * Order blocks of the last 200 bars that a bar closed through by more than 0.1 ATR, so that they now hold from the
 * other side; broken last first, at most five of each direction. One that is closed through again, the other way
 * and by as much, is done with.
 */
export function breakerBlocks(options: Partial<BreakRules> = {}): StudyDefinition<readonly BreakerBlock[]> {
  const rules = breakRules(options);
  return windowStudy({
    key: `breakerBlocks(${breakRulesKey(rules)})`,
    barsNeeded: blockBarsNeeded(rules),
    barsMin: BREAK_BARS_MIN,
    read: (window) => readBreakers(window, rules),
  });
}

function readBreakers(window: BarWindow, rules: BreakRules): BreakerBlock[] {
  const breakers = findBlocks(window, findBreaks(window, rules))
    .flatMap(({heading, zone, index, strength, failedIndex}): BreakerBlock[] => {
      if (failedIndex === undefined) return [];
      const side = opposite(heading);
      if (failureIndex(window, side, {zone, afterIndex: failedIndex}) !== undefined) return [];
      return [
        {
          direction: side.direction,
          ...zone,
          ...window.moment(index),
          broken: window.moment(failedIndex),
          strength: Math.min(1, STRENGTH_RATIO * strength),
          ...retestsOf(window, zone, failedIndex),
        },
      ];
    })
    .sort((a, b) => a.broken.barsAgo - b.broken.barsAgo || a.barsAgo - b.barsAgo);
  return newestOfEach(breakers);
}

import type {Timeframe} from '../bar.ts';
import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {BREAK_BARS_MIN} from './breaks.ts';
import {blockBarsNeeded, findBlocks, newestOfEach} from './find-blocks.ts';
import {type BreakEvent, type BreakRules, breakRules, breakRulesKey, findBreaks} from './find-breaks.ts';
import type {Direction, PriceRange} from './heading.ts';
import {type BlockScore, scoreBlock, surroundingsOf} from './order-block-score.ts';
import {type Retests, retestsOf} from './zone-life.ts';
import {windowStudy} from './window-study.ts';

/** `timeMs` and `barsAgo` are those of the candle; `low` and `high` its range. */
export type OrderBlock = Moment &
  PriceRange &
  Retests &
  Readonly<{
    direction: Direction;
    /** What the move broke; a change of character where it was both. */
    event: BreakEvent;
    /** The bar that broke structure. The block is known from its close on, retests are counted after it. */
    confirmed: Moment;
    /** Length of the move from the candle's close to that bar's, in units of three ATR, at most 1. */
    strength: number;
    score: BlockScore;
  }>;

/**
 * Order blocks that were confirmed in the last 200 bars and that no bar has closed through by more than 0.1 ATR:
 * newest first, at most five of each direction.
 */
export function orderBlocks(options: Partial<BreakRules> = {}): StudyDefinition<readonly OrderBlock[]> {
  const rules = breakRules(options);
  return windowStudy({
    key: `orderBlocks(${breakRulesKey(rules)})`,
    barsNeeded: blockBarsNeeded(rules),
    barsMin: BREAK_BARS_MIN,
    read: (window, timeframe) => readBlocks(window, rules, timeframe),
  });
}

function readBlocks(window: BarWindow, rules: BreakRules, timeframe: Timeframe): OrderBlock[] {
  const standing = findBlocks(window, findBreaks(window, rules))
    .filter(({failedIndex}) => failedIndex === undefined)
    .sort((a, b) => b.confirmedIndex - a.confirmedIndex)
    .map((block) => ({...block, direction: block.heading.direction}));
  const surroundings = surroundingsOf(window, {swingBars: rules.swingBars, timeframe});
  return newestOfEach(standing).map((block) => {
    const {direction, zone, index, confirmedIndex, event, strength} = block;
    return {
      direction,
      ...zone,
      ...window.moment(index),
      event,
      confirmed: window.moment(confirmedIndex),
      strength,
      score: scoreBlock(window, block, surroundings),
      ...retestsOf(window, zone, confirmedIndex),
    };
  });
}

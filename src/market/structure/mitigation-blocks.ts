import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {BREAK_BARS_MIN} from './breaks.ts';
import {
  BLOCK_MEMORY_BARS,
  blockBarsNeeded,
  findBlocks,
  type FoundBlock,
  newestOfEach,
} from './find-blocks.ts';
import {type BreakRules, breakRules, breakRulesKey, findBreaks, type FoundBreak} from './find-breaks.ts';
import type {Direction, PriceRange} from './heading.ts';
import {failureIndex, type Retests, retestsOf} from './zone-life.ts';
import {windowStudy} from './window-study.ts';

/** `timeMs` and `barsAgo` are those of the order block's candle; `low` and `high` its range. */
export type MitigationBlock = Moment &
  PriceRange &
  Retests &
  Readonly<{
    /** That of the change of character: the way in which to trade. */
    direction: Direction;
    /** The bar of the change of character; retests are counted after it. */
    turned: Moment;
    /** 1.15 × that of the order block, at most 1. */
    strength: number;
  }>;

const STRENGTH_RATIO = 1.15;

/** A change of character is remembered so long, and looks as far back for its block. */
const TURN_MEMORY_BARS = BLOCK_MEMORY_BARS / 2;

/**
 * Where those who were wrong before a change of character may get out: after a bull one, the last bear order block
 * that stood before it and that its bar closed beyond. Of the last 100 bars, turned last first, at most five of
 * each direction; until a bar closes back through by more than 0.1 ATR. The order block was confirmed in the 100
 * bars before the turn.
 */
export function mitigationBlocks(
  options: Partial<BreakRules> = {},
): StudyDefinition<readonly MitigationBlock[]> {
  const rules = breakRules(options);
  return windowStudy({
    key: `mitigationBlocks(${breakRulesKey(rules)})`,
    barsNeeded: blockBarsNeeded(rules),
    barsMin: BREAK_BARS_MIN,
    read: (window) => readMitigations(window, rules),
  });
}

function readMitigations(window: BarWindow, rules: BreakRules): MitigationBlock[] {
  const breaks = findBreaks(window, rules);
  const blocks = findBlocks(window, breaks);
  const mitigations = breaks
    .filter(({event, index}) => event === 'choch' && window.barsAgo(index) < TURN_MEMORY_BARS)
    .flatMap((turn): MitigationBlock[] => {
      const block = lastAgainst(blocks, turn);
      if (block === undefined) return [];
      const {heading, index: turnIndex} = turn;
      const {zone} = block;
      if (heading.beyond(window.bar(turnIndex).close, heading.front(zone)) <= 0) return [];
      if (failureIndex(window, heading, {zone, afterIndex: turnIndex}) !== undefined) return [];
      return [
        {
          direction: heading.direction,
          ...zone,
          ...window.moment(block.index),
          turned: window.moment(turnIndex),
          strength: Math.min(1, STRENGTH_RATIO * block.strength),
          ...retestsOf(window, zone, turnIndex),
        },
      ];
    });
  return newestOfEach(mitigations.reverse());
}

/** The order block against the turn that was confirmed last and still stood at the bar before it. */
function lastAgainst(blocks: readonly FoundBlock[], turn: FoundBreak): FoundBlock | undefined {
  return blocks.findLast(
    ({heading, confirmedIndex, failedIndex}) =>
      heading !== turn.heading &&
      confirmedIndex < turn.index &&
      turn.index - confirmedIndex <= TURN_MEMORY_BARS &&
      (failedIndex === undefined || failedIndex >= turn.index),
  );
}

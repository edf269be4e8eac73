import type {BarWindow} from './bar-window.ts';
import {type BreakEvent, breakLookback, type BreakRules, type FoundBreak} from './find-breaks.ts';
import type {Direction, Heading, PriceRange} from './heading.ts';
import {failureIndex} from './zone-life.ts';

/** The last candle against a move that broke structure, by index. It holds along `heading` until it fails. */
export type FoundBlock = Readonly<{
  heading: Heading;
  /** The candle's range. */
  zone: PriceRange;
  index: number;
  /** The bar that broke structure: the block is known from its close on. */
  confirmedIndex: number;
  event: BreakEvent;
  /** The move in units of three ATR, at most 1. */
  strength: number;
  /** The bar that closed through it. */
  failedIndex: number | undefined;
}>;

/** A block is forgotten so many bars after its confirmation, and what became of it too. */
export const BLOCK_MEMORY_BARS = 200;

/** Newest zones that are told of each direction. */
export const BLOCKS_KEPT = 5;

/** The move from the candle to the break takes at most so many bars. */
const DISPLACEMENT_BARS = 10;
/** And is at least so long, in ATR(14) of the candle's bar: as volatile as it was before. */
const DISPLACEMENT_ATR = 1.5;
const FULL_STRENGTH_ATR = 3;

/**
 * The blocks of a window that were confirmed in its last 200 bars, in order of confirmation.
 *
 * For each bar that breaks structure: the newest candle against the break among the ten bars before, from whose
 * close the price has gone 1.5 ATR to a close beyond its range. One candle is one block, of the first bar that
 * breaks structure so; a candle that was closed through on the way is none.
 *
 * @param breaks All of the window, from `findBreaks`: of one bar, the change of character comes first.
 */
export function findBlocks(window: BarWindow, breaks: readonly FoundBreak[]): FoundBlock[] {
  const blocks = new Map<string, FoundBlock>();
  for (const found of breaks) {
    // A break before the memory may have confirmed the candle of one that is in it.
    if (window.barsAgo(found.index) >= BLOCK_MEMORY_BARS + DISPLACEMENT_BARS) continue;
    const block = blockBefore(window, found);
    if (block === undefined) continue;
    const key = `${block.heading.direction} ${block.index}`;
    if (!blocks.has(key)) blocks.set(key, block);
  }
  return [...blocks.values()].filter(
    ({confirmedIndex}) => window.barsAgo(confirmedIndex) < BLOCK_MEMORY_BARS,
  );
}

/** Bars that say all about the blocks which are remembered. */
export function blockBarsNeeded(rules: BreakRules): number {
  return BLOCK_MEMORY_BARS + DISPLACEMENT_BARS + breakLookback(rules);
}

function blockBefore(
  window: BarWindow,
  {event, heading, index: confirmedIndex}: FoundBreak,
): FoundBlock | undefined {
  const {close} = window.bar(confirmedIndex);
  for (let away = 1; away <= Math.min(DISPLACEMENT_BARS, confirmedIndex); away++) {
    const index = confirmedIndex - away;
    const candle = window.bar(index);
    const atr = window.atr(index);
    const isAgainst = heading.beyond(candle.close, candle.open) < 0;
    if (!isAgainst || atr === undefined) continue;
    const move = heading.beyond(close, candle.close);
    if (move < DISPLACEMENT_ATR * atr || heading.beyond(close, heading.front(candle)) <= 0) continue;
    const zone = {low: candle.low, high: candle.high};
    const failedIndex = failureIndex(window, heading, {zone, afterIndex: index});
    if (failedIndex !== undefined && failedIndex <= confirmedIndex) return undefined;
    const strength = Math.min(1, move / (FULL_STRENGTH_ATR * atr));
    return {heading, zone, index, confirmedIndex, event, strength, failedIndex};
  }
  return undefined;
}

/** The newest of each direction; `items` come newest first. */
export function newestOfEach<Item extends Readonly<{direction: Direction}>>(items: readonly Item[]): Item[] {
  const counts = {bull: 0, bear: 0};
  return items.filter(({direction}) => {
    counts[direction] += 1;
    return counts[direction] <= BLOCKS_KEPT;
  });
}

import {type Direction, DOWN, type Heading, UP} from '../structure/heading.ts';
import {inAtr, type M1Window} from './m1-window.ts';
import type {LastSwings, SwingLevel} from './last-swings.ts';

/** A close must be so far beyond a swing. */
const BREAK_MIN_ATR = 0.2;
/** So many closes in a row beyond the swing confirm a break. */
const CONFIRMING_CLOSES = 3;

/** The newest close lies beyond the last swing. */
export type Break = Readonly<{
  direction: Direction;
  /** Change of character: the swing stood nearer than the one before it (bull: a lower high). */
  isChoch: boolean;
  /** Break of structure: the close lies beyond the last swing and beyond the one before it. */
  isBos: boolean;
  /** Price of the last swing. */
  level: number;
  swingTimeMs: number;
  /** How far the newest close is beyond the level. */
  beyondAtr: number;
  /** Closes in a row beyond the level, with the newest: its age in bars. */
  closesBeyond: number;
  /** Three closes or more. */
  isConfirmed: boolean;
  /** Both 90, a confirmed change of character 85, a break of structure 70, a change of character 60. */
  confidence: 60 | 70 | 85 | 90;
}>;

export type Breaks = Readonly<{
  barTimeMs: number;
  lastSwingHigh: SwingLevel | undefined;
  lastSwingLow: SwingLevel | undefined;
  /** What holds at the newest close; undefined where it is beyond neither swing. */
  current: Break | undefined;
}>;

/**
 * Breaks of the last confirmed swing by at least 0.2·ATR(14). The last swing counts,
 * not the extreme one of the window, which almost nothing breaks.
 *
 * A change of character that goes through the swing before as well is both at once. A swing breaks once:
 * after a close beyond it and back, a second one says nothing. Where the close is beyond the last swings of
 * both kinds, after a gap, the newer swing is the one that was broken last.
 */
export function breaksOf(window: M1Window, {highs, lows}: LastSwings): Breaks {
  const bull = breakOf(window, UP, highs);
  const bear = breakOf(window, DOWN, lows);
  const [lastSwingHigh] = highs;
  const [lastSwingLow] = lows;
  const isHighNewer = (lastSwingHigh?.timeMs ?? -Infinity) > (lastSwingLow?.timeMs ?? -Infinity);
  return {
    barTimeMs: window.newest.timeMs,
    lastSwingHigh,
    lastSwingLow,
    current: isHighNewer ? (bull ?? bear) : (bear ?? bull),
  };
}

function breakOf(
  window: M1Window,
  {direction, beyond}: Heading,
  [last, before]: readonly SwingLevel[],
): Break | undefined {
  if (last === undefined) return undefined;
  const isBroken = (close: number, swing: SwingLevel) =>
    inAtr(window, beyond(close, swing.price)) >= BREAK_MIN_ATR;
  const {close} = window.newest;
  if (!isBroken(close, last)) return undefined;
  const since = window.bars.slice(-last.barsAgo);
  const firstBeyond = since.findLastIndex((bar) => beyond(bar.close, last.price) <= 0) + 1;
  if (since.slice(0, firstBeyond).some((bar) => isBroken(bar.close, last))) return undefined;
  const closesBeyond = since.length - firstBeyond;
  const isConfirmed = closesBeyond >= CONFIRMING_CLOSES;
  const isChoch = before !== undefined && beyond(before.price, last.price) > 0;
  const isBos = !isChoch || isBroken(close, before);
  return {
    direction,
    isChoch,
    isBos,
    level: last.price,
    swingTimeMs: last.timeMs,
    beyondAtr: inAtr(window, beyond(close, last.price)),
    closesBeyond,
    isConfirmed,
    confidence: confidenceOf(isChoch, isBos, isConfirmed),
  };
}

function confidenceOf(isChoch: boolean, isBos: boolean, isConfirmed: boolean): Break['confidence'] {
  if (isChoch && isBos) return 90;
  if (isChoch) return isConfirmed ? 85 : 60;
  return 70;
}

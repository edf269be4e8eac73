import {TIMEFRAME_MS, type Timeframe} from '../bar.ts';
import {type SessionName, sessionAt} from '../session/sessions.ts';
import type {BarWindow} from './bar-window.ts';
import type {FoundBlock} from './find-blocks.ts';
import type {Heading, PriceRange} from './heading.ts';
import {readSwings} from './swings.ts';
import {volatilityTrend} from './volatility-trend.ts';
import {retestsOf} from './zone-life.ts';

/** The checks of the score and their full marks; 110 together. */
export const SCORE_PARTS = {
  /** The bar after the candle, or after a later one against the move that dips into the block, closes beyond it. */
  anchor: 10,
  /** The move broke structure; it always has. */
  structureShift: 15,
  /** The move left a fair value gap around one of the three bars after the candle. */
  fairValueGap: 10,
  /** The bar with the move's longest body has more than 1.2 × the mean ticks of the 20 bars before the candle. */
  volume: 10,
  /** That bar's wick on the side where it came from is longer than half its body. */
  liquidityGrab: 10,
  /** UTC hour in which the breaking bar opened: 10 London, overlap and New York, 3 else; 5 where bars are too long. */
  session: 10,
  /** The newest close and the one 45 bars before (nine bars of a five times longer frame) go the block's way. */
  higherTimeframe: 15,
  /** Swings lead somewhere and volatility does not contract; or it expands. */
  context: 10,
  /** No bar has come back into the block. */
  freshness: 10,
  /** The block's middle is within half an ATR of the mean price of the last 200 bars, weighted by ticks. */
  vwap: 10,
} as const;

export type ScorePart = keyof typeof SCORE_PARTS;

export type BlockScore = Readonly<{
  /** Sum of the parts, 0 to 110; 0 without the anchor, which is mandatory. */
  total: number;
  parts: Readonly<Record<ScorePart, number>>;
}>;

const GAP_BARS = 3;
const VOLUME_BARS = 20;
const VOLUME_RATIO = 1.2;
const GRAB_WICK_RATIO = 0.5;
const HIGHER_BARS = 9 * 5;
const VWAP_BARS = 200;
const VWAP_ATR = 0.5;

const SESSION_MARKS: Readonly<Record<SessionName, number>> = {
  ASIAN: 3,
  LONDON: 10,
  OVERLAP: 10,
  NY: 10,
  POST_NY: 3,
};
const UNKNOWN_SESSION_MARKS = 5;

/** What the score of every block of a window rests on. */
export type Surroundings = Readonly<{
  timeframe: Timeframe;
  hasContext: boolean;
  /** Sum of ticks, and of three times the mean price times ticks, of the last 200 bars. */
  ticks: number;
  weighted: number;
}>;

export function surroundingsOf(
  window: BarWindow,
  {swingBars, timeframe}: Readonly<{swingBars: number; timeframe: Timeframe}>,
): Surroundings {
  let ticks = 0;
  let weighted = 0;
  for (let index = Math.max(0, window.size - VWAP_BARS); index < window.size; index++) {
    const bar = window.bar(index);
    ticks += bar.ticks;
    weighted += (bar.high + bar.low + bar.close) * bar.ticks;
  }
  return {timeframe, hasContext: hasContext(window, swingBars), ticks, weighted};
}

/**
 * How good a block is, as of the newest bar: the block's own making does not change, but where price, swings and
 * volatility stand does.
 */
export function scoreBlock(window: BarWindow, block: FoundBlock, surroundings: Surroundings): BlockScore {
  const holds: Readonly<Record<Exclude<ScorePart, 'session'>, boolean>> = {
    anchor: hasAnchor(window, block),
    structureShift: true,
    fairValueGap: hasGap(window, block),
    volume: hasVolume(window, block),
    liquidityGrab: hasGrab(window, block),
    higherTimeframe: isWithHigher(window, block.heading),
    context: surroundings.hasContext,
    freshness: retestsOf(window, block.zone, block.confirmedIndex).retests.length === 0,
    vwap: isNearVwap(window, block.zone, surroundings),
  };
  const marks = (part: Exclude<ScorePart, 'session'>) => (holds[part] ? SCORE_PARTS[part] : 0);
  const parts: Record<ScorePart, number> = {
    anchor: marks('anchor'),
    structureShift: marks('structureShift'),
    fairValueGap: marks('fairValueGap'),
    volume: marks('volume'),
    liquidityGrab: marks('liquidityGrab'),
    session: sessionMarks(window.bar(block.confirmedIndex).timeMs, surroundings.timeframe),
    higherTimeframe: marks('higherTimeframe'),
    context: marks('context'),
    freshness: marks('freshness'),
    vwap: marks('vwap'),
  };
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  return {total: holds.anchor ? sum : 0, parts};
}

function hasAnchor(window: BarWindow, {heading, zone, index, confirmedIndex}: FoundBlock): boolean {
  for (let at = index; at < confirmedIndex; at++) {
    const candle = window.bar(at);
    const isAgainst = heading.beyond(candle.close, candle.open) < 0;
    const rear = heading.rear(candle);
    const isInBlock = zone.low <= rear && rear <= zone.high;
    const {close} = window.bar(at + 1);
    if (isAgainst && isInBlock && heading.beyond(close, heading.front(candle)) > 0) return true;
  }
  return false;
}

function hasGap(window: BarWindow, {heading, index}: FoundBlock): boolean {
  const last = Math.min(index + GAP_BARS, window.size - 2);
  for (let at = index + 1; at <= last; at++) {
    const before = heading.front(window.bar(at - 1));
    if (heading.beyond(heading.rear(window.bar(at + 1)), before) > 0) return true;
  }
  return false;
}

/** The bar of the move with the longest body along it; the first of equals. */
function moveBar(window: BarWindow, {heading, index, confirmedIndex}: FoundBlock) {
  let longest = window.bar(index + 1);
  for (let at = index + 2; at <= confirmedIndex; at++) {
    const bar = window.bar(at);
    const isLonger = heading.beyond(bar.close, bar.open) > heading.beyond(longest.close, longest.open);
    if (isLonger) longest = bar;
  }
  return longest;
}

function hasVolume(window: BarWindow, block: FoundBlock): boolean {
  if (block.index < VOLUME_BARS) return false;
  let ticks = 0;
  for (let at = block.index - VOLUME_BARS; at < block.index; at++) ticks += window.bar(at).ticks;
  return moveBar(window, block).ticks * VOLUME_BARS > VOLUME_RATIO * ticks;
}

function hasGrab(window: BarWindow, block: FoundBlock): boolean {
  const {heading} = block;
  const bar = moveBar(window, block);
  const body = heading.beyond(bar.close, bar.open);
  const wick = heading.beyond(bar.open, heading.rear(bar));
  return body > 0 && wick > GRAB_WICK_RATIO * body;
}

function sessionMarks(timeMs: number, timeframe: Timeframe): number {
  // A bar of four hours or a day is in several sessions.
  if (TIMEFRAME_MS[timeframe] > TIMEFRAME_MS.H1) return UNKNOWN_SESSION_MARKS;
  return SESSION_MARKS[sessionAt(timeMs)];
}

function isWithHigher(window: BarWindow, heading: Heading): boolean {
  const newest = window.size - 1;
  if (newest < HIGHER_BARS) return false;
  return heading.beyond(window.bar(newest).close, window.bar(newest - HIGHER_BARS).close) > 0;
}

function hasContext(window: BarWindow, swingBars: number): boolean {
  const volatility = volatilityTrend(window);
  if (volatility === 'expanding') return true;
  return volatility === 'stable' && readSwings(window, swingBars).bias !== 'range';
}

/** Both sides are multiplied by three times the ticks, so that nothing is rounded before they are compared. */
function isNearVwap(window: BarWindow, {low, high}: PriceRange, {ticks, weighted}: Surroundings): boolean {
  const atr = window.atr(window.size - 1);
  if (atr === undefined || ticks === 0) return false;
  const distance = Math.abs(((low + high) / 2) * 3 * ticks - weighted);
  return distance <= VWAP_ATR * atr * 3 * ticks;
}

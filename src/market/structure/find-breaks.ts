import {ATR_BARS, type BarWindow} from './bar-window.ts';
import {type Heading, HEADINGS} from './heading.ts';
import {checkSwingBars, SWING_BARS, SWING_MEMORY_BARS, type SwingPoint, swingPoints} from './swing-points.ts';

/** Break of structure, and change of character: a break against the swings so far. */
export type BreakEvent = 'bos' | 'choch';

export const BREAK_EVENTS: readonly BreakEvent[] = ['choch', 'bos'];

export type BreakRules = Readonly<{
  swingBars: number;
  /** How far beyond the swing the bar must close, in ATR(14) of that bar. */
  minBreakAtr: Readonly<Record<BreakEvent, number>>;
}>;

export const BREAK_RULES: BreakRules = {swingBars: SWING_BARS, minBreakAtr: {bos: 0.2, choch: 0.3}};

/** A break by index: of the swing, and of the bar that closed beyond it. */
export type FoundBreak = Readonly<{event: BreakEvent; heading: Heading; swing: SwingPoint; index: number}>;

/** Swings in a row that must turn back, each short of the one before, to make a change of character. */
const TURNING_SWINGS = 3;

/**
 * All breaks in a window, in order of time; of one bar the change of character first, and bull before bear.
 *
 * Whether a bar breaks structure depends on the bars that `breakLookback` counts, and on no later one.
 */
export function findBreaks(window: BarWindow, rules: BreakRules): FoundBreak[] {
  return HEADINGS.flatMap((heading) => breaksAlong(window, heading, rules)).sort(
    (a, b) => a.index - b.index || BREAK_EVENTS.indexOf(a.event) - BREAK_EVENTS.indexOf(b.event),
  );
}

/** Bars before a bar that say whether it breaks structure. */
export function breakLookback({swingBars}: BreakRules): number {
  return SWING_MEMORY_BARS + swingBars + ATR_BARS;
}

function breaksAlong(
  window: BarWindow,
  heading: Heading,
  {swingBars, minBreakAtr}: BreakRules,
): FoundBreak[] {
  const swings = swingPoints(window, heading, swingBars);
  const closes = window.heights(heading, ({close}) => close);
  const found: FoundBreak[] = [];
  for (const [place, swing] of swings.entries()) {
    const next = swings[place + 1];
    // Only the swing confirmed last can be broken, and only while it is remembered.
    const endIndex = Math.min(
      window.size,
      swing.index + SWING_MEMORY_BARS,
      (next?.index ?? Infinity) + swingBars,
    );
    const level = heading.beyond(swing.price, 0);
    for (const event of BREAK_EVENTS) {
      const reach = {level, fromIndex: swing.index + 1, endIndex, minAtr: minBreakAtr[event]};
      const index = firstBreak(window, closes, reach);
      if (index === undefined) continue;
      if (event === 'choch' && !turnsBack(swings.slice(0, place + 1), heading, index)) continue;
      found.push({event, heading, swing, index});
    }
  }
  return found;
}

type Reach = Readonly<{
  /** Of the swing, with the sign of the way, as the closes have. */
  level: number;
  fromIndex: number;
  endIndex: number;
  minAtr: number;
}>;

/**
 * The first bar that closes far enough beyond the swing. It is the only one that breaks it: what closes beyond
 * later finds it broken. Where the ATR is not known the swing counts as broken and nobody knows by which bar.
 */
function firstBreak(
  window: BarWindow,
  closes: readonly number[],
  {level, fromIndex, endIndex, minAtr}: Reach,
): number | undefined {
  for (let index = fromIndex; index < endIndex; index++) {
    const depth = (closes[index] ?? Number.NaN) - level;
    if (depth <= 0) continue;
    const atr = window.atr(index);
    if (atr === undefined) return undefined;
    if (depth >= minAtr * atr) return index;
  }
  return undefined;
}

/** Whether the newest three swings go the other way, each short of the one before: lower highs on the way up. */
function turnsBack(swings: readonly SwingPoint[], heading: Heading, atIndex: number): boolean {
  const newest = swings.slice(-TURNING_SWINGS);
  const [oldest] = newest;
  if (oldest === undefined || newest.length < TURNING_SWINGS) return false;
  if (atIndex - oldest.index >= SWING_MEMORY_BARS) return false;
  return newest.every((swing, place) => {
    const before = newest[place - 1];
    return before === undefined || heading.beyond(swing.price, before.price) < 0;
  });
}

/** The rules in the key of a study. */
export function breakRulesKey({swingBars, minBreakAtr}: BreakRules): string {
  return `${swingBars},${minBreakAtr.bos},${minBreakAtr.choch}`;
}

/** @throws {RangeError} When a rule makes no sense. */
export function breakRules(given: Partial<BreakRules>): BreakRules {
  const rules = {...BREAK_RULES, ...given};
  checkSwingBars(rules.swingBars);
  for (const minAtr of Object.values(rules.minBreakAtr)) {
    if (!(minAtr >= 0)) throw new RangeError(`Invariant: minBreakAtr is not negative, as ${minAtr} is`);
  }
  return rules;
}

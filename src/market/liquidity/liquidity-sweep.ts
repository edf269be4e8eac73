import type {Bar} from '../bar.ts';
import {type Both, bothDirections} from '../pattern/both.ts';
import {steppedStudy} from '../pattern/stepped-study.ts';
import {ATR_BARS, type Moment} from '../structure/bar-window.ts';
import {type Direction, type Heading, opposite} from '../structure/heading.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {
  type LiquidityLevel,
  liquidityZones,
  ZONE_RULES,
  type ZoneRules,
  zoneRulesKey,
} from './liquidity-zones.ts';
import {RecentEvents} from './recent-events.ts';
import {isPierced} from './touched-levels.ts';

/** Sweeps of so many bars are told. */
const EVENT_BARS = 20;
/** The close back inside comes within so many bars; the piercing bar is the first. */
const RETURN_BARS = 3;

/** ATR(14), by the same arithmetic as the zones': what they call pierced is pierced here. */
const RANGE = windowStudy({
  key: 'range',
  barsNeeded: ATR_BARS + 1,
  barsMin: ATR_BARS + 1,
  read: (window) => window.atr(ATR_BARS),
});

/** A level was pierced and the price closed back inside; the moment is that of the bar that did. */
export type LiquiditySweep = Moment &
  Readonly<{
    /** Bullish at lows, bearish at highs. */
    direction: Direction;
    level: number;
    kind: LiquidityLevel['kind'];
    touches: number;
    /** How far the price went before it came back. */
    extreme: number;
    /** Open time of the bar that pierced the level. */
    pierceTimeMs: number;
  }>;

/**
 * Sweeps of liquidity in the last 20 closed bars, newest first.
 *
 * A bar trades below a zone of lows, as `liquidityZones` knew it when the bar before it closed, by at least 0.1 of
 * ATR(14); it or one of the two bars after it closes at or above the level. A zone that was pierced is none any more,
 * whether the price came back or not: what rested there is taken. Zones of highs are mirrored.
 */
export function liquiditySweep(
  given: Partial<ZoneRules> = {},
): StudyDefinition<Both<readonly LiquiditySweep[]>> {
  const zones = liquidityZones(given);
  const key = `liquiditySweep(${zoneRulesKey({...ZONE_RULES, ...given})})`;
  return steppedStudy(key, zones.barsNeeded + EVENT_BARS + RETURN_BARS, (timeframe) => {
    const known = zones.create(timeframe);
    const range = RANGE.create(timeframe);
    const sides = bothDirections((heading) => new SweptSide(opposite(heading)));
    return (bar) => {
      const before = known.result;
      known.add(bar);
      range.add(bar);
      if (before === undefined) return undefined;
      sides.bull.add(bar, range.result, before.lows);
      sides.bear.add(bar, range.result, before.highs);
      return {bull: sides.bull.events.list, bear: sides.bear.events.list};
    };
  });
}

type Excursion = Readonly<{level: LiquidityLevel; pierceTimeMs: number; extreme: number; bars: number}>;

/** The levels on one side. */
class SweptSide {
  readonly events = new RecentEvents<LiquiditySweep>(EVENT_BARS);
  readonly #heading: Heading;
  #outside: readonly Excursion[] = [];

  /** @param heading The way that leads to the levels. */
  constructor(heading: Heading) {
    this.#heading = heading;
  }

  add(bar: Bar, atr: number | undefined, levels: readonly LiquidityLevel[]): void {
    const {beyond, front} = this.#heading;
    const price = front(bar);
    const fresh = levels
      .filter((level) => isPierced(level.price, this.#heading, {price, atr}))
      .map((level) => ({level, pierceTimeMs: bar.timeMs, extreme: price, bars: 0}));
    const outside = [...fresh, ...this.#outside].map((one) => ({
      ...one,
      extreme: beyond(price, one.extreme) > 0 ? price : one.extreme,
      bars: one.bars + 1,
    }));
    const isBack = ({level}: Excursion) => beyond(bar.close, level.price) <= 0;
    this.events.nextBar(outside.filter(isBack).map((one) => this.#sweepOf(one, bar)));
    this.#outside = outside.filter((one) => !isBack(one) && one.bars < RETURN_BARS);
  }

  #sweepOf({level, pierceTimeMs, extreme}: Excursion, {timeMs}: Bar): LiquiditySweep {
    const {kind, touches, price} = level;
    const {direction} = opposite(this.#heading);
    return {direction, level: price, kind, touches, extreme, pierceTimeMs, timeMs, barsAgo: 0};
  }
}

import type {Bar, Timeframe} from '../../market/bar.ts';
import {type BarBounds, barBounds} from '../../market/bar-bounds.ts';
import {BarBuilder} from '../../market/bar-builder.ts';
import type {Zone} from '../../market/zone.ts';
import type {SymbolMarket} from './symbol-market.ts';

/** More quotes than this per bar are not computed: the extremes of longer bars are those of a sample. */
const SAMPLES_MAX = 240;

/**
 * The bars that closed before a moment, oldest first. Open and close are those of the quotes; so are
 * the extremes of bars with no more than 240 quotes, which with a quote each 250 ms are minutes.
 */
export function simulatedBars(
  market: SymbolMarket,
  timeframe: Timeframe,
  {count, nowMs, zone}: Readonly<{count: number; nowMs: number; zone: Zone}>,
): readonly Bar[] {
  const bars: Bar[] = [];
  let endMs = barBounds(timeframe, nowMs, zone).startMs;
  while (bars.length < count) {
    // From quote to quote, and not from bar to bar: a weekend has no bars.
    const last = market.lastTick(endMs - 1);
    const bounds = barBounds(timeframe, last.timeMs, zone);
    bars.push(barOf(market, bounds, last.tick));
    endMs = bounds.startMs;
  }
  return bars.reverse();
}

function barOf(market: SymbolMarket, {startMs, endMs}: BarBounds, lastTick: number): Bar {
  const first = market.nextTick(startMs - 1);
  const ticks = lastTick - first.tick + 1;
  const stride = Math.max(1, Math.ceil(ticks / SAMPLES_MAX));
  const builder = new BarBuilder();
  builder.begin(startMs, endMs, market.bidAt(first.timeMs));
  for (let tick = first.tick + stride; tick < lastTick; tick += stride) {
    const timeMs = market.timeOfTick(tick);
    if (market.isQuotedAt(timeMs)) builder.add(market.bidAt(timeMs));
  }
  if (lastTick > first.tick) builder.add(market.bidAt(market.timeOfTick(lastTick)));
  const bar = builder.toBar();
  return stride === 1 ? bar : {...bar, ticks};
}

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';
import {barBounds} from '../../../src/market/bar-bounds.ts';
import {Anchored} from '../../../src/market/study/anchored.ts';
import type {Study} from '../../../src/market/study/study.ts';
import {Zone} from '../../../src/market/zone.ts';
import {walks} from '../indicator/made-bars.ts';

/** Forgets nothing: its result is every bar it has taken. */
class Recorder implements Study<readonly Bar[]> {
  readonly #leastBars: number;
  #bars: readonly Bar[] = [];

  constructor(leastBars = 1) {
    this.#leastBars = leastBars;
  }

  add(bar: Bar): void {
    this.#bars = [...this.#bars, bar];
  }

  get result(): readonly Bar[] | undefined {
    return this.#bars.length < this.#leastBars ? undefined : this.#bars;
  }
}

function barAt(timeMs: number): Bar {
  return {timeMs, open: 1, high: 1, low: 1, close: 1, ticks: 1};
}

function lastResult(bars: readonly Bar[], timeframe: Timeframe, settleBars: number) {
  const study = new Anchored(timeframe, settleBars, () => new Recorder());
  for (const bar of bars) study.add(bar);
  return study.result;
}

/** At every bar from the `2 · settleBars`-th on, the answer is that to the last `2 · settleBars` bars alone. */
function expectForgetful(bars: readonly Bar[], timeframe: Timeframe, settleBars: number): void {
  const study = new Anchored(timeframe, settleBars, () => new Recorder());
  for (const [index, bar] of bars.entries()) {
    study.add(bar);
    if (index + 1 < 2 * settleBars) continue;
    const last = bars.slice(index + 1 - 2 * settleBars, index + 1);
    expect(study.result).toEqual(lastResult(last, timeframe, settleBars));
    expect(study.result?.length).toBeGreaterThanOrEqual(settleBars);
  }
}

describe('Anchored', () => {
  it.each([
    // Anchors of three minutes: | 0 1 2 | 3 4 5 | 6 7 8 | 9 10 11 |
    ['begins with the first bar of all', [1], [1]],
    ['goes on with it until an anchor has three bars', [1, 2, 3, 4], [1, 2, 3, 4]],
    ['takes the anchor that has three bars', [1, 2, 3, 4, 5], [3, 4, 5]],
    ['keeps it while the next has fewer', [1, 2, 3, 4, 5, 6, 7], [3, 4, 5, 6, 7]],
    ['takes the youngest of two that have three', [3, 4, 5, 6, 7, 8], [6, 7, 8]],
    ['counts bars and not minutes', [0, 3, 6], [0, 3, 6]],
    ['begins one at every bar that is alone in its anchor', [0, 3, 6, 9], [3, 6, 9]],
    ['begins one at the first bar of an anchor, whichever that is', [0, 1, 2, 5, 7, 8], [5, 7, 8]],
    ['begins none in anchors without bars', [0, 1, 2, 300, 301], [0, 1, 2, 300, 301]],
  ])('%s', (_name, minutes, expected) => {
    const result = lastResult(
      minutes.map((minute) => barAt(minute * 60_000)),
      'M1',
      3,
    );
    expect(result?.map(({timeMs}) => timeMs / 60_000)).toEqual(expected);
  });

  it('says nothing while the oldest says nothing', () => {
    const study = new Anchored('M1', 5, () => new Recorder(3));
    const known = [0, 60_000, 120_000].map((timeMs) => {
      study.add(barAt(timeMs));
      return study.result !== undefined;
    });
    expect(known).toEqual([false, false, true]);
  });

  it.each(['M1', 'H1', 'D1'] as const)('forgets what is older than twice its bars: %s', (timeframe) => {
    const law = fc.property(walks(timeframe, 60), fc.integer({min: 1, max: 8}), (bars, settleBars) =>
      expectForgetful(bars, timeframe, settleBars),
    );
    fc.assert(law, {numRuns: 100});
  });

  it.each([
    // London's midnight is midnight of UTC in winter and 23:00 in summer: the day the clock is set forward has two.
    ['D1', 'Europe/London'],
    ['H4', 'Europe/London'],
    ['D1', 'Europe/Athens'],
    ['H4', 'America/New_York'],
  ] as const)('forgets as much when a clock is set: %s bars of %s', (timeframe, name) => {
    const zone = new Zone(name);
    const endMs = Date.parse('2024-12-01T00:00Z');
    const bars: Bar[] = [];
    for (let timeMs = Date.parse('2024-02-01T00:00Z'); timeMs < endMs; ) {
      const bounds = barBounds(timeframe, timeMs, zone);
      bars.push(barAt(bounds.startMs));
      timeMs = bounds.endMs;
    }
    for (const settleBars of [1, 2, 3, 7, 30]) expectForgetful(bars, timeframe, settleBars);
  });

  it.each([
    // One that answers, and one that has not taken enough; or 50 that have not.
    ['follow each other', 'M1', 1, 2],
    ['follow each other', 'H4', 1, 2],
    ['are alone in their anchors', 'M1', 50, 51],
  ] as const)('gives a bar to few studies where bars %s: %s', (_name, timeframe, barsApart, most) => {
    let adds = 0;
    const counted = (): Study<number> => ({add: () => void adds++, result: undefined});
    const study = new Anchored(timeframe, 50, counted);
    const counts = Array.from({length: 1000}, (_, index) => {
      adds = 0;
      study.add(barAt(index * barsApart * TIMEFRAME_MS[timeframe]));
      return adds;
    });
    expect(Math.max(...counts)).toBe(most);
  });
});

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Bar, TIMEFRAME_MS} from '../../../src/market/bar.ts';
import {adx} from '../../../src/market/indicator/adx.ts';
import {atr} from '../../../src/market/indicator/atr.ts';
import {bollinger} from '../../../src/market/indicator/bollinger.ts';
import {BARS_NEEDED_MAX} from '../../../src/market/indicator/definition.ts';
import {ema} from '../../../src/market/indicator/ema.ts';
import {macd} from '../../../src/market/indicator/macd.ts';
import {momentum} from '../../../src/market/indicator/momentum.ts';
import {rsi} from '../../../src/market/indicator/rsi.ts';
import {sessionVwap} from '../../../src/market/indicator/session-vwap.ts';
import {sma} from '../../../src/market/indicator/sma.ts';
import {standardDeviation} from '../../../src/market/indicator/standard-deviation.ts';
import {zScore} from '../../../src/market/indicator/z-score.ts';
import {Zone} from '../../../src/market/zone.ts';
import {lastResultOf, resultsOf, SHORT, USUAL} from './definitions.ts';
import {mirrored, walks} from './made-bars.ts';
import {REAL_BARS} from './real-bars.ts';

const real = REAL_BARS.filter(({bars}) => bars.length > 0);

describe('the law of studies', () => {
  it.each(SHORT)('holds of $key on random walks with gaps', (definition) => {
    const {barsNeeded} = definition;
    const law = fc.property(walks('M1', 150), fc.nat({max: 80}), (bars, cut) => {
      const history = bars.slice(0, Math.max(1, bars.length - cut));
      const recent = lastResultOf(definition, history.slice(-barsNeeded), 'M1');
      expect(lastResultOf(definition, history, 'M1')).toStrictEqual(recent);
      if (history.length >= barsNeeded && !/zScore|Vwap/.test(definition.key)) expect(recent).toBeDefined();
    });
    fc.assert(law, {numRuns: 60});
  });

  it
    .skipIf(real.length === 0)
    .each(real.flatMap((one) => USUAL.map((definition) => ({...one, definition, key: definition.key}))))(
    'holds of $key on $name, and no result changes later',
    ({bars, timeframe, definition}) => {
      const {barsNeeded} = definition;
      const results = resultsOf(definition, bars.slice(0, 2000), timeframe);
      const written = JSON.stringify(results);
      const study = definition.create(timeframe);
      for (const [index, bar] of bars.entries()) {
        study.add(bar);
        if (index < 2000) expect(study.result).toStrictEqual(results[index]);
        if (index % 331 !== 330 || index < barsNeeded) continue;
        const recent = bars.slice(index + 1 - barsNeeded, index + 1);
        expect(study.result).toStrictEqual(lastResultOf(definition, recent, timeframe));
      }
      expect(JSON.stringify(results)).toBe(written);
    },
  );

  it.each(USUAL)('has a bar cost the same after 3,000 bars as after 1,500: $key', (definition) => {
    let reads = 0;
    /** Counts who looks at a price. */
    const countedBar = (index: number): Bar => ({
      timeMs: index * TIMEFRAME_MS.M1,
      open: 1,
      get high() {
        return ++reads && 2 + (index % 7);
      },
      get low() {
        return ++reads && 1 - (index % 3);
      },
      get close() {
        return ++reads && 1 + (index % 5) / 5;
      },
      ticks: 1 + (index % 4),
    });
    const study = definition.create('M1');
    const counts = Array.from({length: 3000}, (_, index) => {
      reads = 0;
      study.add(countedBar(index));
      return reads;
    });
    const most = Math.max(...counts.slice(1500));
    expect(most).toBe(Math.max(...counts.slice(0, 1500)));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4 * definition.barsNeeded);
  });
});

describe('bull and bear', () => {
  const AROUND = 512;
  const NOTHING = Number.NaN;

  /** Both answers after the last bar, or undefined where there is none; never one without the other. */
  function bothWays<Result>(definition: Parameters<typeof lastResultOf<Result>>[0], bars: readonly Bar[]) {
    const up = lastResultOf(definition, bars, 'M1');
    const down = lastResultOf(definition, mirrored(bars, AROUND), 'M1');
    expect(down === undefined).toBe(up === undefined);
    return up === undefined || down === undefined ? undefined : {up, down};
  }

  function expectNear(actual: number | undefined, expected: number | undefined) {
    if (expected !== undefined) expect(Math.abs((actual ?? NOTHING) - expected)).toBeLessThan(1e-10);
  }

  it('are the same for what has no direction, to the last bit', () => {
    const law = fc.property(walks('M1', 60), (bars) => {
      for (const definition of [atr(3), standardDeviation(3)]) {
        const both = bothWays(definition, bars);
        expect(both?.down).toBe(both?.up);
      }
      const index = bothWays(adx(3), bars);
      expect(index?.down).toStrictEqual(
        index && {adx: index.up.adx, plusDi: index.up.minusDi, minusDi: index.up.plusDi},
      );
    });
    fc.assert(law, {numRuns: 100});
  });

  it('change sides in everything else', () => {
    const law = fc.property(walks('M1', 60), (bars) => {
      for (const definition of [sma(4), ema(3)]) {
        const both = bothWays(definition, bars);
        expectNear(both?.down, both && AROUND - both.up);
      }
      const strength = bothWays(rsi(3), bars);
      expectNear(strength?.down, strength && 100 - strength.up);
      const score = bothWays(zScore(5), bars);
      expectNear(score?.down, score && -score.up);
      const lines = bothWays(macd(2, 3, 4), bars);
      expectNear(lines?.down.macd, lines && -lines.up.macd);
      expectNear(lines?.down.signal, lines && -lines.up.signal);
      expectNear(lines?.down.histogram, lines && -lines.up.histogram);
      const bands = bothWays(bollinger(4, 1.5), bars);
      expectNear(bands?.down.middle, bands && AROUND - bands.up.middle);
      expectNear(bands?.down.upper, bands && AROUND - bands.up.lower);
      expectNear(bands?.down.lower, bands && AROUND - bands.up.upper);
      expect(bands?.down.width).toBe(bands?.up.width);
      const vwap = bothWays(sessionVwap(new Zone('UTC')), bars);
      expectNear(vwap?.down.vwap, vwap && AROUND - vwap.up.vwap);
      expectNear(vwap?.down.deviation, vwap?.up.deviation);
    });
    fc.assert(law, {numRuns: 100});
  });

  it('change sides in momentum, but that percents are of another price', () => {
    const law = fc.property(walks('M1', 20), (bars) => {
      const both = bothWays(momentum(4), bars);
      if (both === undefined) return;
      const {up, down} = both;
      expectNear(down.change, -up.change);
      expect(down.risingShare).toBe(up.fallingShare);
      expect(down.fallingShare).toBe(up.risingShare);
      if (up.risingShare === 1) expect(down.meanPercent).toBeLessThan(0);
      if (up.fallingShare === 1) expect(down.meanPercent).toBeGreaterThan(0);
    });
    fc.assert(law, {numRuns: 100});
  });
});

describe('definitions', () => {
  it('have different keys and need no more bars than are kept', () => {
    const all = new Set([...USUAL, ...SHORT].map(({key}) => key));
    const twice = USUAL.filter(({key}) => SHORT.some((other) => other.key === key));
    expect(all.size).toBe(USUAL.length + SHORT.length - twice.length);
    expect(Math.max(...USUAL.map(({barsNeeded}) => barsNeeded))).toBe(BARS_NEEDED_MAX);
  });

  it.each([
    ['sma(20)', sma(20), 20],
    ['standardDeviation(20)', standardDeviation(20), 20],
    ['bollinger(20,2.5)', bollinger(20, 2.5), 20],
    ['zScore(20)', zScore(20), 20],
    ['atr(14)', atr(14), 15],
    ['momentum(5)', momentum(5), 6],
    ['ema(200)', ema(200), 1200],
    ['rsi(14)', rsi(14), 196],
    ['macd(12,26,9)', macd(12, 26, 9), 262],
    ['adx(14)', adx(14), 280],
    ['sessionVwap(Europe/Athens)', sessionVwap(new Zone('Europe/Athens')), 1200],
  ])('are told apart by function and parameters: %s', (key, definition, barsNeeded) => {
    expect(definition).toMatchObject({key, barsNeeded});
  });

  it.each([
    ['sma(0)', () => sma(0)],
    ['sma of half a bar', () => sma(1.5)],
    ['sma(1201)', () => sma(1201)],
    ['standardDeviation(-1)', () => standardDeviation(-1)],
    ['bollinger(0, 2)', () => bollinger(0, 2)],
    ['bollinger(20, 0)', () => bollinger(20, 0)],
    ['bollinger(20, NaN)', () => bollinger(20, Number.NaN)],
    ['zScore of one bar', () => zScore(1)],
    ['atr(0)', () => atr(0)],
    ['atr(1200), which needs one bar more', () => atr(1200)],
    ['momentum of one change', () => momentum(1)],
    ['momentum(1200), which needs one bar more', () => momentum(1200)],
    ['ema(0)', () => ema(0)],
    ['ema(201)', () => ema(201)],
    ['ema(NaN)', () => ema(Number.NaN)],
    ['rsi(1)', () => rsi(1)],
    ['rsi(86)', () => rsi(86)],
    ['macd with fast as slow', () => macd(26, 26, 9)],
    ['macd(0, 26, 9)', () => macd(0, 26, 9)],
    ['macd(12, 26, 0)', () => macd(12, 26, 0)],
    ['macd(12, 144, 9)', () => macd(12, 144, 9)],
    ['adx(0)', () => adx(0)],
    ['adx(61)', () => adx(61)],
  ])('refuse %s', (_name, make) => {
    expect(make).toThrow(/^Invariant: /);
  });

  it.each([
    ['sma(1200)', () => sma(1200)],
    ['atr(1199)', () => atr(1199)],
    ['ema(200)', () => ema(200)],
    ['rsi(85)', () => rsi(85)],
    ['macd(12, 143, 9)', () => macd(12, 143, 9)],
    ['adx(60)', () => adx(60)],
  ])('are made up to %s', (_name, make) => {
    expect(make().barsNeeded).toBeLessThanOrEqual(1200);
  });
});

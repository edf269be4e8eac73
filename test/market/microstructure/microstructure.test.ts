import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import type {Microstructure} from '../../../src/market/microstructure/analyse.ts';
import {microstructure} from '../../../src/market/microstructure/microstructure.ts';
import {MicrostructureBook} from '../../../src/market/microstructure/microstructure-book.ts';
import {mirrored, minutes, MINUTE_MS, quiet, scaled, walks} from './minutes.ts';

const book = new MicrostructureBook();
const gold = book.of('XAUUSD');

function after(bars: readonly Bar[], definition = gold): Microstructure | undefined {
  const study = definition.create('M1');
  for (const bar of bars) study.add(bar);
  return study.result;
}

/** A walk of our own with everything in it: 300 bars. */
const [WALK = []] = fc.sample(walks(300, 300), {seed: 7, numRuns: 1});

describe('microstructure', () => {
  it('says nothing before 50 bars, and everything from then on (D-78)', () => {
    expect(after([])).toBeUndefined();
    expect(after(WALK.slice(0, 49))).toBeUndefined();
    expect(after(WALK.slice(0, 50))?.barCount).toBe(50);
    expect(after(WALK)?.barCount).toBe(200);
  });

  it('gives one result for each closed bar, about that bar, and the same object until the next (D-76, D-77)', () => {
    const study = gold.create('M1');
    const seen = new Set<Microstructure | undefined>();
    for (const bar of WALK) {
      study.add(bar);
      const {result} = study;
      expect(study.result).toBe(result);
      if (result === undefined) continue;
      expect(seen.has(result)).toBe(false);
      seen.add(result);
      const {structure, breaks, volatility, rejectionWicks, momentum, vwap, liquidity} = result;
      for (const part of [result, structure, breaks, volatility, rejectionWicks, momentum, vwap, liquidity]) {
        expect(part?.barTimeMs).toBe(bar.timeMs);
      }
    }
    expect(seen.size).toBe(251);
  });

  it('does not lose its bars to a single one (D-73)', () => {
    const study = gold.create('M1');
    for (const bar of WALK.slice(0, 199)) study.add(bar);
    expect(study.result?.barCount).toBe(199);
    for (const bar of WALK.slice(199, 200)) study.add(bar);
    expect(study.result?.barCount).toBe(200);
  });

  it('has every part in every result, whatever a plan asks for (D-67), volatility under its name (D-57)', () => {
    expect(Object.keys(after(WALK) ?? {})).toEqual([
      'barTimeMs',
      'barCount',
      'session',
      'structure',
      'breaks',
      'signal',
      'volatility',
      'rejectionWicks',
      'momentum',
      'vwap',
      'liquidity',
      'threshold',
      'bull',
      'bear',
    ]);
    expect(['expanding', 'stable', 'contracting']).toContain(after(WALK)?.volatility.state);
  });

  it('goes by the session of the newest bar, and by the instrument', () => {
    // From 06:40 on: 80 minutes are ASIAN.
    const bars = minutes(quiet(81));
    const asian = after(bars.slice(0, 80));
    const london = after(bars);
    expect([asian?.session, london?.session]).toEqual(['ASIAN', 'LONDON']);
    expect([asian?.threshold, london?.threshold]).toEqual([64.1, 73.7]);
    expect(after(bars, book.of('BTCUSD'))?.threshold).toBe(75);
    expect(asian?.bull.confluence.components.session).toBe(60);
    expect(london?.bull.confluence.components.session).toBe(80);
    expect(london?.bull.confidence.minimum).toBe(75);
  });

  it('raises the score that is asked for by the bias, and not the score (D-75)', () => {
    const {profile} = gold;
    const {instrument} = profile;
    const biased = (thresholdBias: number) => {
      const NY = {...instrument.sessions.NY, thresholdBias};
      const every = {ASIAN: NY, LONDON: NY, OVERLAP: NY, NY, POST_NY: NY};
      return after(WALK, microstructure({...profile, instrument: {...instrument, sessions: every}}));
    };
    const [loose, strict] = [biased(0.9), biased(1.1)];
    expect(strict?.threshold).toBeGreaterThan(loose?.threshold ?? Infinity);
    expect(strict?.bull).toEqual(loose?.bull);
    expect(strict?.bear).toEqual(loose?.bear);
  });

  it('stretches from the VWAP by instrument and session', () => {
    const {sessions, instrument} = gold.profile;
    const states = [0.1, 10].map((vwapFactor) => {
      const factors = {thresholdBias: 1, atrFactor: 1, vwapFactor};
      const every = {ASIAN: factors, LONDON: factors, OVERLAP: factors, NY: factors, POST_NY: factors};
      const profile = {name: 'x', sessions, instrument: {...instrument, sessions: every}};
      const up = minutes([...quiet(60), ...[1, 2, 3, 4, 5].map((step) => 100 + step)]);
      return after(up, microstructure(profile))?.vwap?.state;
    });
    expect(states).toEqual(['stretchedAbove', 'above']);
  });

  it('has one key for one profile, and looks back 200 bars', () => {
    expect(gold.barsNeeded).toBe(200);
    const {profile} = gold;
    expect(microstructure(structuredClone(profile)).key).toBe(gold.key);
    const mine = {...profile, instrument: {...profile.instrument, confidenceMin: 1}};
    expect(microstructure(mine).key).not.toBe(gold.key);
  });

  it('is one of minutes', () => {
    expect(() => gold.create('M5')).toThrow('Invariant');
  });
});

/** Results with the roles of bull and bear exchanged. */
const EXCHANGED: Readonly<Record<string, string>> = {
  bull: 'bear',
  higherHighs: 'lowerLows',
  bullish: 'bearish',
  upper: 'lower',
  above: 'below',
  stretchedAbove: 'stretchedBelow',
  nearHigh: 'nearLow',
};
const OTHER = new Map(
  Object.entries(EXCHANGED).flatMap(
    ([one, two]) =>
      [
        [one, two],
        [two, one],
      ] as const,
  ),
);

function exchanged(result: Microstructure, around: number): unknown {
  const other = (word: string) => OTHER.get(word) ?? word;
  const {breaks, rejectionWicks, momentum, vwap, liquidity, structure, signal, bull, bear, ...same} = result;
  const turned = <Part extends Readonly<{price: number}>>(part: Part | undefined) =>
    part === undefined ? undefined : {...part, price: around - part.price};
  const {current} = breaks;
  return {
    ...same,
    structure: {...structure, type: other(structure.type)},
    signal: other(signal),
    breaks: {
      barTimeMs: breaks.barTimeMs,
      lastSwingHigh: turned(breaks.lastSwingLow),
      lastSwingLow: turned(breaks.lastSwingHigh),
      current: current && {...current, direction: other(current.direction), level: around - current.level},
    },
    rejectionWicks: {
      ...rejectionWicks,
      wicks: rejectionWicks.wicks.map((wick) => {
        return {
          ...wick,
          side: other(wick.side),
          direction: other(wick.direction),
          price: around - wick.price,
        };
      }),
    },
    momentum: {...momentum, direction: other(momentum.direction), rsi: expect.closeTo(100 - momentum.rsi, 9)},
    vwap: vwap && {
      ...vwap,
      value: expect.closeTo(around - vwap.value, 9),
      distance: 0 - vwap.distance,
      state: other(vwap.state),
    },
    liquidity: {
      ...liquidity,
      state: other(liquidity.state),
      high: turned(liquidity.low),
      low: turned(liquidity.high),
    },
    bull: bear,
    bear: bull,
  };
}

describe('laws', () => {
  it('gives the mirrored result in the mirrored market; sessions stay', () => {
    fc.assert(
      fc.property(walks(50, 230), (bars) => {
        const upright = after(bars);
        fc.pre(upright !== undefined);
        expect(after(mirrored(bars, 128))).toEqual(exchanged(upright, 128));
      }),
      {numRuns: 150},
    );
  });

  it('gives the same verdicts in every unit of price: 1000 and 1/1024', () => {
    fc.assert(
      fc.property(walks(50, 230), fc.constantFrom(1000, 1 / 1024), (bars, factor) => {
        const before = after(bars);
        fc.pre(before !== undefined);
        const near = (value: number): unknown => expect.closeTo(value, 9);
        const there = <Part extends Readonly<{price: number}>>(part: Part | undefined) =>
          part === undefined ? undefined : {...part, price: factor * part.price};
        const {breaks, rejectionWicks, momentum, volatility, vwap, liquidity} = before;
        const {current} = breaks;
        const wicks = rejectionWicks.wicks.map((wick) => ({...wick, price: factor * wick.price}));
        expect(after(scaled(bars, factor))).toEqual({
          ...before,
          breaks: {
            barTimeMs: breaks.barTimeMs,
            lastSwingHigh: there(breaks.lastSwingHigh),
            lastSwingLow: there(breaks.lastSwingLow),
            current: current && {...current, level: factor * current.level},
          },
          rejectionWicks: {...rejectionWicks, wicks},
          momentum: {...momentum, rsi: near(momentum.rsi)},
          volatility: {
            ...volatility,
            atr: near(factor * volatility.atr),
            atrMedian: near(factor * volatility.atrMedian),
          },
          vwap: vwap && {
            ...vwap,
            value: near(factor * vwap.value),
            deviation: near(factor * vwap.deviation),
            distance: near(vwap.distance),
          },
          liquidity: {...liquidity, high: there(liquidity.high), low: there(liquidity.low)},
        });
      }),
      {numRuns: 150},
    );
  });

  it('forgets what is older than 200 bars, to the last bit', () => {
    fc.assert(
      fc.property(walks(201, 420), (bars) => {
        expect(after(bars)).toEqual(after(bars.slice(-gold.barsNeeded)));
      }),
      {numRuns: 60},
    );
  });

  it('gives time and nothing else another value when only the clock differs', () => {
    const dayMs = 1440 * MINUTE_MS;
    const later = WALK.slice(-200).map((bar) => ({...bar, timeMs: bar.timeMs + dayMs}));
    const one = after(WALK.slice(-200));
    const two = after(later);
    expect(two?.structure.type).toBe(one?.structure.type);
    expect(two?.bull).toEqual(one?.bull);
    expect(two?.threshold).toBe(one?.threshold);
  });
});

import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import type {Microstructure} from '../../../src/market/microstructure/analyse.ts';
import {MicrostructureBook} from '../../../src/market/microstructure/microstructure-book.ts';
import {EURO_MINUTES, GOLD_MINUTES, realMinutes} from './minutes.ts';

const book = new MicrostructureBook();

const MARKETS = [
  ['XAUUSD', realMinutes(...GOLD_MINUTES)],
  ['EURUSD', realMinutes(...EURO_MINUTES)],
] as const;

/** Results after every so many bars; a state lasts a few minutes. */
function resultsOf(name: string, bars: readonly Bar[], every: number): Microstructure[] {
  const study = book.of(name).create('M1');
  return bars.flatMap((bar, index) => {
    study.add(bar);
    return index % every === 0 ? (study.result ?? []) : [];
  });
}

type Told = Readonly<{
  ratio: number;
  atr: number;
  squeeze: number;
  structure: string;
  break: readonly [direction: string, kinds: readonly string[], closesBeyond: number] | null;
  vwap: number;
  deviation: number;
  wicks: readonly (readonly [side: string, wickToBody: number])[];
}>;

/** What a second implementation says of the last 200 bars before each of these places. */
function toldByPython(bars: readonly Bar[], ends: readonly number[]): readonly Told[] {
  const windows = ends.map((end) => {
    return bars
      .slice(Math.max(0, end - 200), end)
      .map(({open, high, low, close, ticks}) => [open, high, low, close, ticks]);
  });
  const script = join(import.meta.dirname, 'reference.py');
  const output = execFileSync('python3', [script], {input: JSON.stringify(windows), maxBuffer: 1e8});
  return JSON.parse(output.toString()) as readonly Told[];
}

describe.each(MARKETS)('%s', (name, bars) => {
  const itWithData = it.skipIf(bars.length === 0);

  itWithData('comes to every state, and to none always', () => {
    const counts = new Map<string, number>();
    const results = resultsOf(name, bars, 8);
    for (const result of results) {
      const {structure, breaks, volatility, rejectionWicks, momentum, vwap, liquidity, signal, session} =
        result;
      const {current} = breaks;
      const states = new Set([
        structure.type,
        current === undefined ? 'no break' : `${current.direction} ${current.confidence}`,
        current?.isConfirmed ? `confirmed ${current.direction}` : 'unconfirmed',
        volatility.state,
        ...rejectionWicks.wicks.map(({side}) => side),
        `${momentum.quality} ${momentum.direction}`,
        `vwap ${vwap?.state}`,
        liquidity.state,
        signal,
        session,
      ]);
      for (const direction of ['bull', 'bear'] as const) {
        const {confidence, confluence, suitsInstrument} = result[direction];
        states.add(`${direction} ${confluence.grade}`);
        states.add(`${direction} confident ${confidence.isEnough}`);
        states.add(`${direction} reaches ${confluence.score >= result.threshold}`);
        states.add(`${direction} suits ${suitsInstrument}`);
      }
      for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    const both = (words: string) => words.split(',').flatMap((word) => [`bull ${word}`, `bear ${word}`]);
    const expected = [
      ...[
        'higherHighs',
        'lowerLows',
        'equal',
        'choppy',
        'no break',
        'unconfirmed',
        'confirmed bull',
        'confirmed bear',
      ],
      ...both(
        '60,70,85,90,B,C,D,F,confident true,confident false,reaches true,reaches false,suits true,suits false',
      ),
      ...['expanding', 'stable', 'contracting', 'upper', 'lower', 'choppy none'],
      ...['choppy', 'fair', 'good', 'excellent'].flatMap((quality) => [`${quality} bull`, `${quality} bear`]),
      ...['neutral', 'above', 'below', 'stretchedAbove', 'stretchedBelow'].map((state) => `vwap ${state}`),
      ...['nearHigh', 'nearLow', 'between', 'away', 'bullish', 'bearish', 'neutral'],
      ...['ASIAN', 'LONDON', 'OVERLAP', 'NY', 'POST_NY'],
    ];
    // Grade A is the one that the usual sessions do not give.
    expect([...counts.keys()].sort()).toEqual(expected.sort());
    for (const [state, count] of counts) expect(count, state).toBeLessThan(results.length);
  });

  itWithData('is what a second implementation says', () => {
    const every = 47;
    const some = bars.slice(2000, 12_000);
    const ends = some.flatMap((_, index) => (index % every === 0 && index + 1 >= 50 ? [index + 1] : []));
    const told = toldByPython(some, ends);
    const ours = resultsOf(name, some, every);
    expect(told).toHaveLength(ours.length);
    for (const [index, they] of told.entries()) {
      const we = ours[index];
      const {current} = we?.breaks ?? {};
      expect({
        ratio: we?.volatility.ratio,
        atr: we?.volatility.atr,
        squeeze: we?.volatility.squeezeBars,
        structure: we?.structure.type,
        break:
          current === undefined
            ? null
            : [
                current.direction,
                [...(current.isChoch ? ['choch'] : []), ...(current.isBos ? ['bos'] : [])],
                current.closesBeyond,
              ],
        vwap: we?.vwap?.value,
        deviation: we?.vwap?.deviation,
        wicks: we?.rejectionWicks.wicks.map(({side, wickToBody}) => [side, wickToBody]),
      }).toEqual({
        ...they,
        ratio: expect.closeTo(they.ratio, 9),
        atr: expect.closeTo(they.atr, 9),
        vwap: expect.closeTo(they.vwap, 9),
        deviation: expect.closeTo(they.deviation, 9),
        wicks: they.wicks.map(([side, wickToBody]): unknown => [side, expect.closeTo(wickToBody, 6)]),
      });
    }
  });

  itWithData('forgets what is older than 200 bars, to the last bit', () => {
    const definition = book.of(name);
    const some = bars.slice(0, 8000);
    const study = definition.create('M1');
    for (const [index, bar] of some.entries()) {
      study.add(bar);
      if (index % 97 !== 0) continue;
      const fresh = definition.create('M1');
      for (const one of some.slice(Math.max(0, index + 1 - definition.barsNeeded), index + 1)) fresh.add(one);
      expect(study.result).toEqual(fresh.result);
    }
  });
});

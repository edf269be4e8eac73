import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {breakerBlocks} from '../../../src/market/structure/breaker-blocks.ts';
import {breaks} from '../../../src/market/structure/breaks.ts';
import {fairValueGaps} from '../../../src/market/structure/fair-value-gaps.ts';
import {marketStructureShift} from '../../../src/market/structure/market-structure-shift.ts';
import {mitigationBlocks} from '../../../src/market/structure/mitigation-blocks.ts';
import {orderBlocks} from '../../../src/market/structure/order-blocks.ts';
import {swings} from '../../../src/market/structure/swings.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from './real-bars.ts';

/** At how many bars something is said, by what it is. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(names: Iterable<string>): void {
    for (const name of new Set(names)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

function tally<Result>(
  definition: StudyDefinition<Result>,
  bars: readonly Bar[],
  names: (result: Result) => string[],
) {
  const study = definition.create('M1');
  const seen = new Tally();
  for (const bar of bars) {
    study.add(bar);
    if (study.result !== undefined) seen.add(names(study.result));
  }
  return seen.counts;
}

/** Bars at which each thing is new, or stands as said. */
function counted(bars: readonly Bar[]): Readonly<Record<string, number>> {
  return {
    ...tally(swings(), bars, ({highs, lows, bias}) => [
      `bias ${bias}`,
      ...[...highs, ...lows]
        .filter(({barsAgo}) => barsAgo === 3)
        .map(({kind, label}) => `new ${kind} ${label}`),
    ]),
    ...tally(breaks(), bars, (found) =>
      found.filter(({barsAgo}) => barsAgo === 0).map(({event, direction}) => `${event} ${direction}`),
    ),
    ...tally(marketStructureShift(), bars, (shift) =>
      shift === null
        ? ['no shift']
        : [`shift ${shift.shift.direction}, ${shift.pullback ? 'pulled back' : 'not yet'}`],
    ),
    ...tally(fairValueGaps(), bars, (gaps) =>
      gaps.flatMap(({direction, barsAgo, fill}) => [
        ...(barsAgo === 1 ? [`new gap ${direction}`] : []),
        ...(fill >= 0.5 && fill < 1 ? [`half filled gap ${direction}`] : []),
      ]),
    ),
    ...tally(orderBlocks(), bars, (blocks) =>
      blocks.flatMap(({direction, confirmed, score, isRetesting}) => [
        ...(confirmed.barsAgo === 0 ? [`new block ${direction}`] : []),
        ...(score.total >= 60 ? [`valid block ${direction}`] : []),
        ...(isRetesting ? [`retest of block ${direction}`] : []),
        ...Object.entries(score.parts).map(([part, marks]) => `${part} ${marks}`),
      ]),
    ),
    ...tally(breakerBlocks(), bars, (breakers) =>
      breakers.flatMap(({direction, broken, isRetesting}) => [
        ...(broken.barsAgo === 0 ? [`new breaker ${direction}`] : []),
        ...(isRetesting ? [`retest of breaker ${direction}`] : []),
      ]),
    ),
    ...tally(mitigationBlocks(), bars, (blocks) =>
      blocks.flatMap(({direction, turned, isRetesting}) => [
        ...(turned.barsAgo === 0 ? [`new mitigation ${direction}`] : []),
        ...(isRetesting ? [`retest of mitigation ${direction}`] : []),
      ]),
    ),
  };
}

const BOTH = ['bull', 'bear'];
const KINDS = [
  ...['bias up', 'bias down', 'bias range', 'no shift'],
  ...['new high HH', 'new high LH', 'new low HL', 'new low LL'],
  ...BOTH.flatMap((direction) => [
    `bos ${direction}`,
    `choch ${direction}`,
    `shift ${direction}, pulled back`,
    `shift ${direction}, not yet`,
    `new gap ${direction}`,
    `half filled gap ${direction}`,
    `new block ${direction}`,
    `valid block ${direction}`,
    `retest of block ${direction}`,
    `new breaker ${direction}`,
    `retest of breaker ${direction}`,
    `new mitigation ${direction}`,
    `retest of mitigation ${direction}`,
  ]),
];
/** Of the parts of a score, with nothing and with full marks; only the structure shift is always there. */
const PARTS = [
  'anchor',
  'fairValueGap',
  'volume',
  'liquidityGrab',
  'session',
  'context',
  'freshness',
  'vwap',
].map((part) => [`${part} 10`, part === 'session' ? 'session 3' : `${part} 0`]);

const COUNT = 2000;

describe.skipIf(!HAS_REAL_BARS).each([
  ['gold', () => goldBars(8000, COUNT)],
  ['EURUSD', () => euroBars(8000, COUNT)],
])('structure of real minutes of %s', (_name, read) => {
  it('has everything there is, and nothing of it at more than two bars in three (D-15, D-65: never; §4.9: always)', () => {
    const counts = counted(read());
    const outOfBounds = KINDS.map((kind) => [kind, counts[kind] ?? 0] as const).filter(
      ([, count]) => count === 0 || count > (COUNT * 2) / 3,
    );
    expect(outOfBounds).toEqual([]);
    expect(PARTS.flat().filter((part) => counts[part] === undefined)).toEqual([]);
  });
});

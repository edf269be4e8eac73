import {describe, expect, it, vi} from 'vitest';
import {compileLeaf} from '../../src/condition/leaf.ts';
import {studyLeaf} from '../../src/condition/study-leaf.ts';
import {type Bar, TIMEFRAME_MS} from '../../src/market/bar.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Study, StudyNeed} from '../../src/market/study/study.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {drawCuts} from './cuts.ts';
import {looksOf} from './looks.ts';
import {MARKETS} from './markets.ts';
import {hasRecording, NOTHING_RECORDED, recordingOf} from './recordings.ts';
import {askedOf, watchOf} from './rig.ts';
import {type AskedOf, type Difference, tryCuts} from './trial.ts';

const [{source, prices}] = MARKETS.EURUSD.stretches;

/** Some hours; `npm run test:look-ahead` looks at all that there is. */
const QUOTES = 800;

/** A study that a test plants. @param quotesOf All of the file. */
type Plant = (quotesOf: () => readonly Quote[]) => Study<unknown>;

/** A study that says something of each bar, by itself and what it said before. */
function said<Result>(next: (bar: Bar, before: Result | undefined) => Result): Study<Result> {
  let result: Result | undefined;
  return {
    add: (bar) => {
      result = next(bar, result);
    },
    get result() {
      return result;
    },
  };
}

describe.skipIf(!hasRecording(source))('tryCuts', async () => {
  const recording = hasRecording(source) ? await recordingOf(source, QUOTES) : NOTHING_RECORDED;
  const looks = looksOf(prices);
  const cutsOf = (count: number) => drawCuts(recording.quotes, count, new SeededRandom(1));

  it('finds nothing in the conditions of the product', () => {
    const {differences, failures} = tryCuts(recording, cutsOf(5), askedOf(looks, recording.symbol));
    expect({differences, failures}).toEqual({differences: [], failures: []});
  });

  /** A condition on that study. @param barsNeeded As it claims. */
  const planted =
    (plant: Plant, barsNeeded = 1, holds: (result: unknown) => boolean = () => true): AskedOf =>
    (quotesOf) => {
      const definition = {key: 'planted', barsNeeded, create: () => plant(quotesOf)};
      const need: StudyNeed = {timeframe: 'M1', definition};
      const watch = watchOf('buy', looks.slice(0, 1), 'XAUUSD');
      vi.spyOn(watch, 'needs', 'get').mockReturnValue([need]);
      const leaf = studyLeaf({
        needs: [need],
        threshold: 'planted',
        holds: ([result]) => holds(result),
        observe: () => 'planted',
      });
      return [{name: 'planted', says: 'planted', condition: compileLeaf('planted', leaf, 'when'), watch}];
    };

  it.each<[string, Plant, number, readonly Difference['law'][]]>([
    ['the bar that closed', () => said(({close}) => close), 1, []],
    ['the close of the bar after it', (quotesOf) => said((bar) => closeAfter(bar, quotesOf())), 1, ['cut']],
    [
      'more bars than it claims to need',
      () => said<number>((bar, sum = 0) => 0.9 * sum + bar.close),
      20,
      ['cut'],
    ],
    ['how many bars there were', () => said<number>((_bar, count = 0) => count + 1), 1, ['cut']],
    [
      'what is changed after it was said',
      () => said((bar, kept: {close: number} = {close: 0}) => Object.assign(kept, {close: bar.close})),
      1,
      ['later', 'otherwise'],
    ],
  ])('of a study that tells %s finds what is wrong', (_, plant, barsNeeded, laws) => {
    const {differences} = tryCuts(recording, cutsOf(40), planted(plant, barsNeeded));
    expect(new Set(differences.map(({law}) => law))).toEqual(new Set(laws));
  });

  it('tells of a condition that fails', () => {
    const asked = planted(
      () => said(({close}) => close),
      1,
      () => {
        throw new Error('boom');
      },
    );
    expect(tryCuts(recording, cutsOf(1), asked).failures).toEqual(['planted: when: error: boom']);
  });
});

/** That of the next minute, as far as the file goes. */
function closeAfter({timeMs}: Bar, quotes: readonly Quote[]): number {
  return quotes.findLast((quote) => quote.timeMs < timeMs + 2 * TIMEFRAME_MS.M1)?.bid ?? Number.NaN;
}

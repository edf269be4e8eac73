import {describe, expect, it} from 'vitest';
import {
  ALIGNED_TIMEFRAMES,
  ALIGNMENT_MOST,
  alignmentScore,
} from '../../../src/market/confluence/alignment-score.ts';
import {emaStack} from '../../../src/market/confluence/ema-stack.ts';
import {timeframeBias} from '../../../src/market/confluence/timeframe-bias.ts';
import {DOWN, UP} from '../../../src/market/structure/heading.ts';
import {aContext, FALLING, RISING, upsideDown} from './contexts.ts';

const FLAT = aContext();
const PARTIAL = aContext({close: 103, ema20: 102, ema50: 101, ema200: 104});

describe('emaStack', () => {
  it.each([
    [[104, 103, 102, 101], 'full', 'none'],
    [[104, 103, 102, 102], 'partial', 'none'],
    [[104, 103, 102, 105], 'partial', 'none'],
    [[104, 103, 103, 101], 'side', 'none'],
    [[104, 103, 105, 101], 'side', 'none'],
    [[103, 103, 102, 101], 'none', 'none'],
    [[102, 103, 102, 101], 'none', 'side'],
    [[101, 102, 103, 104], 'none', 'full'],
    [[101, 102, 103, 100], 'none', 'partial'],
  ] as const)('of close and averages %j is %s upwards and %s downwards', (prices, up, down) => {
    const [close, ema20, ema50, ema200] = prices;
    expect(emaStack(UP, {close, ema20, ema50, ema200})).toBe(up);
    expect(emaStack(DOWN, {close, ema20, ema50, ema200})).toBe(down);
  });
});

describe('timeframeBias', () => {
  it.each([
    ['rising, ADX 26', {...RISING, adx: {...RISING.adx, adx: 26}}, 'bull', 85],
    ['rising, ADX 25', {...RISING, adx: {...RISING.adx, adx: 25}}, 'bull', 70],
    ['stacked without EMA(200)', PARTIAL, 'bull', 65],
    ['falling', FALLING, 'bear', 70],
    ['falling without EMA(200)', upsideDown(PARTIAL), 'bear', 65],
    ['flat', FLAT, 'neutral', 40],
    ['above EMA(20) only', aContext({close: 101}), 'neutral', 40],
  ] as const)('of a market that is %s is %s, %i', (_name, context, bias, confidence) => {
    expect(timeframeBias(context)).toEqual({bias, confidence});
  });
});

describe('alignmentScore', () => {
  const all = (context: typeof RISING) => ({
    H4: context,
    H1: context,
    M30: context,
    M15: context,
    M5: context,
  });
  const STRONG = {...RISING, adx: {...RISING.adx, adx: 30}};

  it.each([
    // 40·85 + 25·80 + 15·85 + 12·85 + 8·85 hundredths.
    ['all rising strongly', all(STRONG), ALIGNMENT_MOST],
    ['all rising', all(RISING), 72.5],
    ['all flat', all(FLAT), 42.5],
    ['all falling', all(FALLING), 0],
    // H1: close behind EMA(20), RSI 40 to 60.
    ['a pullback of H1', {...all(RISING), H1: aContext({close: 99, rsi: 40})}, 71.25],
    ['a fall of H1', {...all(RISING), H1: aContext({close: 99, rsi: 39})}, 62.5],
    ['H1 at its average', {...all(RISING), H1: aContext({rsi: 65})}, 62.5],
    ['H1 going on without strength', {...all(RISING), H1: {...RISING, rsi: 50}}, 62.5],
    // Not even what rises below it counts for H1 where H4 falls.
    ['H4 falling', {...all(RISING), H4: FALLING}, 24.5],
    ['H4 flat', {...all(RISING), H4: FLAT}, 53],
    ['H4 flat and H1 falling', {...all(RISING), H4: FLAT, H1: FALLING}, 40.5],
    ['M5 falling', {...all(RISING), M5: FALLING}, 66.9],
    ['M15 flat', {...all(RISING), M15: FLAT}, 68.9],
    ['M30 in part', {...all(RISING), M30: PARTIAL}, 71.75],
  ])('with %s is %d', (_name, contexts, score) => {
    expect(alignmentScore('bull', contexts).score).toBe(score);
  });

  it('of a bear is that of a bull on the mirror image', () => {
    const contexts = [STRONG, RISING, PARTIAL, FLAT, FALLING, aContext({close: 99, rsi: 45})];
    for (const H4 of contexts) {
      for (const other of contexts) {
        const market = {...all(other), H4};
        const mirror = {...all(upsideDown(other)), H4: upsideDown(H4)};
        expect(alignmentScore('bear', mirror)).toMatchObject({
          score: alignmentScore('bull', market).score,
        });
      }
    }
  });

  it('names what each timeframe says, in the order of their weights', () => {
    const {parts} = alignmentScore('bull', {...all(RISING), H1: aContext({close: 99, rsi: 45})});
    expect(parts.map(({name}) => name)).toEqual(ALIGNED_TIMEFRAMES);
    expect(parts.map(({why}) => why)).toEqual(['bull', 'pullback', 'bull', 'bull', 'bull']);
    expect(parts.reduce((sum, {weight}) => sum + weight, 0)).toBe(100);
  });
});

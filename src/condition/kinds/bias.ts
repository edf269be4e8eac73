import {z} from 'zod';
import {ALIGNED_TIMEFRAMES, ALIGNMENT_MOST, alignmentScore} from '../../market/confluence/alignment-score.ts';
import {BIASES, type Bias, timeframeBias} from '../../market/confluence/timeframe-bias.ts';
import {trendContext} from '../../market/confluence/trend-context.ts';
import {leafKind} from '../condition-kind.ts';
import {type Direction, directionOf, directionParam, ofBars} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {scoreLeaf, scoreParam} from '../score-leaf.ts';
import {studyLeaf} from '../study-leaf.ts';

const BIAS_TIMEFRAMES = ['H1', 'H4'] as const;

const biasKind = leafKind<Readonly<{timeframe: (typeof BIAS_TIMEFRAMES)[number]; is: Bias}>>({
  name: 'bias',
  summary:
    'Where a long timeframe leads by its own averages: bull while close > EMA(20) > EMA(50), bear while close < EMA(20) < ' +
    'EMA(50), else neutral. Known from the 200th closed bar on.',
  example: {timeframe: 'H4', is: 'bull'},
  params: () =>
    z
      .strictObject({
        timeframe: z.enum(BIAS_TIMEFRAMES).describe('Length of the closed bars that are looked at.'),
        is: z.enum(BIASES).describe('What it must be.'),
      })
      .readonly(),
  compile: ({timeframe, is}) =>
    studyLeaf({
      needs: [{timeframe, definition: trendContext()}],
      threshold: `${ofBars('bias', timeframe)} is ${is}`,
      holds: ([context]) => timeframeBias(context).bias === is,
      observe: ([context]) => {
        const {bias, confidence} = timeframeBias(context);
        return `${bias}, confidence ${confidence}`;
      },
    }),
  possible: () => ANYTHING,
});

const alignmentKind = leafKind<Readonly<{direction?: Direction | undefined; atLeast: number}>>({
  name: 'alignment',
  summary:
    'H4, H1, M30, M15 and M5 agree on the direction: the sum of what each says for it (H4 0.40, H1 0.25, M30 0.15, M15 ' +
    '0.12, M5 0.08). Each but H1 counts 85, 70 or 65 where its averages are stacked that way, 40 where they are not ' +
    'stacked, 0 where they are stacked the other way. H1 counts 80 where it goes on with H4, 75 where it pulls back ' +
    `from it, 40 or 50 in between, 0 against. The sum is ${ALIGNMENT_MOST} at most. Known from the 200th closed bar of ` +
    'H4 on, which takes some seven weeks.',
  example: {direction: 'bull', atLeast: 70},
  params: () =>
    z
      .strictObject({
        direction: directionParam(),
        atLeast: scoreParam('the alignment', ALIGNMENT_MOST).describe('Least score.'),
      })
      .readonly(),
  compile: ({direction, atLeast}, {side}) => {
    const way = directionOf(direction, side);
    const definition = trendContext();
    const [ofH4, ofH1, ofM30, ofM15, ofM5] = ALIGNED_TIMEFRAMES;
    return scoreLeaf({
      needs: [
        {timeframe: ofH4, definition},
        {timeframe: ofH1, definition},
        {timeframe: ofM30, definition},
        {timeframe: ofM15, definition},
        {timeframe: ofM5, definition},
      ],
      name: `alignment for ${way}`,
      atLeast,
      scoreOf: ([H4, H1, M30, M15, M5]) => alignmentScore(way, {H4, H1, M30, M15, M5}),
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [biasKind, alignmentKind];

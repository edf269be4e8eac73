import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {type FairValueGap, fairValueGaps, GAP_RULES} from '../../market/structure/fair-value-gaps.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {agoText, foundLeaf} from '../found-leaf.ts';
import {barsParam, type Direction, directionOf, directionParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';

type GapParams = Readonly<{
  timeframe: Timeframe;
  direction?: Direction | undefined;
  lookbackBars: number;
  filledFrom: number;
  filledTo: number;
}>;

const fillParam = (fallback: number, meaning: string) =>
  z
    .number()
    .min(0, 'which is below zero; give a share of the gap from 0 to 1')
    .max(1, 'more than the whole gap; give a share such as 0.5 for 50 %')
    .default(fallback)
    .describe(meaning);

const gapText = ({direction, low, high, fill, barsAgo}: FairValueGap) =>
  `${direction} ${low} to ${high}, ${fill.toFixed(2)} filled, ${agoText(barsAgo)}`;

const fvgKind = barKind<GapParams>({
  name: 'fvg',
  summary:
    'There is a fair value gap: a bar went so fast that the low of the bar after it is above the high of the bar ' +
    'before it (bear: the high below the low), by at least 0.1 ATR(14), and later bars have come back into a share of it.',
  example: {timeframe: 'M15', direction: 'bull', lookbackBars: 10, filledFrom: 0, filledTo: 0.75},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        lookbackBars: barsParam(
          GAP_RULES.lookbackBars,
          {least: 2, most: 200},
          'The fast bar is one of so many, the newest included.',
        ),
        filledFrom: fillParam(
          0,
          'Least share of the gap that is filled, by the bar that came back furthest.',
        ),
        filledTo: fillParam(1, 'And the most; 1 is a gap that was filled wholly.'),
      })
      .readonly()
      .superRefine(({filledFrom, filledTo}, context) => {
        if (filledFrom <= filledTo) return;
        const message = `is ${filledFrom}, more than filledTo, which is ${filledTo}; exchange them`;
        context.addIssue({code: 'custom', path: ['filledFrom'], message, input: filledFrom});
      }),
  compile: ({timeframe, direction: given, lookbackBars, filledFrom, filledTo}, {side}) => {
    const direction = directionOf(given, side);
    const filled = filledFrom === 0 && filledTo === 1 ? '' : `, ${filledFrom} to ${filledTo} filled`;
    return foundLeaf({
      need: {timeframe, definition: fairValueGaps({lookbackBars})},
      threshold: `${direction} fair value gap of ${timeframe} in the last ${lookbackBars} bars${filled}`,
      find: (gaps) =>
        gaps.find((gap) => gap.direction === direction && gap.fill >= filledFrom && gap.fill <= filledTo),
      tell: gapText,
      otherwise: (gaps) => {
        const other = gaps.find((gap) => gap.direction === direction) ?? gaps[0];
        return other === undefined ? `no gap in the last ${lookbackBars} bars` : gapText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [fvgKind];

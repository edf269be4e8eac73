import {z} from 'zod';
import {TIMEFRAME_MS, type Timeframe} from '../../market/bar.ts';
import {type BreakLeg, breakLeg} from '../../market/structure/break-leg.ts';
import {BREAK_MEMORY_BARS} from '../../market/structure/breaks.ts';
import {newestBars} from '../../market/structure/newest-bars.ts';
import {retracementOf} from '../../market/structure/retracement.ts';
import {leafKind} from '../condition-kind.ts';
import {barsParam, type Direction, directionOf, directionParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type PullbackParams = Readonly<{
  timeframe: Timeframe;
  breakTimeframe: Timeframe;
  direction?: Direction | undefined;
  from: number;
  to: number;
  withinBars: number;
}>;

const shareParam = (fallback: number, meaning: string) =>
  z
    .number()
    .min(0, 'which is below zero; give a share of the leg from 0 to 1')
    .max(1, 'more than the whole leg; give a share such as 0.5 for 50 %')
    .default(fallback)
    .describe(meaning);

const pullbackKind = leafKind<PullbackParams>({
  name: 'pullback',
  summary:
    'After structure broke on the longer bars, the price came back by a share of the leg that broke it and turned: ' +
    'the newest bar closed beyond the one that went back furthest. The leg is that of the last break of structure or ' +
    'change of character of the last 50 bars.',
  example: {timeframe: 'M1', breakTimeframe: 'M15', direction: 'bull', from: 0.3, to: 0.5, withinBars: 20},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M1'),
        breakTimeframe: timeframeParam()
          .default('M15')
          .describe('Length of the closed bars whose structure broke.'),
        direction: directionParam(),
        from: shareParam(0.3, 'Least share of the leg that it must have come back, 0 to 1.'),
        to: shareParam(0.5, 'And the most.'),
        withinBars: barsParam(20, {least: 2, most: 200}, 'Bars since the end of the leg, at most.'),
      })
      .readonly()
      .superRefine(({timeframe, breakTimeframe, from, to}, context) => {
        if (TIMEFRAME_MS[timeframe] > TIMEFRAME_MS[breakTimeframe]) {
          const message = `is ${timeframe}, longer than breakTimeframe, which is ${breakTimeframe}; exchange them, or give the same`;
          context.addIssue({code: 'custom', path: ['timeframe'], message, input: timeframe});
        }
        if (from <= to) return;
        const message = `is ${from}, more than to, which is ${to}; exchange them`;
        context.addIssue({code: 'custom', path: ['from'], message, input: from});
      }),
  compile: ({timeframe, breakTimeframe, direction: given, from, to, withinBars}, {side}) => {
    const direction = directionOf(given, side);
    const words = `${from} to ${to} of the ${direction} leg of ${breakTimeframe}`;
    return studyLeaf({
      needs: [
        {timeframe: breakTimeframe, definition: breakLeg()},
        {timeframe, definition: newestBars(withinBars + 1)},
      ],
      threshold: `back ${words} within ${withinBars} bars of ${timeframe}, and turned`,
      holds: ([leg, bars]) => {
        if (leg === null || leg.shift.direction !== direction) return false;
        const back = retracementOf(leg, bars);
        return back !== undefined && back.hasTurned && back.share >= from && back.share <= to;
      },
      observe: ([leg, bars]) => {
        if (leg === null) return `no break in the last ${BREAK_MEMORY_BARS} bars`;
        const back = retracementOf(leg, bars);
        if (back === undefined) return `${legText(leg)}, ended more than ${withinBars} bars ago`;
        const turned = back.hasTurned ? 'turned' : 'not turned';
        return `${legText(leg)}, back ${back.share.toFixed(2)} of it in ${back.bars} bars, ${turned}`;
      },
    });
  },
  possible: () => ANYTHING,
});

const legText = ({shift, origin, extreme}: BreakLeg) => `${shift.direction} leg ${origin} to ${extreme}`;

export const kinds = [pullbackKind];

import type {z} from 'zod';
import {TIMEFRAME_MS, type Timeframe} from '../market/bar.ts';
import type {Side} from '../market/quote.ts';
import {type ConditionKind, leafKind} from './condition-kind.ts';
import type {Leaf} from './leaf.ts';
import {orLongerLeaf} from './or-longer-leaf.ts';
import {timeframeParam} from './params.ts';

type OfBars = Readonly<{timeframe: Timeframe}>;
type OrLonger = Readonly<{timeframeIfStale?: Timeframe | undefined}>;

/** The parameters of every kind that is about the closed bars of one timeframe. */
export const timeframeShape = () => ({
  timeframe: timeframeParam(),
  timeframeIfStale: timeframeParam()
    .optional()
    .describe(
      'A longer one, whose bars are looked at while those of `timeframe` are stale or missing. Without it the ' +
        'condition is unknown then.',
    ),
});

/** A kind whose condition is about the closed bars of one timeframe; its shape has `timeframeShape`. */
export function barKind<Params extends OfBars>({
  params,
  compile,
  ...kind
}: Omit<ConditionKind<Params>, 'compile' | 'params'> &
  Readonly<{
    params: () => z.ZodType<Params & OrLonger>;
    compile: (params: Params, context: Readonly<{side: Side}>) => Leaf;
  }>): ConditionKind {
  return leafKind<Params & OrLonger>({
    ...kind,
    params: () => params().superRefine(checkLonger),
    compile: (asked, context) => {
      const leaf = compile(asked, context);
      const {timeframeIfStale} = asked;
      if (timeframeIfStale === undefined) return leaf;
      return orLongerLeaf(leaf, compile({...asked, timeframe: timeframeIfStale}, context), timeframeIfStale);
    },
  });
}

function checkLonger({timeframe, timeframeIfStale}: OfBars & OrLonger, context: z.core.$RefinementCtx): void {
  if (timeframeIfStale === undefined || TIMEFRAME_MS[timeframeIfStale] > TIMEFRAME_MS[timeframe]) return;
  context.addIssue({
    code: 'custom',
    path: ['timeframeIfStale'],
    message: `which is no longer than ${timeframe}; give a longer one, or leave it out`,
    input: timeframeIfStale,
  });
}

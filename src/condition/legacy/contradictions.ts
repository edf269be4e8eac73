import type {Side} from '../../market/quote.ts';
import type {Condition} from '../condition-kind.ts';
import type {LegacyProblem} from './old-conditions.ts';

/** A condition, and the key that it was made of. */
export type Made = Readonly<{key: string; condition: Condition}>;

/** Breaks of structure: on one bar, of one kind or of two, they go one way. */
const BREAKS = ['choch', 'bos', 'mss'];

/** What cannot be meant together. */
export function contradictionsIn(made: readonly Made[], side: Side | undefined): readonly LegacyProblem[] {
  const found = [...pricesApart(made), ...breaksBothWays(made, side), ...bothWays(made, side)];
  return found.filter((one, index) => found.findIndex(({field}) => field === one.field) === index);
}

function pricesApart(made: readonly Made[]): readonly LegacyProblem[] {
  const [above, below] = ['price_above', 'price_below'].map((key) => made.find((one) => one.key === key));
  const [low, high] = [numberIn(above, 'above'), numberIn(below, 'below')];
  if (low === undefined || high === undefined || low < high) return [];
  return [
    {
      field: 'conditions.price_above',
      reason: `conditions.price_above is ${low} and price_below is ${high}: no price is above the one and below the other`,
      hint: 'keep one of them, or write two plans',
    },
  ];
}

function numberIn(made: Made | undefined, name: string): number | undefined {
  const price: unknown = made?.condition['price'];
  const value: unknown = typeof price === 'object' && price !== null ? Reflect.get(price, name) : undefined;
  return typeof value === 'number' ? value : undefined;
}

function breaksBothWays(made: readonly Made[], side: Side | undefined): readonly LegacyProblem[] {
  const breaks = made.flatMap(({key, condition}) => {
    const [kind = ''] = Object.keys(condition);
    return BREAKS.includes(kind)
      ? [
          {
            key,
            group: `break ${textIn(condition[kind], 'timeframe')}`,
            way: textIn(condition[kind], 'direction'),
          },
        ]
      : [];
  });
  return opposites(breaks, side);
}

/** One kind of condition, with the same parameters but for its direction. */
function bothWays(made: readonly Made[], side: Side | undefined): readonly LegacyProblem[] {
  const others = made.flatMap(({key, condition}) => {
    const [kind = ''] = Object.keys(condition);
    const way = textIn(condition[kind], 'direction');
    if (way === undefined || BREAKS.includes(kind)) return [];
    return [{key, group: `${kind} ${textIn(condition[kind], 'timeframe')}`, way}];
  });
  const measures = made.flatMap(({key}) => {
    const way = /(bull|positive|rising|discount)/.test(key)
      ? 'bull'
      : /(bear|negative|falling|premium)/.test(key)
        ? 'bear'
        : undefined;
    const group = key.replace(/_(bull|bear|positive|negative|rising|falling|discount|premium)\b/, '');
    return way === undefined ? [] : [{key, group: `key ${group}`, way}];
  });
  return [...opposites(others, side), ...opposites(measures, side)];
}

type Way = Readonly<{key: string; group: string; way: string | undefined}>;

function opposites(ways: readonly Way[], side: Side | undefined): readonly LegacyProblem[] {
  return [...new Set(ways.map(({group}) => group))].flatMap((group) => {
    const bull = ways.find((one) => one.group === group && one.way === 'bull');
    const bear = ways.find((one) => one.group === group && one.way === 'bear');
    if (bull === undefined || bear === undefined) return [];
    const [against, other] = side === 'sell' ? [bull, bear] : [bear, bull];
    return [
      {
        field: `conditions.${against.key}`,
        reason: `conditions.${against.key} and ${other.key} cannot hold together`,
        hint: 'keep the one that is meant, or write one after the other as a sequence in a plan of your own',
      },
    ];
  });
}

function textIn(params: unknown, name: string): string | undefined {
  const value: unknown =
    typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

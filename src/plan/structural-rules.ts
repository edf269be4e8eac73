import type {Problem} from '../errors.ts';
import {closingLine, type Side} from '../market/quote.ts';
import type {EntryType, Level, WrittenPlan} from './plan.ts';

/** The fields between which there are rules; undefined where a plan has none, or none that can be read. */
export type RelatedFields = Readonly<{
  [Field in 'side' | 'entry' | 'levels' | 'stopLoss' | 'takeProfit' | 'expiresIn' | 'expiresAt']?:
    | WrittenPlan[Field]
    | undefined;
}>;

/** The rules between fields of a plan. They hold whatever the time is, so stored plans keep them too. */
export function structuralProblems(plan: RelatedFields): Problem[] {
  return [...entryProblems(plan), ...samePriceProblems(plan), ...expiryProblems(plan), ...exitProblems(plan)];
}

const ORDER_NAMES: Readonly<Record<EntryType, string>> = {
  market: 'a market entry',
  limit: 'a limit order',
  stop: 'a stop order',
};

/** Each entry has one price, in `entry` or in its level; how far off it may be only a market entry says. */
function entryProblems({entry, levels}: RelatedFields): Problem[] {
  if (entry === undefined) return [];
  const {type, price, tolerance} = entry;
  const problems: Problem[] = [];
  if (levels !== undefined && price !== undefined) {
    problems.push({
      field: 'entry.price',
      message: `entry.price is ${price}, but each of the levels has a price of its own`,
      hint: 'remove it, or make it one of the levels',
    });
  }
  if (type === 'market') return [...problems, ...gateProblems(entry, levels)];
  if (levels === undefined && price === undefined) {
    problems.push({
      field: 'entry.price',
      message: `entry.price is missing; ${ORDER_NAMES[type]} rests at a price`,
      hint: 'give the price at which the order is to rest, or levels',
    });
  }
  if (tolerance !== undefined) {
    problems.push({
      field: 'entry.tolerance',
      message: `entry.tolerance is ${tolerance}, but ${ORDER_NAMES[type]} enters at its price`,
      hint: 'remove it; only a market entry has a tolerance',
    });
  }
  return problems;
}

/** The gate of a market entry: a middle and half a width, both or neither. */
function gateProblems(
  {price, tolerance}: NonNullable<RelatedFields['entry']>,
  levels: readonly Level[] | undefined,
): Problem[] {
  if (levels !== undefined) {
    if (tolerance !== undefined) return [];
    return [
      {
        field: 'entry.tolerance',
        message: 'entry.tolerance is missing; market entries at levels need it',
        hint: 'give the distance from its price within which a level may enter, or make the entry type "limit" or "stop"',
      },
    ];
  }
  if ((price === undefined) === (tolerance === undefined)) return [];
  const missing = price === undefined ? 'price' : 'tolerance';
  return [
    {
      field: `entry.${missing}`,
      message: `entry.${missing} is missing; price and tolerance go together`,
      hint: 'give both for an entry gate, or neither for none',
    },
  ];
}

/** Two levels at one price are one level that was written twice. */
function samePriceProblems({levels = []}: RelatedFields): Problem[] {
  return levels.flatMap(({price}, index) => {
    const first = levels.findIndex((level) => level.price === price);
    if (first === index) return [];
    return [
      {
        field: `levels[${index}].price`,
        message: `levels[${index}].price is ${price}, as is that of levels[${first}]`,
        hint: 'give each level a price of its own, or one level the weight of both',
      },
    ];
  });
}

function expiryProblems({expiresIn, expiresAt}: RelatedFields): Problem[] {
  if (expiresIn === undefined || expiresAt === undefined) return [];
  return [
    {
      field: 'expiresIn',
      message: `expiresIn is "${expiresIn}" and expiresAt is "${expiresAt}"; they exclude each other`,
      hint: 'keep one of them, or neither for good till cancelled',
    },
  ];
}

/** Stop loss and take profit stand on their sides of each entry, and of each other where it has no price. */
function exitProblems({side, entry, levels, stopLoss, takeProfit}: RelatedFields): Problem[] {
  if (side === undefined) return [];
  if (levels !== undefined) {
    return levels.flatMap((level, index) => levelExitProblems({side, level, index, stopLoss, takeProfit}));
  }
  const entryPrice = entry?.price;
  if (entryPrice !== undefined) {
    const entryName = `the entry price, which is ${entryPrice}`;
    return [
      ...wrongSide({exit: 'stopLoss', field: 'stopLoss', value: stopLoss, side, entryPrice, entryName}),
      ...wrongSide({exit: 'takeProfit', field: 'takeProfit', value: takeProfit, side, entryPrice, entryName}),
    ];
  }
  if (stopLoss === undefined || takeProfit === undefined) return [];
  if (side === 'buy' ? stopLoss < takeProfit : stopLoss > takeProfit) return [];
  return [
    {
      field: 'stopLoss',
      message: `stopLoss is ${stopLoss}, not ${side === 'buy' ? 'below' : 'above'} takeProfit, which is ${takeProfit}`,
      hint: `a ${side} loses when ${closingLine(side)} goes ${side === 'buy' ? 'down' : 'up'}: mend the prices, or the side`,
    },
  ];
}

/** The exits of one level: its own, or for want of them those of the plan. */
function levelExitProblems({
  side,
  level,
  index,
  ...plan
}: Readonly<{
  side: Side;
  level: Level;
  index: number;
  stopLoss: number | undefined;
  takeProfit: number | undefined;
}>): Problem[] {
  const entryName = `the price of levels[${index}], which is ${level.price}`;
  return (['stopLoss', 'takeProfit'] as const).flatMap((exit) =>
    wrongSide({
      exit,
      field: level[exit] === undefined ? exit : `levels[${index}].${exit}`,
      value: level[exit] ?? plan[exit],
      side,
      entryPrice: level.price,
      entryName,
    }),
  );
}

/** An exit that is not on its side of the entry. */
function wrongSide({
  exit,
  field,
  value,
  side,
  entryPrice,
  entryName,
}: Readonly<{
  exit: 'stopLoss' | 'takeProfit';
  field: string;
  value: number | undefined;
  side: Side;
  entryPrice: number;
  entryName: string;
}>): Problem[] {
  if (value === undefined) return [];
  const wanted = (exit === 'stopLoss') === (side === 'buy') ? 'below' : 'above';
  if (wanted === 'below' ? value < entryPrice : value > entryPrice) return [];
  return [
    {
      field,
      message: `${field} is ${value}, not ${wanted} ${entryName}`,
      hint: `the ${exit} of a ${side} must be ${wanted} its entry: mend the price, or the side`,
    },
  ];
}

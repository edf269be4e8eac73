import type {Problem} from '../errors.ts';
import {closingLine} from '../market/quote.ts';
import type {WrittenPlan} from './plan.ts';

/** The fields between which there are rules; undefined where a plan has none, or none that can be read. */
export type RelatedFields = Readonly<{
  [Field in 'side' | 'entry' | 'stopLoss' | 'takeProfit' | 'expiresIn' | 'expiresAt']?:
    | WrittenPlan[Field]
    | undefined;
}>;

/** The rules between fields of a plan. They hold whatever the time is, so stored plans keep them too. */
export function structuralProblems(plan: RelatedFields): Problem[] {
  return [...entryProblems(plan), ...expiryProblems(plan), ...exitProblems(plan)];
}

function entryProblems({entry}: RelatedFields): Problem[] {
  if (entry === undefined || (entry.price === undefined) === (entry.tolerance === undefined)) return [];
  const missing = entry.price === undefined ? 'price' : 'tolerance';
  return [
    {
      field: `entry.${missing}`,
      message: `entry.${missing} is missing; price and tolerance go together`,
      hint: 'give both for an entry gate, or neither for none',
    },
  ];
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

/** Stop loss and take profit stand on their sides of the entry, and of each other where it has no price. */
function exitProblems({side, entry, stopLoss, takeProfit}: RelatedFields): Problem[] {
  if (side === undefined) return [];
  const entryPrice = entry?.price;
  const problems: Problem[] = [];
  for (const [field, value, wanted] of [
    ['stopLoss', stopLoss, side === 'buy' ? 'below' : 'above'],
    ['takeProfit', takeProfit, side === 'buy' ? 'above' : 'below'],
  ] as const) {
    if (value === undefined || entryPrice === undefined) continue;
    if (wanted === 'below' ? value >= entryPrice : value <= entryPrice) {
      problems.push({
        field,
        message: `${field} is ${value}, not ${wanted} the entry price, which is ${entryPrice}`,
        hint: `the ${field} of a ${side} must be ${wanted} its entry: mend the price, or the side`,
      });
    }
  }
  if (entryPrice !== undefined || stopLoss === undefined || takeProfit === undefined) return problems;
  if (side === 'buy' ? stopLoss >= takeProfit : stopLoss <= takeProfit) {
    problems.push({
      field: 'stopLoss',
      message: `stopLoss is ${stopLoss}, not ${side === 'buy' ? 'below' : 'above'} takeProfit, which is ${takeProfit}`,
      hint: `a ${side} loses when ${closingLine(side)} goes ${side === 'buy' ? 'down' : 'up'}: mend the prices, or the side`,
    });
  }
  return problems;
}

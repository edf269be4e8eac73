import {parse as parseYaml} from 'yaml';
import {messageOf} from '../../errors.ts';

/** What was answered so far, by question, as it was typed; empty: nothing is wanted. */
export type Answers = Readonly<Partial<Record<QuestionName, string>>>;

export type QuestionName =
  | 'symbol'
  | 'side'
  | 'volume'
  | 'entryType'
  | 'entryPrice'
  | 'tolerance'
  | 'stopLoss'
  | 'takeProfit'
  | 'expiry'
  | 'condition'
  | 'conditionPrice'
  | 'conditionWithin';

export type Question = Readonly<{
  name: QuestionName;
  /** Beginnings of the fields of a plan whose problems are those of the answer. */
  fields: readonly string[];
  /** Undefined: it is not asked, after what was answered. */
  text: (answers: Answers) => string | undefined;
  /** What an empty answer means. */
  fallback?: string;
  /** What is wrong with the answer before it is part of a plan. */
  refusal?: (answer: string) => string | undefined;
}>;

/** The usual conditions, by number; anything else is a condition as it is written. */
const USUAL = new Map([
  ['1', 'above'],
  ['2', 'below'],
  ['3', 'near'],
  ['4', 'always'],
]);
const ASKS_PRICE = ['above', 'below', 'near'];

/** In the order in which they are asked: what a rule compares with comes first. */
export const QUESTIONS: readonly Question[] = [
  {name: 'symbol', fields: ['symbol'], text: () => 'Symbol, such as XAUUSD'},
  {name: 'side', fields: ['side'], text: () => 'Side: buy or sell'},
  {name: 'volume', fields: ['volume'], text: () => 'Volume in lots, such as 0.01'},
  {
    name: 'entryType',
    fields: ['entry.type'],
    text: () => 'Entry: market, limit or stop',
    fallback: 'market',
  },
  {
    name: 'entryPrice',
    fields: ['entry.price'],
    text: ({entryType}) =>
      entryType === 'market'
        ? 'Price that it may enter near to; empty: at any price'
        : 'Price at which the order rests',
  },
  {
    name: 'tolerance',
    fields: ['entry.tolerance'],
    text: ({entryType, entryPrice = ''}) =>
      entryType === 'market' && entryPrice !== '' ? `How far from ${entryPrice} it may enter` : undefined,
  },
  {name: 'stopLoss', fields: ['stopLoss'], text: () => 'Stop loss; empty: none'},
  {name: 'takeProfit', fields: ['takeProfit'], text: () => 'Take profit; empty: none'},
  {
    name: 'expiry',
    fields: ['expiresIn', 'expiresAt'],
    text: () => 'Expires after (24h) or at (2026-12-01T18:00:00Z); empty: good till cancelled',
  },
  {
    name: 'condition',
    fields: ['when'],
    text: () => 'Fires when: 1 price above, 2 price below, 3 price near, 4 at once; or YAML, JSON',
    refusal: (answer) => (usual(answer) === undefined ? conditionRefusal(answer) : undefined),
  },
  {
    name: 'conditionPrice',
    fields: ['when'],
    text: ({condition}) => {
      const kind = usual(condition);
      return kind === undefined || !ASKS_PRICE.includes(kind) ? undefined : `Price: ${kind} what`;
    },
  },
  {
    name: 'conditionWithin',
    fields: ['when'],
    text: ({condition, conditionPrice}) =>
      usual(condition) === 'near' ? `How far from ${conditionPrice} is near` : undefined,
  },
];

/** The plan that the answers are so far; what was not asked yet is left out. */
export function planOfAnswers(answers: Answers): Readonly<Record<string, unknown>> {
  const {symbol, side, volume, entryType, entryPrice, tolerance, stopLoss, takeProfit, expiry} = answers;
  const entry =
    entryType === undefined
      ? undefined
      : without({type: entryType, price: numberOf(entryPrice), tolerance: numberOf(tolerance)});
  return without({
    symbol: given(symbol),
    side: given(side),
    volume: numberOf(volume),
    entry,
    stopLoss: numberOf(stopLoss),
    takeProfit: numberOf(takeProfit),
    ...(/^\d{4}-/.test(expiry ?? '') ? {expiresAt: expiry} : {expiresIn: given(expiry)}),
    when: conditionOf(answers),
  });
}

function conditionOf({condition, conditionPrice, conditionWithin}: Answers): unknown {
  const kind = usual(condition);
  if (condition === undefined) return undefined;
  if (kind === undefined) return parseYaml(condition);
  if (kind === 'always') return {always: true};
  // Until it is asked how near, any distance will do.
  const within = conditionWithin === undefined ? 1 : numberOf(conditionWithin);
  const price = conditionPrice === undefined ? 1 : numberOf(conditionPrice);
  return {price: without(kind === 'near' ? {near: price, within} : {[kind]: price})};
}

function conditionRefusal(answer: string): string | undefined {
  try {
    const value: unknown = parseYaml(answer);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    return `"${answer}" is no condition; answer 1, 2, 3 or 4, or write one such as {spread: {atMost: 0.6}}`;
  } catch (error) {
    return `"${answer}" cannot be read: ${messageOf(error).split('\n')[0]?.replace(/:$/, '')}`;
  }
}

/** The usual condition that is meant, by its number or its name. */
function usual(answer = ''): string | undefined {
  return USUAL.get(answer) ?? [...USUAL.values()].find((kind) => kind === answer);
}

function given(answer: string | undefined): string | undefined {
  return answer === '' ? undefined : answer;
}

/** A number where the text is one; else the text, for the schema to name. */
function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function without(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

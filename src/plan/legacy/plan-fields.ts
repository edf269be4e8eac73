import {timeframeIn, timeframeNamed} from '../../condition/legacy/timeframe-named.ts';
import type {Timeframe} from '../../market/bar.ts';
import type {Side} from '../../market/quote.ts';
import {PLAN_ID_FORM} from '../plan.ts';
import type {OldFields} from './old-fields.ts';

/** What an old plan says of itself, under whichever of its names. */

const VOLUME_DEFAULT_LOTS = 0.01;
const NOTES_MAX = 4000;

type Prices = Readonly<{
  side: Side;
  entryPrice: number | undefined;
  stopLoss: number | undefined;
  takeProfit: number | undefined;
}>;

export function symbolOf(fields: OldFields, otherwise: string | undefined): string | undefined {
  const {value} = fields.first('symbol');
  if (value === undefined && otherwise !== undefined) {
    fields.warnings.push(`symbol is not given; ${otherwise} was filled in`);
    return otherwise;
  }
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (value === undefined)
    fields.lack(
      'symbol',
      'is missing',
      'give the symbol in the file, or one for all such plans with --symbol',
    );
  else fields.refuse('symbol', `is ${JSON.stringify(value)}`, 'write the name of the instrument');
  return undefined;
}

export function sideOf(fields: OldFields): Side | undefined {
  const {value} = fields.first('direction');
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (word === 'buy' || word === 'sell') return word;
  const isPair = fields.first('buy_entry').value !== undefined;
  const hint = isPair ? 'write two plans, one for each side, with one bracket_trade_id' : 'write BUY or SELL';
  const found =
    value === undefined
      ? `is missing${isPair ? ': this is a bracket of two plans' : ''}`
      : `is ${JSON.stringify(value)}`;
  if (value === undefined) fields.lack('direction', found, hint);
  else fields.refuse('direction', found, hint);
  return undefined;
}

/** Against the entry price as it was written, whether or not it becomes one of ours. */
export function checkSides(fields: OldFields, {side, entryPrice, stopLoss, takeProfit}: Prices): void {
  if (entryPrice === undefined) return;
  for (const [price, names, isBelow] of [
    [stopLoss, ['stop_loss', 'sl'], side === 'buy'],
    [takeProfit, ['take_profit', 'tp'], side === 'sell'],
  ] as const) {
    if (price === undefined || (isBelow ? price < entryPrice : price > entryPrice)) continue;
    const {name} = fields.first(names[0], names[1]);
    const where = isBelow ? 'below' : 'above';
    fields.refuse(
      name,
      `is ${price}, not ${where} the entry price, which is ${entryPrice}`,
      `the ${name} of a ${side} must be ${where} its entry: mend the price, or the direction`,
    );
  }
}

/** None, or none above zero, meant the least. */
export function volumeOf(fields: OldFields, symbol: string): number {
  const {value} = fields.first('volume');
  if (value !== undefined && typeof value !== 'number') {
    fields.refuse(
      'volume',
      `is ${JSON.stringify(value)}, not a number`,
      'write the size in lots, such as 0.01',
    );
    return VOLUME_DEFAULT_LOTS;
  }
  if (value === undefined || value <= 0) {
    fields.warnings.push(`volume is ${value ?? 'not given'}; ${VOLUME_DEFAULT_LOTS} lots were filled in`);
    return VOLUME_DEFAULT_LOTS;
  }
  const most = /BTC|XAU|GOLD/i.test(symbol) ? 0.03 : 0.05;
  if (value > most)
    fields.attention.push(`volume is ${value} lots; the old program traded no plan of more than ${most}`);
  return value;
}

export function notesOf(fields: OldFields): string | undefined {
  const text = fields.text('notes', 'reasoning', 'name');
  const strategy = fields.text('strategy', 'strategy_type');
  const label =
    strategy === undefined || text?.includes('[strategy:') === true ? [] : [`[strategy:${strategy}]`];
  const notes = [...(text === undefined ? [] : [text]), ...label].join(' ');
  return notes === '' ? undefined : notes.slice(0, NOTES_MAX);
}

/** An object, a list or text, as it was written; a database keeps the text of it. */
export function conditionsIn(fields: OldFields): unknown {
  const {value} = fields.first('conditions');
  if (value === undefined && fields.text('conditions_text') !== undefined) {
    fields.refuse(
      'conditions_text',
      'describes the conditions in words',
      'write them as an object in conditions',
    );
  }
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Said with the field, as text that it is.
    return value;
  }
}

const PLAN_KEYS = ['order_type', 'strategy_type'] as const;

/** What some wrote beside the conditions and others among them. */
export function withPlanKeys(conditions: unknown, fields: OldFields): unknown {
  if (typeof conditions !== 'object' || Array.isArray(conditions)) return conditions;
  const beside = PLAN_KEYS.flatMap((name) => {
    const {value} = fields.first(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {...Object.fromEntries(beside), ...conditions};
}

export function timeframeOf(
  fields: OldFields,
  notes: string | undefined,
): Readonly<{is: Timeframe; from: string}> | undefined {
  const own = timeframeNamed(fields.text('timeframe'));
  if (own !== undefined) return {is: own, from: 'the plan’s own field'};
  const named = timeframeIn(notes ?? '');
  return named === undefined ? undefined : {is: named, from: 'its notes'};
}

export function idOf(fields: OldFields): string | undefined {
  const {value} = fields.first('plan_id', 'id');
  if (value === undefined) return undefined;
  if (typeof value === 'string' && PLAN_ID_FORM.test(value)) return value;
  fields.refuse(
    'plan_id',
    `is ${JSON.stringify(value)}`,
    'use 1 to 64 letters, digits, "_" and "-", or leave it out',
  );
  return undefined;
}

import {toleranceBounds} from '../../condition/legacy/tolerance.ts';
import {add, subtract} from '../../market/price.ts';
import type {Side} from '../../market/quote.ts';
import {type Level, LEVELS_MAX} from '../plan.ts';
import type {OldFields} from './old-fields.ts';

type LevelsOf = Readonly<{side: Side; symbol: string; entryPrice: number | undefined}>;

/**
 * The entries of a plan, by the way that the price comes to them; undefined where it has
 * none, or what it has was refused.
 *
 * @param value A list, or the text of one.
 */
export function levelsOf(value: unknown, fields: OldFields, context: LevelsOf): readonly Level[] | undefined {
  const list = listOf(value, fields);
  if (list === undefined || list.length === 0) return undefined;
  const {side, symbol} = context;
  const levels: Level[] = [];
  for (const [index, item] of list.slice(0, LEVELS_MAX).entries()) {
    const level = levelOf(item, {index, fields, ...context});
    if (level === undefined) return undefined;
    const {fallback} = toleranceBounds(symbol);
    const isDouble = levels.some(
      ({price}) => Math.abs(price - level.price) < (fallback ?? 0) / 2 || price === level.price,
    );
    if (isDouble) fields.warnings.push(`entry_levels[${index}] was left out: it is as good as one before it`);
    else levels.push(level);
  }
  if (list.length > LEVELS_MAX)
    fields.warnings.push(`entry_levels has more than ${LEVELS_MAX}; the rest was left out`);
  fields.attention.push(
    'entry_levels: the old program traded only the first level that was reached; here each trades its part of the volume',
  );
  return levels.sort((a, b) => (side === 'buy' ? a.price - b.price : b.price - a.price));
}

function listOf(value: unknown, fields: OldFields): readonly unknown[] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const list = typeof value === 'string' ? parsed(value) : value;
  if (Array.isArray(list)) return [...(list as readonly unknown[])];
  fields.refuse(
    'entry_levels',
    `is ${JSON.stringify(value)}, which is no list`,
    'write a list, such as [{"price": 1300}]',
  );
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is no JSON is no list either.
    return undefined;
  }
}

function levelOf(
  item: unknown,
  {index, fields, side, entryPrice}: LevelsOf & Readonly<{index: number; fields: OldFields}>,
): Level | undefined {
  const given: Readonly<Record<string, unknown>> =
    typeof item === 'object' && item !== null ? {...item} : {price: item};
  const price = given['price'] ?? (index === 0 ? entryPrice : undefined);
  const [offsetDown, offsetUp, weight] = ['sl_offset', 'tp_offset', 'weight'].map(
    (name) => given[name] ?? undefined,
  );
  for (const [name, number] of Object.entries({price, sl_offset: offsetDown, tp_offset: offsetUp, weight})) {
    const isWrong =
      name === 'price'
        ? !isNumber(number) || number <= 0
        : number !== undefined && (!isNumber(number) || number === 0);
    if (!isWrong) continue;
    fields.refuse(
      `entry_levels[${index}].${name}`,
      `is ${JSON.stringify(number ?? null)}`,
      'write a number above zero',
    );
    return undefined;
  }
  if (!isNumber(price)) return undefined;
  const away = (offset: unknown, isUp: boolean): number | undefined => {
    if (!isNumber(offset)) return undefined;
    return isUp ? add(price, Math.abs(offset)) : subtract(price, Math.abs(offset));
  };
  const stopLoss = away(offsetDown, side === 'sell');
  const takeProfit = away(offsetUp, side === 'buy');
  return {
    price,
    ...(isNumber(weight) ? {weight} : {}),
    ...(stopLoss === undefined ? {} : {stopLoss}),
    ...(takeProfit === undefined ? {} : {takeProfit}),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

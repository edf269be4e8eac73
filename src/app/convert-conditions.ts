import type {Condition} from '../condition/condition-kind.ts';
import {convert} from '../condition/legacy/convert.ts';
import {inputErrorOf, messageOf} from '../errors.ts';
import type {Side} from '../market/quote.ts';

/** What an old `conditions` object becomes. */
export type ConvertedView = Readonly<{
  when: Condition | null;
  entry: Readonly<{type: string; price?: number; tolerance?: number}> | null;
  group: string | null;
  needsAttention: readonly string[];
  warnings: readonly string[];
}>;

export type ConvertOptions = Readonly<{
  side?: Side | undefined;
  symbol?: string | undefined;
  entryPrice?: number | undefined;
}>;

/**
 * The new form of an old `conditions` object, or of the one inside an old plan.
 *
 * @throws {InputError} PLAN_INVALID with every key that is refused.
 */
export function convertConditions(text: string, options: ConvertOptions): ConvertedView {
  const {conditions, zone, order, group, problems, attention, warnings} = convert({
    conditions: conditionsIn(text),
    ...options,
  });
  if (problems.length > 0) {
    throw inputErrorOf(
      'PLAN_INVALID',
      problems.map(({field, reason, hint}) => ({field, message: reason, hint})),
    );
  }
  const gate = zone === null ? {} : {price: zone.near, tolerance: zone.tolerance};
  const [only, ...others] = conditions;
  const resting = order !== 'market';
  return {
    when:
      only === undefined
        ? zone === null
          ? null
          : {always: true}
        : others.length === 0
          ? only
          : {all: conditions},
    entry: resting
      ? {type: order, ...(options.entryPrice === undefined ? {} : {price: options.entryPrice})}
      : zone === null
        ? null
        : {type: order, ...gate},
    group,
    needsAttention: attention,
    warnings,
  };
}

function conditionsIn(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `the conditions are not JSON: ${messageOf(error)}`;
    throw inputErrorOf('PLAN_INVALID', [
      {field: 'conditions', message, hint: 'write an object, such as {"choch_bull": true}'},
    ]);
  }
  if (typeof value !== 'object' || value === null || !('conditions' in value)) return value;
  return value.conditions;
}

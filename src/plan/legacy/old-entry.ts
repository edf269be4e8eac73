import type {Condition} from '../../condition/condition-kind.ts';
import type {Converted, Zone} from '../../condition/legacy/convert.ts';
import type {LegacyProblem} from '../../condition/legacy/old-conditions.ts';
import type {Entry, Level} from '../plan.ts';
import type {OldFields} from './old-fields.ts';

/** Never holds: in the place of a condition that is missing, so that arming alone lets nothing fire. */
export const NEVER: Condition = {not: {always: true}};

/** The entry, and what becomes of the zone where it is no entry gate. */
export function entryOf(
  {zone, order}: Converted,
  {entryPrice, levels}: Readonly<{entryPrice: number | undefined; levels: readonly Level[] | undefined}>,
  fields: OldFields,
): readonly [Entry, readonly Condition[]] {
  const isAway = zone !== null && entryPrice !== undefined && zone.near !== entryPrice;
  const asCondition = (one: Zone): Condition => ({price: {near: one.near, within: one.tolerance}});
  if (isAway)
    fields.warnings.push(
      `price_near is ${zone.near} and the entry price ${entryPrice}: the zone became a condition`,
    );
  if (order !== 'market') {
    if (entryPrice === undefined && levels === undefined) {
      fields.attention.push(`order_type is ${order}, and there is no price for it`);
      return [{type: 'market'}, [...(zone === null ? [] : [asCondition(zone)]), NEVER]];
    }
    const price = levels === undefined ? {price: entryPrice} : {};
    return [{type: order, ...price}, zone === null ? [] : [asCondition(zone)]];
  }
  if (levels !== undefined) {
    if (zone === null) fields.attention.push('entry_levels has no tolerance: how near must the price come?');
    return [{type: 'market', tolerance: zone?.tolerance ?? 0}, []];
  }
  if (zone === null) {
    if (entryPrice !== undefined)
      fields.warnings.push(`the entry price ${entryPrice} is not asked for: there is no price_near`);
    return [{type: 'market'}, []];
  }
  if (isAway) return [{type: 'market'}, [asCondition(zone)]];
  return [{type: 'market', price: zone.near, tolerance: zone.tolerance}, []];
}

export function whenOf(parts: readonly Condition[]): Condition {
  const [only, ...others] = parts;
  if (only === undefined) return {always: true};
  return others.length === 0 ? only : {all: parts};
}

export function noRoom(zone: Zone | null): LegacyProblem {
  if (zone === null) {
    const reason = 'the conditions can never hold together';
    return {field: 'conditions', reason, hint: 'keep those that are meant, or write two plans'};
  }
  const {near, tolerance} = zone;
  return {
    field: 'conditions.price_near',
    reason: `conditions.price_near is ${near}, and the other conditions can never hold within ${tolerance} of it`,
    hint: 'mend the prices: price_above and price_below must leave room in the zone about price_near',
  };
}

export function noCondition(conditions: unknown, {strategy, zone}: Converted): readonly string[] {
  if (conditions === undefined) return ['conditions are missing: say when it may fire'];
  if (strategy !== undefined) return [`[strategy:${strategy}] is the name of a strategy, and no condition`];
  return zone === null ? ['conditions are empty: say when it may fire'] : [];
}

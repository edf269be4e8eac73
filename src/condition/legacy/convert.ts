import type {Timeframe} from '../../market/bar.ts';
import type {Side} from '../../market/quote.ts';
import type {Condition} from '../condition-kind.ts';
import {contradictionsIn, type Made} from './contradictions.ts';
import {judged} from './known-conditions.ts';
import {type LegacyProblem, OldConditions} from './old-conditions.ts';
import {readKeys} from './read-keys.ts';
import {legacyKeyOf} from './registry.ts';
import {toleranceBounds} from './tolerance.ts';

/** What the rest of an old plan says that its conditions are read by. */
export type ConvertRequest = Readonly<{
  conditions: unknown;
  side?: Side | undefined;
  symbol?: string | undefined;
  entryPrice?: number | undefined;
  timeframe?: Readonly<{is: Timeframe; from: string}> | undefined;
  /** Where the plan says it beside its conditions. */
  planType?: string | undefined;
}>;

/** The zone about a price in which an old plan might fire. */
export type Zone = Readonly<{near: number; tolerance: number}>;

export type Converted = Readonly<{
  /** All of them have to hold; the zone is not among them. */
  conditions: readonly Condition[];
  zone: Zone | null;
  order: 'market' | 'limit' | 'stop';
  levels: unknown;
  group: string | null;
  bracketSide: string | undefined;
  strategy: string | undefined;
  runtime: Readonly<Record<string, unknown>>;
  /** Any: nothing is imported. */
  problems: readonly LegacyProblem[];
  /** Any: the plan is a draft. */
  attention: readonly string[];
  /** What the author wanted is not all there: the plan must be edited before it may fire. */
  isIncomplete: boolean;
  warnings: readonly string[];
}>;

const ORDERS = {market: 'market', limit: 'limit', stop: 'stop'} as const;

/** Reads an old `conditions` object. Nothing is guessed: what is unknown or contradictory is a problem. */
export function convert(request: ConvertRequest): Converted {
  const {values, runtime, problems: unreadable} = readKeys(request.conditions);
  const bare = new OldConditions(values, {
    side: request.side,
    entryPrice: request.entryPrice ?? null,
    toleranceWidth: null,
    timeframe: request.timeframe,
  });
  const zone = zoneOf(bare, request.symbol);
  const old = new OldConditions(values, {
    ...bare.context,
    entryPrice: request.entryPrice ?? zone?.near ?? null,
    toleranceWidth: zone?.tolerance ?? null,
  });
  const made = madeOf(old, values, request.planType);
  const conditions = made.flatMap(({key, condition}): Condition[] => {
    const verdict = judged(condition);
    if (verdict.as === 'absent') old.lacks(`${key} ${verdict.why}`);
    if (verdict.as === 'wrong')
      old.refuse(key, `makes a condition that breaks a rule: ${verdict.reason}`, 'mend the value');
    if (verdict.as !== 'known') return [];
    if (verdict.isSourced) old.warn(`${key} needs a source of data; without it the plan never fires`);
    return [verdict.condition];
  });
  remarks(old, values);
  const order = orderOf(old);
  return {
    conditions: distinct(conditions),
    zone,
    order,
    levels: old.value('entry_levels'),
    group: textOf(old, 'bracket_trade_id') ?? null,
    bracketSide: textOf(old, 'bracket_side'),
    strategy: textOf(old, 'strategy_type') ?? textOf(old, 'strategy'),
    runtime,
    problems: [...unreadable, ...bare.problems, ...old.problems, ...contradictionsIn(made, request.side)],
    attention: [...bare.attention, ...old.attention],
    isIncomplete: bare.isIncomplete || old.isIncomplete,
    warnings: [...bare.warnings, ...old.warnings],
  };
}

/** Conditions by their keys, in the order in which they were written. */
function madeOf(
  old: OldConditions,
  values: ReadonlyMap<string, unknown>,
  planType: string | undefined,
): readonly Made[] {
  const made: Made[] = [];
  for (const name of values.keys()) {
    const role = legacyKeyOf(name)?.role;
    const condition = role?.as === 'condition' ? role.convert(old) : undefined;
    if (condition !== undefined) made.push({key: name, condition});
  }
  const type = textOf(old, 'plan_type') ?? planType;
  if (type === 'micro_scalp') {
    old.refuse(
      'plan_type',
      'is "micro_scalp", which put its own side, prices and volume in the place of the plan’s',
      'write a plan with the conditions that are meant',
    );
  }
  if (type === 'range_scalp' && !old.has('range_scalp_confluence')) {
    old.warn('plan_type range_scalp asks for a confluence of 80');
    made.push({key: 'plan_type', condition: {rangeScalp: {atLeast: 80}}});
  }
  if (textOf(old, 'strategy_type') === 'breaker_block' && !old.has('breaker_block')) {
    made.push({key: 'strategy_type', condition: {breakerBlock: {timeframe: old.structureFrame()}}});
  }
  return made;
}

/** What keys have no effect, and which are refused whatever they say. */
function remarks(old: OldConditions, values: ReadonlyMap<string, unknown>): void {
  for (const name of values.keys()) {
    const role = legacyKeyOf(name)?.role;
    if (role === undefined || !old.has(name)) continue;
    if (role.as === 'refused') old.refuse(name, role.reason, role.hint);
    if (role.as === 'dropped') old.warn(`${name} was left out: ${role.why}`);
    if (role.as !== 'parameter' || old.isRead(name) || role.of.some((owner) => owner.includes(' '))) continue;
    const isOwned = role.of.some((owner) => old.has(owner));
    old.warn(
      `${name} was left out: ${isOwned ? 'there is nothing like it here' : `it belongs to ${role.of.join(', ')}`}`,
    );
  }
}

function zoneOf(old: OldConditions, symbol: string | undefined): Zone | null {
  const near = nearOf(old);
  const written = old.number('tolerance');
  if (near === undefined) return null;
  const {fallback, most} = toleranceBounds(symbol ?? '');
  if (written === undefined) {
    if (fallback === null) {
      old.lacks('price_near has no tolerance, and none is known for the symbol');
      return {near, tolerance: 0};
    }
    old.warn(`tolerance is not given; ${fallback} was filled in`);
    return {near, tolerance: fallback};
  }
  if (written < 0)
    old.refuse('tolerance', `is ${written}, which is below zero`, 'give the distance from price_near');
  if (most === null || written <= most) return {near, tolerance: written};
  old.warn(`tolerance ${written} was cut to ${most}, the most that the old program allowed`);
  return {near, tolerance: most};
}

function nearOf(old: OldConditions): number | undefined {
  const value = old.value('price_near');
  if (typeof value !== 'string' || Number.isFinite(Number(value))) return old.number('price_near');
  const of = value === 'PDL' ? 'low' : 'high';
  old.refuse(
    'price_near',
    `is ${JSON.stringify(value)}, not a price`,
    `write a price; the high or low of the day before is the condition previousDay: {of: ${of}, within: …}`,
  );
  return undefined;
}

function orderOf(old: OldConditions): Converted['order'] {
  const order = old.word('order_type', ORDERS);
  return order === 'limit' || order === 'stop' ? order : 'market';
}

function textOf(old: OldConditions, name: string): string | undefined {
  const value = old.value(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function distinct(conditions: readonly Condition[]): readonly Condition[] {
  const seen = new Set<string>();
  return conditions.filter((condition) => {
    const text = JSON.stringify(condition);
    return seen.has(text) ? false : seen.add(text);
  });
}

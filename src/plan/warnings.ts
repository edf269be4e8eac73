import {possibilities} from '../condition/compile.ts';
import type {Condition} from '../condition/condition-kind.ts';
import {add, subtract} from '../market/price.ts';
import {formatDuration} from './duration.ts';
import type {Plan} from './plan.ts';

export type WarningCode = 'neverMet' | 'noStopLoss' | 'exitInsideGate' | 'expiresSoon';

/** Something about a valid plan that its author probably did not mean. */
export type PlanWarning = Readonly<{code: WarningCode; field: string; message: string}>;

const SOON_MS = 60_000;

/** What to tell the author of a plan when it is added; none of it keeps the plan out. */
export function warningsOf(plan: Plan, nowMs: number): PlanWarning[] {
  return [...neverMet(plan), ...noStopLoss(plan), ...exitInsideGate(plan), ...expiresSoon(plan, nowMs)];
}

function neverMet({when, entry, side}: Plan): PlanWarning[] {
  const say = (field: string, message: string): PlanWarning[] => [{code: 'neverMet', field, message}];
  const contradiction = contradictionIn(when, 'when');
  if (contradiction !== undefined) {
    return say(contradiction, `${contradiction} lists a condition and its opposite, so it can never hold`);
  }
  if (possibilities(when, side).length === 0) {
    return say('when', 'the conditions in when can never hold together, so the plan can never fire');
  }
  const {price: near, tolerance: within} = entry;
  if (near === undefined || within === undefined) return [];
  const gated = {all: [{price: {near, within}}, when]};
  if (possibilities(gated, side).length > 0) return [];
  return say(
    'entry',
    `when can never hold while the price is within ${within} of the entry price ${near}, so the plan can never fire`,
  );
}

/**
 * Path of an `all` that lists some condition and `not` that condition. Only where the plan cannot
 * fire without it: beside an `any` another part may do.
 */
function contradictionIn(condition: Condition, path: string): string | undefined {
  const parts = condition['all'];
  if (!Array.isArray(parts)) return undefined;
  const conditions: readonly Condition[] = parts;
  // Parsed conditions name their parameters in one order, so equal ones have equal texts.
  const texts = new Set(conditions.map((part) => JSON.stringify(part)));
  if (conditions.some((part) => 'not' in part && texts.has(JSON.stringify(part['not']))))
    return `${path}.all`;
  for (const [index, part] of conditions.entries()) {
    const inside = contradictionIn(part, `${path}.all[${index}]`);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function noStopLoss({stopLoss}: Plan): PlanWarning[] {
  if (stopLoss !== null) return [];
  return [
    {code: 'noStopLoss', field: 'stopLoss', message: 'the plan has no stop loss: its loss is not limited'},
  ];
}

/** The entry price is on the right side, but the gate reaches past the stop loss or take profit. */
function exitInsideGate({side, entry: {price, tolerance}, stopLoss, takeProfit}: Plan): PlanWarning[] {
  if (price === undefined || tolerance === undefined) return [];
  const [lowest, highest] = [subtract(price, tolerance), add(price, tolerance)];
  const exits = [
    ['stopLoss', stopLoss, side === 'buy' ? 'down' : 'up'],
    ['takeProfit', takeProfit, side === 'buy' ? 'up' : 'down'],
  ] as const;
  return exits.flatMap(([field, exit, way]) => {
    const end = way === 'down' ? lowest : highest;
    if (exit === null || (way === 'down' ? exit < end : exit > end)) return [];
    const message = `the entry gate lets the plan in ${way} to ${end}, which is not short of its ${field}, ${exit}`;
    return [{code: 'exitInsideGate' as const, field, message}];
  });
}

function expiresSoon({expiresAtMs}: Plan, nowMs: number): PlanWarning[] {
  if (expiresAtMs === null || expiresAtMs <= nowMs || expiresAtMs - nowMs >= SOON_MS) return [];
  const message = `the plan expires in ${formatDuration(expiresAtMs - nowMs)}`;
  return [{code: 'expiresSoon', field: 'expiresAt', message}];
}

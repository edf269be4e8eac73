import {type Converted, convert} from '../../condition/legacy/convert.ts';
import type {LegacyProblem} from '../../condition/legacy/old-conditions.ts';
import {isForexPair} from '../../condition/legacy/tolerance.ts';
import type {Side} from '../../market/quote.ts';
import {parsePlan} from '../parse.ts';
import {type Plan, PLAN_ID_FORM} from '../plan.ts';
import {warningsOf} from '../warnings.ts';
import {contentKeyOf} from './content-key.ts';
import {entryOf, NEVER, noCondition, noRoom, whenOf} from './old-entry.ts';
import {creationOf, expiryOf} from './old-expiry.ts';
import {OldFields, type OldPlan} from './old-fields.ts';
import {levelsOf} from './old-levels.ts';
import {type ImportedStatus, type OldTrade, type StatusRead, statusRead} from './old-status.ts';
import {tradeOf} from './old-trade.ts';
import {
  checkSides,
  conditionsIn,
  idOf,
  notesOf,
  sideOf,
  symbolOf,
  timeframeOf,
  volumeOf,
  withPlanKeys,
} from './plan-fields.ts';

/** An old plan as one of ours, and how far it had come. */
export type LegacyPlan = Readonly<{
  plan: Plan;
  status: ImportedStatus;
  reason: string | null;
  fill: Readonly<{positionId: string; price: number; volumeLots: number; timeMs: number}> | null;
  close: Readonly<{
    price: number;
    timeMs: number;
    reason: 'stopLoss' | 'takeProfit' | 'manual';
    profit: number | null;
  }> | null;
  contentKey: string;
  /** What of the old plan has no place in ours. */
  kept: Readonly<{status: string | null; runtime: Readonly<Record<string, unknown>>; plan: OldPlan}>;
}>;

export type LegacyVerdict =
  | Readonly<{as: 'refused'; problems: readonly [LegacyProblem, ...LegacyProblem[]]}>
  | Readonly<{as: 'imported'; legacy: LegacyPlan; warnings: readonly string[]}>
  | Readonly<{as: 'needsAttention'; legacy: LegacyPlan; why: readonly string[]}>;

export type LegacyRequest = Readonly<{
  nowMs: number;
  /** Of plans that name none. */
  symbol?: string | undefined;
}>;

/** What becomes of one old plan: one of ours, a draft, or nothing, with the reasons. */
export function legacyPlanOf(old: OldPlan, {nowMs, symbol: otherwise}: LegacyRequest): LegacyVerdict {
  const fields = new OldFields(old);
  const symbol = symbolOf(fields, otherwise);
  const side = sideOf(fields);
  const entryPrice = fields.price('entry price', 'entry_price', 'entry');
  const stopLoss = fields.price('stop loss', 'stop_loss', 'sl');
  const takeProfit = fields.price('take profit', 'take_profit', 'tp');
  if (side !== undefined) checkSides(fields, {side, entryPrice, stopLoss, takeProfit});
  const volumeLots = volumeOf(fields, symbol ?? '');
  const createdMs = creationOf(fields, nowMs);
  const expiresMs = expiryOf(fields, {createdMs, nowMs});
  const notes = notesOf(fields);
  const conditions = conditionsIn(fields);
  const planType = fields.text('plan_type');
  const converted = convert({
    conditions: withPlanKeys(conditions, fields),
    side,
    symbol,
    entryPrice,
    timeframe: timeframeOf(fields, notes),
    planType,
  });
  const id = idOf(fields);
  checkConverted(fields, converted, {side, symbol, old: conditions});
  const trade = side === undefined ? undefined : tradeOf(fields, {side, stopLoss, takeProfit});
  const stand = standOf(fields, {isPastExpiry: expiresMs !== null && expiresMs <= nowMs, trade});
  const isOver = stand.status !== 'pending' && stand.status !== 'draft';
  // Of several levels one was traded, and nobody wrote down which.
  const levels =
    isOver || side === undefined || symbol === undefined
      ? undefined
      : levelsOf(fields.first('entry_levels').value ?? converted.levels, fields, {side, symbol, entryPrice});
  const [first, ...others] = [...fields.problems, ...converted.problems, ...fields.missing];
  if (first !== undefined) return {as: 'refused', problems: [first, ...others]};
  const [entry, extra] = entryOf(converted, {entryPrice, levels}, fields);
  const parts = [...extra, ...converted.conditions];
  const isMissing =
    converted.isIncomplete ||
    (parts.length === 0 && (converted.zone === null || entry.price === undefined) && levels === undefined);
  if (isMissing && converted.conditions.length === 0 && !converted.isIncomplete)
    fields.attention.push(...noCondition(conditions, converted));
  const contentKey = contentKeyOf({
    symbol,
    side,
    entryPrice,
    stopLoss,
    takeProfit,
    volumeLots,
    conditions,
    planType,
    levels: fields.first('entry_levels').value,
    order: fields.text('order_type'),
    status: fields.text('status')?.toLowerCase() ?? 'pending',
    made: fields.first('created_at').value,
    ends: [fields.first('expires_at', 'expires').value, fields.first('expires_hours').value],
  });
  const parsed = parsePlan(
    {
      id: id ?? `legacy-${contentKey.slice(0, 16)}`,
      symbol,
      side,
      volume: volumeLots,
      entry,
      ...(levels === undefined ? {} : {levels}),
      ...(stopLoss === undefined ? {} : {stopLoss}),
      ...(takeProfit === undefined ? {} : {takeProfit}),
      ...(expiresMs === null ? {} : {expiresAt: new Date(expiresMs).toISOString()}),
      createdAt: new Date(createdMs).toISOString(),
      when: whenOf(isMissing ? [...parts, NEVER] : parts),
      ...(converted.group === null ? {} : {group: converted.group}),
      ...(notes === undefined ? {} : {notes}),
    },
    {newId: () => '', createdAtMs: createdMs},
  );
  if (!parsed.ok) return {as: 'refused', problems: nonEmpty(parsed.problems.map(renamed))};
  const {plan} = parsed;
  const isNever = !isMissing && warningsOf(plan, nowMs).some(({code}) => code === 'neverMet');
  if (isNever) return {as: 'refused', problems: [noRoom(converted.zone)]};
  const legacy: LegacyPlan = {
    plan,
    ...stand,
    fill:
      trade === undefined || stand.status !== 'closed'
        ? null
        : {
            positionId: trade.positionId,
            price: entryPrice ?? trade.exitPrice,
            volumeLots,
            timeMs: trade.openedMs,
          },
    close:
      trade === undefined || stand.status !== 'closed'
        ? null
        : {price: trade.exitPrice, timeMs: trade.closedMs, reason: trade.reason, profit: trade.profit},
    contentKey,
    kept: {status: fields.text('status') ?? null, runtime: converted.runtime, plan: old},
  };
  const attention = [...fields.attention, ...converted.attention];
  const warnings = [...fields.warnings, ...converted.warnings];
  if (attention.length === 0) return {as: 'imported', legacy, warnings};
  // What is over cannot fire: there is nothing to look at before it may.
  if (isOver) return {as: 'imported', legacy, warnings: [...attention, ...warnings]};
  return {
    as: 'needsAttention',
    legacy: {...legacy, status: 'draft', reason: null},
    why: [...attention, ...warnings],
  };
}

/** Where the plan stands; one of an unknown status is a draft. */
function standOf(
  fields: OldFields,
  {isPastExpiry, trade}: Readonly<{isPastExpiry: boolean; trade: OldTrade | undefined}>,
): NonNullable<StatusRead> {
  const text = fields.text('status');
  const note = fields.text('cancellation_reason', 'close_reason') ?? null;
  const read = statusRead(text, {isPastExpiry, trade, note});
  if (read === undefined) fields.attention.push(`status is "${text}", which is not known`);
  return read ?? {status: 'draft', reason: null};
}

const FOREX_KEYS = /^(?:choch|bos)_(?:bull|bear)$|^m1_choch|^structure_confirmation$/;

function checkConverted(
  fields: OldFields,
  {bracketSide, group}: Converted,
  {side, symbol, old}: Readonly<{side: Side | undefined; symbol: string | undefined; old: unknown}>,
): void {
  if (bracketSide !== undefined && side !== undefined && bracketSide.toLowerCase() !== side) {
    fields.refuse(
      'conditions.bracket_side',
      `is "${bracketSide}", and the plan is a ${side}`,
      'mend the one or the other',
    );
  }
  if (group !== null && !PLAN_ID_FORM.test(group)) {
    fields.refuse(
      'conditions.bracket_trade_id',
      `is ${JSON.stringify(group)}`,
      'use 1 to 64 letters, digits, "_" and "-"',
    );
  }
  const keys = typeof old === 'object' && old !== null && !Array.isArray(old) ? Object.keys(old) : [];
  const rejected = keys.find((key) => FOREX_KEYS.test(key));
  if (rejected !== undefined && symbol !== undefined && isForexPair(symbol)) {
    fields.attention.push(`${rejected}: the old program never let a plan of a currency pair pass it`);
  }
  if (fields.text('multi_level')?.includes('✅') === true)
    fields.attention.push('multi_level says that there are levels, which are not given');
}

const OLD_NAMES: Readonly<Record<string, string>> = {
  id: 'plan_id',
  side: 'direction',
  stopLoss: 'stop_loss',
  takeProfit: 'take_profit',
  expiresAt: 'expires_at',
  createdAt: 'created_at',
  group: 'conditions.bracket_trade_id',
  when: 'conditions',
};

/** A problem of the plan that was made, under the names of the one that it was made of. */
function renamed({
  field,
  message,
  hint,
}: Readonly<{field?: string; message: string; hint?: string}>): LegacyProblem {
  const [first = ''] = (field ?? '').split(/[.[]/);
  const name =
    OLD_NAMES[first] ?? (field?.startsWith('levels') === true ? 'entry_levels' : (field ?? 'plan'));
  return {field: name, reason: message, hint: hint ?? 'mend the field'};
}

function nonEmpty(problems: readonly LegacyProblem[]): readonly [LegacyProblem, ...LegacyProblem[]] {
  const [first, ...others] = problems;
  if (first === undefined) throw new Error('Invariant: what was refused has a problem');
  return [first, ...others];
}

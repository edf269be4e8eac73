import {possibilities, possibilitiesWithSources, sourcesIn} from '../condition/compile.ts';
import type {Condition} from '../condition/condition-kind.ts';
import type {SourcedMeasures} from '../condition/source-question.ts';
import type {Instrument} from '../market/instrument.ts';
import {add, subtract} from '../market/price.ts';
import {formatDuration} from './duration.ts';
import {type EntryLevel, entryLevels, levelVolumes} from './entry-levels.ts';
import type {Plan} from './plan.ts';

export type WarningCode =
  | 'neverMet'
  | 'cancelsItself'
  | 'noSource'
  | 'noStopLoss'
  | 'exitInsideGate'
  | 'expiresSoon'
  | 'noExpiry'
  | 'volumeNotInSteps'
  | 'volumeTooSmall';

/** Something about a valid plan that its author probably did not mean. */
export type PlanWarning = Readonly<{code: WarningCode; field: string; message: string}>;

const SOON_MS = 60_000;

/**
 * What to tell the author of a plan when it is added; none of it keeps the plan out.
 *
 * @param sourced What the configured sources answer. Default: there are none.
 */
export function warningsOf(plan: Plan, nowMs: number, sourced: SourcedMeasures = {}): PlanWarning[] {
  return [
    ...neverMet(plan),
    ...cancelsItself(plan),
    ...noSource(plan, sourced),
    ...noStopLoss(plan),
    ...exitInsideGate(plan),
    ...expiresSoon(plan, nowMs),
    ...noExpiry(plan),
  ];
}

/**
 * The same of its volume, where the instrument's terms are known: the level can then not fire, which the
 * guard on the volume says each time it is asked.
 */
export function volumeWarnings(
  plan: Plan,
  {volumeStepLots, volumeMinLots}: Pick<Instrument, 'volumeStepLots' | 'volumeMinLots'>,
): PlanWarning[] {
  const levels = entryLevels(plan);
  const weights = levels.map(({weight}) => weight);
  const volumes = levelVolumes(plan.volumeLots, weights, volumeStepLots);
  if (volumes === undefined) {
    const message = `volume is ${plan.volumeLots}, which is not a whole number of the instrument’s steps of ${volumeStepLots}: no broker takes it`;
    return [{code: 'volumeNotInSteps', field: 'volume', message}];
  }
  return levels.flatMap(({level}, index) => {
    const volumeLots = volumes[index] ?? 0;
    if (volumeLots > 0 && volumeLots >= (volumeMinLots ?? 0)) return [];
    const least =
      volumeLots === 0 ? 'less than one step of the instrument' : `less than the least, ${volumeMinLots}`;
    const message =
      plan.levels === null
        ? `volume is ${volumeLots}, which is ${least}: no broker takes it`
        : `levels[${index}] gets ${volumeLots} lots of the volume, which is ${least}: level ${level} can never fire`;
    const field = plan.levels === null ? 'volume' : `levels[${index}]`;
    return [{code: 'volumeTooSmall' as const, field, message}];
  });
}

function neverMet(plan: Plan): PlanWarning[] {
  const {when, cancelWhen, side} = plan;
  const say = (field: string, message: string): PlanWarning[] => [{code: 'neverMet', field, message}];
  const unmeetable = (condition: Condition, path: string, consequence: string): PlanWarning[] => {
    const contradiction = contradictionIn(condition, path);
    if (contradiction !== undefined) {
      return say(
        contradiction,
        `${contradiction} lists a condition and its opposite, so it can never hold${consequence}`,
      );
    }
    if (possibilities(condition, side).length > 0) return [];
    return say(path, `the conditions in ${path} can never hold together${consequence}`);
  };
  const never = unmeetable(when, 'when', ', so the plan can never fire');
  return [
    ...(never.length > 0 ? never : gateNeverMet(plan)),
    ...(cancelWhen === null ? [] : unmeetable(cancelWhen, 'cancelWhen', ', so it never cancels the plan')),
  ];
}

/** A level that cannot fire, as its gate and the condition exclude each other. */
function gateNeverMet(plan: Plan): PlanWarning[] {
  return entryLevels(plan).flatMap((level, index): PlanWarning[] => {
    const gate = gateOf(level);
    if (gate === undefined) return [];
    if (possibilities({all: [gate, plan.when]}, plan.side).length > 0) return [];
    const {price, tolerance} = level;
    const [field, where, what] =
      plan.levels === null
        ? ['entry', 'the entry price', 'the plan']
        : [`levels[${index}]`, `the price of levels[${index}],`, 'this level'];
    const message = `when can never hold while the price is within ${tolerance} of ${where} ${price}, so ${what} can never fire`;
    return [{code: 'neverMet', field, message}];
  });
}

/** The condition that a market entry's gate amounts to; undefined where it has none. */
function gateOf({type, price, tolerance}: EntryLevel): Condition | undefined {
  if (type !== 'market' || price === null || tolerance === null) return undefined;
  return {price: {near: price, within: tolerance}};
}

/** Whenever the plan may fire it is to be cancelled, which comes first. */
function cancelsItself(plan: Plan): PlanWarning[] {
  const {when, cancelWhen, side} = plan;
  if (cancelWhen === null || neverMet({...plan, cancelWhen: null}).length > 0) return [];
  const isSurvived = (level: EntryLevel): boolean => {
    const gate = gateOf(level);
    const alive = {all: [...(gate === undefined ? [] : [gate]), when, {not: cancelWhen}]};
    return contradictionIn(alive, '') === undefined && possibilities(alive, side).length > 0;
  };
  if (entryLevels(plan).some(isSurvived)) return [];
  const message = 'cancelWhen holds whenever when does, so the plan is cancelled instead of firing';
  return [{code: 'cancelsItself', field: 'cancelWhen', message}];
}

/** Conditions whose data nobody is configured to give: they stay unknown, and what needs them never holds. */
function noSource({when, cancelWhen, side}: Plan, sourced: SourcedMeasures): PlanWarning[] {
  const of = (condition: Condition, field: string, never: string): PlanWarning[] => {
    const isDead = possibilitiesWithSources(condition, side, sourced).length === 0;
    return sourcesIn(condition, field).flatMap(({path, family, data, measure}): PlanWarning[] => {
      const answered = sourced[family];
      if (answered?.includes(measure) === true) return [];
      const why =
        answered === undefined
          ? 'none is configured'
          : `the one that is configured does not answer ${measure}`;
      const consequence = isDead ? never : 'that part never holds';
      const message = `${path} needs a source of ${data}, and ${why}: ${consequence}`;
      return [{code: 'noSource', field: path, message}];
    });
  };
  return [
    ...of(when, 'when', 'the plan cannot fire'),
    ...(cancelWhen === null ? [] : of(cancelWhen, 'cancelWhen', 'it never cancels the plan')),
  ];
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

function noStopLoss(plan: Plan): PlanWarning[] {
  const without = entryLevels(plan).filter(({stopLoss}) => stopLoss === null);
  if (without.length === 0) return [];
  if (plan.levels === null || without.length === plan.levels.length) {
    const message = 'the plan has no stop loss: its loss is not limited';
    return [{code: 'noStopLoss', field: 'stopLoss', message}];
  }
  return without.map(({level}) => ({
    code: 'noStopLoss',
    field: `levels[${level - 1}].stopLoss`,
    message: `levels[${level - 1}] has no stop loss, nor has the plan: its loss is not limited`,
  }));
}

/** The entry price is on the right side, but the gate reaches past the stop loss or take profit. */
function exitInsideGate(plan: Plan): PlanWarning[] {
  return entryLevels(plan).flatMap((level) => exitsInsideGate(plan, level));
}

function exitsInsideGate({side, levels}: Plan, entry: EntryLevel): PlanWarning[] {
  const {type, price, tolerance, level, stopLoss, takeProfit} = entry;
  if (type !== 'market' || price === null || tolerance === null) return [];
  const [lowest, highest] = [subtract(price, tolerance), add(price, tolerance)];
  const exits = [
    ['stopLoss', stopLoss, side === 'buy' ? 'down' : 'up'],
    ['takeProfit', takeProfit, side === 'buy' ? 'up' : 'down'],
  ] as const;
  const [path, whose] = levels === null ? ['', 'the plan'] : [`levels[${level - 1}].`, `level ${level}`];
  return exits.flatMap(([exitName, exit, way]) => {
    const end = way === 'down' ? lowest : highest;
    if (exit === null || (way === 'down' ? exit < end : exit > end)) return [];
    const message = `the entry gate lets ${whose} in ${way} to ${end}, which is not short of its ${exitName}, ${exit}`;
    return [{code: 'exitInsideGate' as const, field: `${path}${exitName}`, message}];
  });
}

function expiresSoon({expiresAtMs}: Plan, nowMs: number): PlanWarning[] {
  if (expiresAtMs === null || expiresAtMs <= nowMs || expiresAtMs - nowMs >= SOON_MS) return [];
  const message = `the plan expires in ${formatDuration(expiresAtMs - nowMs)}`;
  return [{code: 'expiresSoon', field: 'expiresAt', message}];
}

/** A market entry without an expiry only waits; an order without one stands at the broker. */
function noExpiry({entry, expiresAtMs}: Plan): PlanWarning[] {
  if (entry.type === 'market' || expiresAtMs !== null) return [];
  const message = `the ${entry.type} order has no expiry: it rests at the broker until somebody cancels it`;
  return [{code: 'noExpiry', field: 'expiresAt', message}];
}

import type {Condition} from '../../condition-kind.ts';
import {droppedKey, flagKey, type LegacyKey, parameterKey, refusedKey} from '../legacy-key.ts';
import type {OldConditions} from '../old-conditions.ts';

/** Order blocks, breakers and gaps. */

const BLOCK_TYPES = {bull: 'bull', bear: 'bear', auto: ''};

function orderBlock(old: OldConditions): Condition {
  const direction = old.word('order_block_type', BLOCK_TYPES) ?? '';
  const minScore = old.number('min_validation_score');
  const within = old.context.toleranceWidth;
  return {
    orderBlock: {
      timeframe: 'M1',
      ...(direction === '' ? {} : {direction}),
      ...(minScore === undefined ? {} : {minScore}),
      ...(within === null ? {} : {within}),
    },
  };
}

const MITIGATION = (['bull', 'bear'] as const).map((direction) =>
  flagKey(`mitigation_block_${direction}`, (old) => ({
    mitigationBlock: {timeframe: old.structureFrame(), direction},
  })),
);

const GAPS = (['bull', 'bear'] as const).flatMap((direction) => [
  gapKey(`fvg_${direction}`, (old, name) => gap(old, name, {timeframe: old.structureFrame(), direction})),
  flagKey(`fvg_${direction}_m30`, () => ({fvg: {timeframe: 'M30', direction}})),
]);

function gapKey(
  name: string,
  convert: (old: OldConditions, name: string) => Condition | undefined,
): LegacyKey {
  const role = {
    as: 'condition',
    convert: (old: OldConditions) => (old.has(name) ? convert(old, name) : undefined),
  } as const;
  return {name, aliases: [], value: '`true`', example: true, beside: {fvg_filled_pct: 0.5}, role};
}

/** A gap that somebody drew has edges of its own, which none that is found need have. */
function gap(
  old: OldConditions,
  name: string,
  params: Readonly<Record<string, unknown>>,
): Condition | undefined {
  const value = old.value(name);
  if (typeof value === 'object') {
    const {high, low} = value as Readonly<Record<string, unknown>>;
    old.refuse(
      name,
      `is a gap that was drawn from ${String(low)} to ${String(high)}`,
      `write ${name}: true for any gap, or price_above and price_below for these prices`,
    );
    return undefined;
  }
  if (old.flag(name) === undefined) return undefined;
  return {fvg: {...params, ...filled(old)}};
}

function filled(old: OldConditions): Readonly<Record<string, number>> {
  const value = old.value('fvg_filled_pct');
  if (typeof value !== 'object' || value === null) {
    const from = old.number('fvg_filled_pct');
    return from === undefined ? {} : {filledFrom: from, filledTo: 1};
  }
  const {min = 0.5, max = 0.75} = value as Readonly<Record<string, unknown>>;
  if (typeof min === 'number' && typeof max === 'number') return {filledFrom: min, filledTo: max};
  old.refuse('fvg_filled_pct', `is ${JSON.stringify(value)}`, 'write a number from 0 to 1, or {min, max}');
  return {};
}

const COUNTED = 'counts what the old program never stored, so it never held';

export const BLOCK_KEYS = [
  flagKey('order_block', orderBlock),
  parameterKey('order_block_type', ['order_block']),
  parameterKey('min_validation_score', ['order_block']),
  flagKey('breaker_block', (old) => ({breakerBlock: {timeframe: old.structureFrame()}})),
  droppedKey('ob_broken', 'it is what breaker_block finds out itself'),
  droppedKey('price_retesting_breaker', 'it is what breaker_block finds out itself'),
  refusedKey('breaker_retest_count', COUNTED, 'leave it out; breaker_block asks for one retest'),
  refusedKey('breaker_retest_chain_confirmed', COUNTED, 'leave it out; breaker_block asks for one retest'),
  ...MITIGATION,
  flagKey('mitigation_block', (old) => ({mitigationBlock: {timeframe: old.structureFrame()}})),
  parameterKey('structure_broken', ['mitigation_block_bull', 'mitigation_block_bear']),
  refusedKey('overlapping_obs_count', COUNTED, 'leave it out, or ask for order_block'),
  refusedKey(
    'mitigation_cascade_confirmed',
    COUNTED,
    'leave it out, or ask for mitigation_block_bull or _bear',
  ),
  ...GAPS,
  parameterKey('fvg_filled_pct', ['fvg_bull', 'fvg_bear']),
  ...['fvg_strength', 'fvg_confluence', 'ob_strength', 'ob_confluence'].map((name) =>
    refusedKey(name, 'is a remark about a finding, which no program ever asked', 'leave it out'),
  ),
  refusedKey(
    'order_block_bull',
    'was never asked for by any program',
    'write order_block: true, order_block_type: "bull", and price_near',
  ),
  refusedKey(
    'order_block_bear',
    'was never asked for by any program',
    'write order_block: true, order_block_type: "bear", and price_near',
  ),
];

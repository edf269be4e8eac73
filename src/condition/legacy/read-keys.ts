import {isDeepStrictEqual} from 'node:util';
import {didYouMean} from '../../did-you-mean.ts';
import type {LegacyProblem} from './old-conditions.ts';
import {LEGACY_SPELLINGS, legacyKeyOf} from './registry.ts';

/** What stands in an old `conditions` object. */
export type ReadKeys = Readonly<{
  /** By the name in the registry. */
  values: ReadonlyMap<string, unknown>;
  /** Written by the old program while it ran. */
  runtime: Readonly<Record<string, unknown>>;
  problems: readonly LegacyProblem[];
}>;

/** Sorts the keys by their names in the registry; unknown ones are refused, and two spellings that differ. */
export function readKeys(old: unknown): ReadKeys {
  const values = new Map<string, unknown>();
  const runtime: Record<string, unknown> = {};
  const problems: LegacyProblem[] = [];
  const shape = shapeProblem(old);
  if (shape !== undefined || typeof old !== 'object' || old === null) {
    return {values, runtime, problems: shape === undefined ? [] : [shape]};
  }
  for (const [spelling, value] of Object.entries(old)) {
    const key = legacyKeyOf(spelling);
    if (key?.role.as === 'runtime') {
      runtime[spelling] = value;
    } else if (value === false && key === undefined) {
      // Not there, whatever it would have meant.
    } else if (key === undefined) {
      problems.push(unknownKey(spelling));
    } else if (values.has(key.name) && !isDeepStrictEqual(values.get(key.name), value)) {
      problems.push({
        field: `conditions.${spelling}`,
        reason: `conditions.${spelling} says something else than another spelling of ${key.name}`,
        hint: 'keep one of them',
      });
    } else {
      values.set(key.name, value);
    }
  }
  // A direction alone asked for the slope, too.
  if (values.has('ema_slope_direction') && !values.has('ema_slope')) values.set('ema_slope', true);
  return {values, runtime, problems};
}

function shapeProblem(old: unknown): LegacyProblem | undefined {
  if (old === undefined || old === null) return undefined;
  const refuse = (reason: string, hint: string) => ({
    field: 'conditions',
    reason: `conditions ${reason}`,
    hint,
  });
  if (Array.isArray(old)) {
    return refuse(
      'is a list of names without values',
      'write an object, such as {"choch_bear": true, "timeframe": "M5"}',
    );
  }
  if (typeof old === 'object') return undefined;
  return refuse(
    `is ${JSON.stringify(old)}, which is text`,
    'write an object, such as {"choch_bear": true, "timeframe": "M5"}',
  );
}

function unknownKey(spelling: string): LegacyProblem {
  const meant = didYouMean(spelling, LEGACY_SPELLINGS);
  return {
    field: `conditions.${spelling}`,
    reason: `conditions.${spelling} is not a condition that anybody knows`,
    hint:
      meant === undefined
        ? 'leave it out, or write what is meant; docs/conditions.md lists all keys'
        : `did you mean "${meant}"?`,
  };
}

import {BLOCK_KEYS} from './keys/block-keys.ts';
import {INDICATOR_KEYS} from './keys/indicator-keys.ts';
import {M1_KEYS} from './keys/m1-keys.ts';
import {PLAN_KEYS} from './keys/plan-keys.ts';
import {SOURCE_KEYS} from './keys/source-keys.ts';
import {STRUCTURE_KEYS} from './keys/structure-keys.ts';
import type {LegacyKey} from './legacy-key.ts';

/** Every key of an old `conditions` object that anybody is known to have written. */
export const LEGACY_KEYS: readonly LegacyKey[] = [
  ...PLAN_KEYS,
  ...STRUCTURE_KEYS,
  ...BLOCK_KEYS,
  ...INDICATOR_KEYS,
  ...M1_KEYS,
  ...SOURCE_KEYS,
];

const BY_SPELLING: ReadonlyMap<string, LegacyKey> = new Map(
  LEGACY_KEYS.flatMap((key) => [key.name, ...key.aliases].map((spelling) => [spelling, key] as const)),
);

/** The key of a spelling; an alias means the key that it is another word for. */
export function legacyKeyOf(spelling: string): LegacyKey | undefined {
  return BY_SPELLING.get(spelling);
}

/** Every spelling, for "did you mean". */
export const LEGACY_SPELLINGS: readonly string[] = [...BY_SPELLING.keys()];

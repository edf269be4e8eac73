import type {SpellingList} from './spelling-list.ts';
import {ALIAS_TABLES} from './tables/aliases.ts';
import {ENDING_TABLES} from './tables/endings.ts';
import {TABLES_IN_C} from './tables/names-in-c.ts';
import {OTHER_CONTRACT_TABLES} from './tables/other-contracts.ts';
import {SPELLING_TABLES} from './tables/spelling.ts';

/** Lists that brokers might have, and what names must be answered with in them, written down by rule. */
export const TABLES: readonly SpellingList[] = [
  ...SPELLING_TABLES,
  ...ENDING_TABLES,
  ...TABLES_IN_C,
  ...ALIAS_TABLES,
  ...OTHER_CONTRACT_TABLES,
];

import type {ConcurrencyPlant} from './concurrency-parts.ts';
import {blindEdit} from './plants/blind-edit.ts';
import {checkThenActClaim} from './plants/check-then-act-claim.ts';
import {convoy} from './plants/convoy.ts';
import {deleteDuringCheck} from './plants/delete-during-check.ts';
import {lockMapRace} from './plants/lock-map-race.ts';
import {noMutex} from './plants/no-mutex.ts';

/** Every race that the diagnosis can plant. */
export const CONCURRENCY_PLANTS: readonly ConcurrencyPlant[] = [
  noMutex,
  checkThenActClaim,
  lockMapRace,
  deleteDuringCheck,
  convoy,
  blindEdit,
];

import {connectionCounterNeverResets} from './plants/connection-counter-never-resets.ts';
import {deadWorkerUnnoticed} from './plants/dead-worker-unnoticed.ts';
import {passAbortedByOnePlan} from './plants/pass-aborted-by-one-plan.ts';
import {reloadOverUnsettled} from './plants/reload-over-unsettled.ts';
import {stalenessBySignalAge} from './plants/staleness-by-signal-age.ts';
import {swallowedException} from './plants/swallowed-exception.ts';
import {unknownTakenAsRejected} from './plants/unknown-taken-as-rejected.ts';
import type {RecoveryPlant} from './recovery-plant.ts';

/** Every way not to recover that the diagnosis can plant. */
export const RECOVERY_PLANTS: readonly RecoveryPlant[] = [
  swallowedException,
  passAbortedByOnePlan,
  deadWorkerUnnoticed,
  connectionCounterNeverResets,
  unknownTakenAsRejected,
  reloadOverUnsettled,
  stalenessBySignalAge,
];

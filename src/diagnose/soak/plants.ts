import type {SoakPlant} from './soak-parts.ts';
import {barsLeak} from './plants/bars-leak.ts';
import {confidenceHistoryLeak} from './plants/confidence-history-leak.ts';
import {deskLeak} from './plants/desk-leak.ts';
import {eventLogLeak} from './plants/event-log-leak.ts';
import {executionLockLeak} from './plants/execution-lock-leak.ts';
import {invalidSymbolLeak} from './plants/invalid-symbol-leak.ts';
import {listenerLeak} from './plants/listener-leak.ts';
import {m1CacheLeak} from './plants/m1-cache-leak.ts';
import {smallLeak} from './plants/small-leak.ts';
import {statementLeak} from './plants/statement-leak.ts';
import {timerLeak} from './plants/timer-leak.ts';

/** Every leak that the soak can plant. */
export const SOAK_PLANTS: readonly SoakPlant[] = [
  executionLockLeak,
  deskLeak,
  barsLeak,
  invalidSymbolLeak,
  m1CacheLeak,
  confidenceHistoryLeak,
  listenerLeak,
  timerLeak,
  eventLogLeak,
  statementLeak,
  smallLeak,
];

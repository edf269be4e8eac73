import type {Fault} from './fault.ts';
import {BROKER_FAULTS} from './faults/broker-faults.ts';
import {CONDITION_FAULTS} from './faults/condition-faults.ts';
import {DATA_FAULTS} from './faults/data-faults.ts';
import {DESK_FAULTS} from './faults/desk-faults.ts';
import {FEED_FAULTS} from './faults/feed-faults.ts';
import {LINK_FAULTS} from './faults/link-faults.ts';
import {STORE_FAULTS} from './faults/store-faults.ts';
import {TIMER_FAULTS} from './faults/timer-faults.ts';

/** Every fault that happens on virtual time. */
export const FAULTS: readonly Fault[] = [
  ...CONDITION_FAULTS,
  ...DESK_FAULTS,
  ...FEED_FAULTS,
  ...DATA_FAULTS,
  ...BROKER_FAULTS,
  ...LINK_FAULTS,
  ...STORE_FAULTS,
  ...TIMER_FAULTS,
];

import type {ConcurrencyOptions} from './concurrency-options.ts';
import {judgeLedger, type Offence} from './ledger-judge.ts';
import {LOCK_CLASSES} from './lock-sampler.ts';
import {type LockSummary, summaryOf} from './lock-summary.ts';
import type {RunResult} from './run-result.ts';

/**
 * A machine that keeps the event loop waiting for so long, in one turn of a hundred, keeps the
 * database's thread waiting as well; and where the median transaction takes so long the disk is slow.
 * The queue at the database then says nothing of the product.
 */
const STARVED_LOOP_MS = 25;
const SLOW_WRITE_MS = 15;

/** What a run comes to, before it is said in figures and sentences. */
export type Judgement = Readonly<{
  options: ConcurrencyOptions;
  result: RunResult;
  offences: readonly Offence[];
  locks: readonly LockSummary[];
  totals: Totals;
}>;

type Totals = Readonly<
  Record<
    | 'overlaps'
    | 'censusLeft'
    | 'missedByEvents'
    | 'engineFailures'
    | 'handFailures'
    | 'claimsMade'
    | 'claimsRefused'
    | 'cancelled'
    | 'cancelsRefused'
    | 'edited'
    | 'conflicts'
    | 'busyRetries'
    | 'busyMs'
    | 'storeWaitMs'
    | 'loopDelayP99Ms'
    | 'loopDelayMaxMs',
    number
  >
>;

/** Holds what everybody has seen together. */
export function judge(result: RunResult, options: ConcurrencyOptions): Judgement {
  return {
    options,
    result,
    offences: judgeLedger(result.ledger, result.ends),
    locks: LOCK_CLASSES.map((lockClass) =>
      summaryOf(
        lockClass,
        result.monitors.map((monitor) => monitor[lockClass]),
      ),
    ),
    totals: totalsOf(result),
  };
}

function totalsOf({monitors, hands}: RunResult): Totals {
  const sum = <One>(all: readonly One[], valueOf: (one: One) => number) =>
    all.reduce((total, one) => total + valueOf(one), 0);
  const worst = <One>(all: readonly One[], valueOf: (one: One) => number) => Math.max(0, ...all.map(valueOf));
  const stores = [...monitors, ...hands].map(({store}) => store);
  return {
    overlaps: sum(monitors, ({exclusion}) => exclusion.overlaps),
    censusLeft: sum(monitors, ({census}) => sum(Object.values(census), (count) => count)),
    missedByEvents: sum(monitors, ({journal}) => journal.missedByEvents),
    engineFailures: sum(monitors, ({journal}) => journal.failures),
    handFailures: sum(hands, ({counts}) => counts.failures),
    claimsMade: sum(monitors, ({journal}) => journal.claimsMade),
    claimsRefused: sum(monitors, ({journal}) => journal.claimsRefused),
    cancelled: sum(hands, ({counts}) => counts.cancelled),
    cancelsRefused: sum(hands, ({counts}) => counts.cancelsRefused),
    edited: sum(hands, ({counts}) => counts.edited),
    conflicts: sum(hands, ({counts}) => counts.conflicts),
    busyRetries: sum(stores, ({busyRetries}) => busyRetries),
    busyMs: sum(stores, ({busyMs}) => busyMs),
    storeWaitMs: worst(stores, ({longestWaitMs}) => longestWaitMs),
    loopDelayP99Ms: worst(monitors, ({loop}) => loop.p99Ms),
    loopDelayMaxMs: worst(monitors, ({loop}) => loop.maxMs),
  };
}

/** Whether a convoy at locks of this class is a defect. */
export function isConvoyJudged({lockClass, holdMs}: LockSummary, {loopDelayP99Ms}: Totals): boolean {
  return lockClass === 'plan' || (loopDelayP99Ms <= STARVED_LOOP_MS && holdMs.p50 <= SLOW_WRITE_MS);
}

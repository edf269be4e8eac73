import type {DbLockOptions} from './db-lock-options.ts';
import type {DbLockResult, WorldResult} from './db-lock-result.ts';
import {overtakers} from './ledger.ts';
import {type PhaseFigures, phaseFigures} from './phase-figures.ts';
import {isWithoutRoom, type SortedRefusals, sortedRefusals} from './refusals.ts';
import {unseenOf} from './sight.ts';

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;

/** Everything about a run that measures and findings are made of. */
export type Judged = Readonly<{
  result: DbLockResult;
  options: DbLockOptions;
  phases: readonly PhaseFigures[];
  refusals: SortedRefusals;
  lost: readonly string[];
  undenied: readonly string[];
  unclaimed: readonly string[];
  doubled: readonly string[];
  unknownOrders: readonly string[];
  overtaken: number;
  unexplainedFailures: readonly string[];
  /** Failures of a full disk that do not name the file. */
  unsaid: readonly string[];
  /** The longest that somebody waited past the deadline. */
  overrunMs: number;
  walMaxMib: number;
  unseen: readonly string[];
}>;

/** @param isPlanted Whether a defect may have kept the run from showing what it must show. */
export function judgedOf(result: DbLockResult, options: DbLockOptions, isPlanted: boolean): Judged {
  const {worlds, idle, notes} = result;
  const phases = worlds.flatMap((world) => world.windows.map((window) => phaseFigures(window, world, idle)));
  const refusals = sortedRefusals(worlds, options.deadlineMs);
  const each = <Item>(listOf: (world: WorldResult) => readonly Item[]) => worlds.flatMap(listOf);
  return {
    result,
    options,
    phases,
    refusals,
    lost: each(({remains}) => remains.lost),
    undenied: each(({remains}) => remains.undenied),
    unclaimed: each(({ledger}) => ledger.unclaimed.map(({planId}) => planId)),
    doubled: each(({remains}) => remains.doubled),
    unknownOrders: each(({remains}) => remains.unknownOrders),
    overtaken: worlds.reduce((sum, {ledger}) => sum + overtakers(ledger.done), 0),
    unexplainedFailures: each(unexplainedFailures),
    unsaid: refusals.noRoom.filter(({message}) => !message.includes('plans.db"')).map(({message}) => message),
    overrunMs: Math.max(0, ...refusals.atDeadline.map(({waitedMs}) => waitedMs - options.deadlineMs)),
    walMaxMib: walMib(Math.max(0, ...each(({samples}) => samples.map(({store}) => store.walPages)))),
    unseen: isPlanted ? [] : [...notes.unseen, ...unseenOf(result, options, phases)],
  };
}

/** What the engine noted as failed and no refused write explains. */
function unexplainedFailures({failures, ledger, windows}: WorldResult): readonly string[] {
  const refused = new Set(ledger.refused.map(({message}) => message));
  return failures
    .filter(({atMs, message}) => !refused.has(message) && !isWithoutRoom(atMs, windows))
    .map(({doing, message}) => `${doing}: ${message}`);
}

export function walMib(pages: number): number {
  return Math.round(((pages * PAGE_BYTES) / MIB) * 10) / 10;
}

import type {Holder, KeyContention, LockClassReport} from '../../contention/contention-report.ts';
import type {LockClass} from '../../ports/locks.ts';

/** What one monitor has seen at its locks of one class. */
export type SeenLocks = Readonly<{
  by: string;
  report: LockClassReport;
  /** The longest hold and wait that were under way when somebody looked. */
  longest: Readonly<{holder: Holder | null; waiter: Holder | null}>;
}>;

export type SeenBy<What> = What & Readonly<{by: string}>;

/** The locks of one class in all monitors together. Times are those of the monitor that fared worst. */
export type LockSummary = Readonly<{
  lockClass: LockClass;
  acquisitions: number;
  contendedShare: number;
  abandoned: number;
  waitMs: LockClassReport['waitMs'];
  holdMs: LockClassReport['holdMs'];
  depthMax: number;
  handOverShare: number;
  overloaded: number;
  convoys: readonly SeenBy<LockClassReport['convoys'][number]>[];
  topKeys: readonly SeenBy<KeyContention>[];
  holder: SeenBy<Holder> | null;
  longestWaiter: SeenBy<Holder> | null;
}>;

const KEYS_SHOWN = 10;

export function summaryOf(lockClass: LockClass, seen: readonly SeenLocks[]): LockSummary {
  const reports = seen.map(({report}) => report);
  const sum = (valueOf: (report: LockClassReport) => number) =>
    reports.reduce((total, report) => total + valueOf(report), 0);
  const worst = (valueOf: (report: LockClassReport) => number) => Math.max(0, ...reports.map(valueOf));
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const quantiles = (which: 'waitMs' | 'holdMs') => ({
    p50: worst((report) => report[which].p50),
    p95: worst((report) => report[which].p95),
    p99: worst((report) => report[which].p99),
    max: worst((report) => report[which].max),
  });
  const byMonitor = <What extends object>(
    partOf: (one: SeenLocks) => readonly (What | null)[],
  ): SeenBy<What>[] =>
    seen.flatMap((one) => partOf(one).flatMap((part) => (part === null ? [] : [{...part, by: one.by}])));
  const longest = (which: 'holder' | 'waiter') =>
    byMonitor((one) => [one.longest[which]]).sort((a, b) => b.forMs - a.forMs)[0] ?? null;
  return {
    lockClass,
    acquisitions: sum(({acquisitions}) => acquisitions),
    contendedShare: share(
      sum(({contended}) => contended),
      sum(({acquisitions}) => acquisitions),
    ),
    abandoned: sum(({abandoned}) => abandoned),
    waitMs: quantiles('waitMs'),
    holdMs: quantiles('holdMs'),
    depthMax: worst(({depthMax}) => depthMax),
    handOverShare: worst(({handOverShare}) => handOverShare),
    overloaded: reports.filter(({isOverloaded}) => isOverloaded).length,
    convoys: byMonitor(({report}) => report.convoys),
    topKeys: byMonitor(({report}) => report.topKeys)
      .sort((a, b) => b.waitMs - a.waitMs)
      .slice(0, KEYS_SHOWN),
    holder: longest('holder'),
    longestWaiter: longest('waiter'),
  };
}

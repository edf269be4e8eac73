import type {Holder} from '../../contention/contention-report.ts';
import type {ReportTable} from '../report/report-table.ts';
import type {LockSummary, SeenBy} from './lock-summary.ts';
import type {RunResult} from './run-result.ts';

/** Who waited for whom, for the page. */
export function concurrencyTables(locks: readonly LockSummary[], result: RunResult): readonly ReportTable[] {
  return [lockTable(locks), keyTable(locks), processTable(result)];
}

function lockTable(locks: readonly LockSummary[]): ReportTable {
  const row = (name: string, valueOf: (lock: LockSummary) => string) => [name, ...locks.map(valueOf)];
  const times = (which: 'waitMs' | 'holdMs', name: string) =>
    (['p50', 'p95', 'p99', 'max'] as const).map((part) =>
      row(`${name} ${part}`, (lock) => `${lock[which][part].toFixed(1)} ms`),
    );
  return {
    title: 'Locks, as the monitor that fared worst saw them',
    inText: true,
    columns: ['', ...locks.map(({lockClass}) => lockClass)],
    rows: [
      row('acquisitions', ({acquisitions}) => acquisitions.toLocaleString('en')),
      row('of them waited', ({contendedShare}) => percent(contendedShare)),
      ...times('waitMs', 'wait'),
      ...times('holdMs', 'hold'),
      row('deepest queue', ({depthMax}) => String(depthMax)),
      row('releases with a waiter', ({handOverShare}) => percent(handOverShare)),
      row('convoys', ({convoys}) => String(convoys.length)),
      row('longest holder seen', ({holder}) => someone(holder)),
      row('longest waiter seen', ({longestWaiter}) => someone(longestWaiter)),
    ],
  };
}

function keyTable(locks: readonly LockSummary[]): ReportTable {
  return {
    title: 'Keys with the most waiting',
    inText: true,
    columns: ['lock', 'key', 'in', 'acquisitions', 'waits ms', 'longest ms'],
    rows: locks.flatMap(({lockClass, topKeys}) =>
      topKeys.map(({key, by, acquisitions, waitMs, waitMaxMs}) => [
        lockClass,
        key,
        by,
        String(acquisitions),
        waitMs.toFixed(1),
        waitMaxMs.toFixed(1),
      ]),
    ),
  };
}

function processTable({monitors, hands}: RunResult): ReportTable {
  return {
    title: 'Processes',
    columns: [
      'process',
      'claims made',
      'refused',
      'loop delay p99 / max ms',
      'writes',
      'transactions',
      'found it locked',
      'longest call ms',
    ],
    rows: [
      ...monitors.map(({by, journal, loop, store}) => [
        by,
        String(journal.claimsMade),
        String(journal.claimsRefused),
        `${loop.p99Ms.toFixed(1)} / ${loop.maxMs.toFixed(1)}`,
        String(store.writes),
        String(store.groups),
        String(store.busyRetries),
        store.longestWaitMs.toFixed(1),
      ]),
      ...hands.map(({store}, index) => [
        `hand ${index}`,
        '',
        '',
        '',
        String(store.writes),
        String(store.groups),
        String(store.busyRetries),
        store.longestWaitMs.toFixed(1),
      ]),
    ],
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function someone(holder: SeenBy<Holder> | null): string {
  if (holder === null) return 'nobody';
  const doing = holder.doing === null ? '' : `, ${holder.doing}`;
  return `${holder.key}${doing}: ${holder.forMs.toFixed(1)} ms (${holder.by})`;
}

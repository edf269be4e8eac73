import {readStatus, type StatusReport} from '../app/monitor-status.ts';
import type {MonitorStatus} from '../app/status.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {coloured, table} from '../cli/terminal.ts';
import {formatDuration} from '../plan/duration.ts';

/** A lock is held for as long as a broker takes to answer; what takes longer is worth a line. */
const HOLD_SHOWN_MS = 1000;

/** Clocks of two machines differ a little, and nobody has to know. */
const OFFSET_SHOWN_MS = 1000;

/** A convoy that goes on is told of a window of 5 s at a time. */
const CONVOY_ENDED_MS = 5000;

/** Older convoys are in the answer with --json. */
const CONVOY_SHOWN_MS = 3_600_000;

export default class Status extends BaseCommand {
  static override summary = 'show the monitor and what it watches';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<StatusReport> {
    const {flags} = await this.parse(Status);
    const report = await readStatus(await this.settings(flags));
    const {monitor, plans, halt} = report;
    const counts = Object.entries(plans).map(([status, count]) => `${count} ${coloured(this.out, status)}`);
    this.log(`database  ${report.db}`);
    this.log(`plans     ${counts.length === 0 ? 'none' : counts.join(', ')}`);
    if (report.broken > 0)
      this.log(`broken    ${this.out.colour.red(report.broken)} stored plans; see \`vigil db check\``);
    if (halt.halted) {
      this.log(
        `${this.out.colour.red('halted')}    since ${halt.at}: ${halt.reason}; \`vigil resume\` ends it`,
      );
    }
    if (monitor === null) {
      this.log(`monitor   not running; start it with \`vigil run\``);
      return report;
    }
    this.log(
      `monitor   ${coloured(this.out, monitor.state)}, process ${monitor.pid}, since ${monitor.since}`,
    );
    const {links, lease, gate} = monitor;
    const linkOf = (link: 'feed' | 'broker') =>
      links === null ? '' : ` ${coloured(this.out, links[link].state)}`;
    this.log(`feed      ${monitor.feed}${linkOf('feed')}, broker ${monitor.broker}${linkOf('broker')}`);
    if (lease !== null) this.log(`lease     ${lease.state}, epoch ${lease.epoch}, since ${lease.acquiredAt}`);
    const offsetMs = monitor.clock?.offsetMs ?? 0;
    if (Math.abs(offsetMs) >= OFFSET_SHOWN_MS) {
      const way = offsetMs < 0 ? 'ahead of' : 'behind';
      this.log(
        `clock     the source is ${formatDuration(Math.abs(Math.round(offsetMs)))} ${way} this machine`,
      );
    }
    for (const {reason, observed, wanted} of gate) {
      this.log(`${this.out.colour.red('shut')}      ${reason}: ${observed}; nothing fires until: ${wanted}`);
    }
    for (const {planId, level, failures, until, lastError} of monitor.quarantined) {
      const of = level > 1 ? ` level ${level}` : '';
      this.log(
        `${this.out.colour.yellow('failing')}   ${planId}${of}: ${failures} times in a row, next after ${until}: ${lastError}`,
      );
    }
    for (const {clientOrderId, symbol, ticket} of monitor.reconciliation?.orphans ?? []) {
      this.log(
        `${this.out.colour.red('orphan')}    ${symbol} ticket ${ticket}, key ${clientOrderId}: no plan has it`,
      );
    }
    const {quotes} = monitor;
    if (quotes !== undefined) {
      const refused = quotes.nonPositive + quotes.crossed + quotes.outOfOrder + quotes.jump;
      this.log(`quotes    ${quotes.accepted} accepted, ${refused} refused, ${quotes.stale} stale`);
    }
    for (const {planId, symbol, verdict, at, candidates} of monitor.notListed) {
      const names = candidates.length === 0 ? '' : `: ${candidates.join(', ')}`;
      this.log(
        `${this.out.colour.yellow('no symbol')} ${planId}: ${symbol} is ${verdict} at the ${at}${names}`,
      );
    }
    const lock = databaseLock(monitor);
    if (lock !== undefined) this.log(`database  ${this.out.colour.red(lock)}`);
    const waits = lockWaits(monitor);
    if (waits.length > 0) this.log(`locks     ${this.out.colour.yellow(waits.join('; '))}`);
    if (monitor.desks.length > 0) {
      const rows = monitor.desks.map(({symbol, plans: held, bid, ask, quoteAgeMs, quoteState}) => [
        symbol,
        String(held),
        String(bid ?? '-'),
        String(ask ?? '-'),
        quoteAgeMs === null ? '-' : formatDuration(quoteAgeMs),
        quoteState ?? '-',
      ]);
      this.log('');
      this.log(table(this.out, ['SYMBOL', 'PLANS', 'BID', 'ASK', 'AGE', 'STATE'], rows));
    }
    return report;
  }
}

/** "locked for 12s by process 4711 (sqlite3 …)"; undefined when the database is not locked. */
function databaseLock({store}: MonitorStatus): string | undefined {
  if (store === undefined || store.lockedForMs === 0) return undefined;
  const names = store.lockHolders.map(({pid, command}) => `${pid}${command === '' ? '' : ` (${command})`}`);
  const by = names.length === 0 ? '' : ` by process ${names.join(', ')}`;
  return `locked for ${formatDuration(store.lockedForMs)}${by}`;
}

/** What there is to say of the monitor's locks; in ordinary times nothing. */
function lockWaits({locks}: MonitorStatus): string[] {
  const {plan, databaseWriter} = locks.classes;
  return [
    ...classWaits(plan, locks.forMs, (key) => (key === undefined ? 'the plans' : `plan "${key}"`)),
    ...classWaits(databaseWriter, locks.forMs, (key) =>
      key === undefined ? 'the database writer' : `the database writer (most of all: ${key})`,
    ),
  ];
}

type ClassReport = MonitorStatus['locks']['classes']['plan'];

function classWaits(
  {holder, isOverloaded, depth, convoys}: ClassReport,
  forMs: number,
  nameOf: (key?: string) => string,
): string[] {
  const waits: string[] = [];
  if (holder !== null && holder.forMs > HOLD_SHOWN_MS) {
    const doing = holder.doing === null ? nameOf(holder.key) : `${nameOf()} (${holder.doing})`;
    waits.push(`${doing} held for ${formatDuration(holder.forMs)}`);
  }
  if (isOverloaded) waits.push(`${depth} wait for ${nameOf()}, and ever more come`);
  const convoy = convoys.at(-1);
  if (convoy === undefined) return waits;
  const agoMs = forMs - convoy.fromMs - convoy.forMs;
  if (agoMs > CONVOY_SHOWN_MS) return waits;
  const when = agoMs < CONVOY_ENDED_MS ? 'and goes on' : `${formatDuration(agoMs)} ago`;
  waits.push(`convoy at ${nameOf(convoy.topKey)} for ${formatDuration(convoy.forMs)}, ${when}`);
  return waits;
}

import {Semaphore} from 'async-mutex';
import {messageOf} from '../errors.ts';
import type {Broker, BrokerSnapshot, Intent, OrderReport, Standing} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {IntentRow, Store} from '../ports/store.ts';
import {failureEntry} from './failure-entry.ts';
import type {LevelWatch} from './plan-watch.ts';
import type {PlanMover} from './plan-mover.ts';
import type {TradingFloor} from './trading-floor.ts';
import {within} from './within.ts';

/** After an intent's last moment: time for a placement that was made then to show. */
const RECOVERY_MARGIN_MS = 1000;
/** How long one question to the broker may take. */
const ANSWER_MS = 30_000;
/**
 * Orders that are looked at together. What became of one in doubt may take a minute to find out, and until all are
 * known nothing fires; a broker that answers one question at a time has this many waiting, well within `ANSWER_MS`.
 */
const TOGETHER_MAX = 32;
/** Orphans that are remembered for `status`. */
const ORPHANS_MAX = 100;

type ReconcilerPorts = Readonly<{clock: Clock; store: Store; broker: Broker; journal: Journal}>;

/** Something at the broker that carries a key of ours, and no plan knows it. */
export type Orphan = Readonly<{clientOrderId: string; symbol: string; ticket: string; state: string}>;

export type ReconcileReport = Readonly<{
  atMs: number;
  /** Everything was read and looked at; what could not be read is in `failures`. */
  isComplete: boolean;
  /** Intents that were looked at. */
  intents: number;
  /** Of those without an outcome: that have one now. */
  settled: number;
  /** Still in doubt; a person has to find out. */
  unresolved: number;
  orphans: readonly Orphan[];
  /** Open positions without the stop that their plan wants: repaired, or not. */
  repaired: number;
  unprotected: number;
  failures: readonly string[];
}>;

/**
 * Holds the database against the broker: at the start, after the broker's link came up again, and now and
 * then. Nothing fires before its first pass is complete.
 *
 * A query that fails is never read as "nothing there": the pass is then not complete.
 */
export class Reconciler {
  readonly #ports: ReconcilerPorts;
  readonly #floor: TradingFloor;
  readonly #mover: PlanMover;
  #last: ReconcileReport | undefined;

  constructor(ports: ReconcilerPorts, floor: TradingFloor, mover: PlanMover) {
    this.#ports = ports;
    this.#floor = floor;
    this.#mover = mover;
  }

  get last(): ReconcileReport | undefined {
    return this.#last;
  }

  /**
   * One pass.
   *
   * @param everything Also intents that may still be sent: right only while nobody is sending any.
   */
  async pass(everything: boolean): Promise<ReconcileReport> {
    const {clock, store, journal} = this.#ports;
    const failures: string[] = [];
    const counts = {settled: 0, unresolved: 0, repaired: 0, unprotected: 0};
    let intents: readonly IntentRow[] = [];
    let orphans: readonly Orphan[] = [];
    try {
      const snapshot = await within(clock, ANSWER_MS, this.#ports.broker.snapshot());
      intents = await store.openIntents();
      const standing = byKey(snapshot);
      const together = new Semaphore(TOGETHER_MAX);
      const reconcile = async (row: IntentRow) => {
        try {
          await this.#reconcile(row, standing.get(row.intent.clientOrderId), everything, counts);
        } catch (error) {
          const {clientOrderId, planId} = row.intent;
          failures.push(`order ${clientOrderId} of plan "${planId}": ${messageOf(error)}`);
          journal.record(failureEntry('reconcile', error, this.#aboutOf(row.intent)));
        }
      };
      await Promise.all(intents.map((row) => together.runExclusive(() => reconcile(row))));
      orphans = await this.#orphans(snapshot, intents);
    } catch (error) {
      failures.push(messageOf(error));
      this.#mover.failed(undefined, null, 'reconcile', error);
    }
    const isComplete = failures.length === 0;
    this.#last = {
      atMs: Math.floor(clock.now()),
      isComplete,
      intents: intents.length,
      ...counts,
      orphans,
      failures,
    };
    return this.#last;
  }

  async #reconcile(
    {intent, outcome}: IntentRow,
    standing: Standing | undefined,
    everything: boolean,
    counts: {settled: number; unresolved: number; repaired: number; unprotected: number},
  ): Promise<void> {
    const level = this.#floor.watches.get(intent.planId)?.levels[intent.level - 1];
    if (level?.phase === 'busy') return;
    switch (outcome) {
      case null:
        // An intent that may still be sent is left to whoever is about to.
        if (!everything && intent.notAfterMs > this.#ports.clock.now() - RECOVERY_MARGIN_MS) return;
        await this.#recover(intent, level);
        counts.settled += 1;
        return;
      case 'unresolved':
        if (level !== undefined) await this.#mover.revisit(level, intent);
        if (level === undefined || level.row.status === 'unresolved') counts.unresolved += 1;
        return;
      default: {
        const report = standing?.report ?? (await this.#lookUp(intent));
        if (report === undefined) return;
        await this.#mover.note(intent.clientOrderId, report);
        await this.#protect(intent, report, counts);
      }
    }
  }

  async #recover(intent: Intent, level: LevelWatch | undefined): Promise<void> {
    if (level !== undefined) {
      await this.#mover.recover(level, intent);
      return;
    }
    const row = await this.#ports.store.get(intent.planId);
    const rejections =
      row === undefined || 'problems' in row ? 0 : (row.levels[intent.level - 1]?.rejections ?? 0);
    await this.#mover.recoverUnwatched(intent, rejections);
  }

  /** What is not standing has ended, or is not known any more. */
  async #lookUp(intent: Intent): Promise<OrderReport | undefined> {
    const {clock, broker, journal} = this.#ports;
    const seen = await within(clock, ANSWER_MS, broker.lookup(intent.clientOrderId));
    if (seen.status === 'found') return seen.report;
    if (seen.status === 'undecided') throw new Error(seen.reason);
    const why = seen.status === 'absent' ? seen.evidence.note : `${seen.message} (${seen.code})`;
    const message = `the broker does not know the order of an executed plan: ${why}`;
    const reasonCode = seen.status === 'absent' ? 'orderUnknown' : seen.code;
    journal.record({kind: 'failure', ...this.#aboutOf(intent), reasonCode, doing: 'reconcile', message});
    return undefined;
  }

  /** An open position that has lost its stop, or never got it, gets it back; what cannot be repaired is told. */
  async #protect(
    intent: Intent,
    report: OrderReport,
    counts: {repaired: number; unprotected: number},
  ): Promise<void> {
    const isOpen = report.fill !== null && report.close === null;
    if (!isOpen || intent.stopLoss === null || report.stopLoss !== null) return;
    const {clientOrderId} = intent;
    const {broker, journal, clock} = this.#ports;
    const {stopLoss, takeProfit} = intent;
    const outcome = await within(clock, ANSWER_MS, broker.amend(clientOrderId, {stopLoss, takeProfit}));
    const repaired = outcome.status === 'done';
    counts[repaired ? 'repaired' : 'unprotected'] += 1;
    const why =
      outcome.status === 'done'
        ? 'set again'
        : outcome.status === 'rejected'
          ? `${outcome.message} (${outcome.code})`
          : outcome.reason;
    const message = `the position had no stop loss; ${intent.stopLoss} was wanted: ${why}`;
    journal.record({kind: 'unprotected', ...this.#aboutOf(intent), repaired, message});
  }

  /** An intent has the broker's name of the symbol; what is said of a plan has the plan's, where it is watched. */
  #aboutOf({planId, symbol, level}: Intent): Readonly<{planId: string; symbol: string; level: number}> {
    return {planId, symbol: this.#floor.watches.get(planId)?.symbol ?? symbol, level};
  }

  /** What carries a key of ours and belongs to no intent that is open. */
  async #orphans(snapshot: BrokerSnapshot, intents: readonly IntentRow[]): Promise<readonly Orphan[]> {
    const known = new Set(intents.map(({intent}) => intent.clientOrderId));
    // What was claimed since the snapshot was asked for is not an orphan but younger than this list.
    for (const {intent} of await this.#ports.store.openIntents()) known.add(intent.clientOrderId);
    const before = new Set(this.#last?.orphans.map(({clientOrderId}) => clientOrderId));
    const orphans: Orphan[] = [];
    for (const {clientOrderId, symbol, report} of snapshot.standing) {
      if (clientOrderId === null || known.has(clientOrderId) || orphans.length >= ORPHANS_MAX) continue;
      orphans.push({clientOrderId, symbol, ticket: report.ticket, state: report.state});
      if (before.has(clientOrderId)) continue;
      const message = 'it carries a key of ours, and no plan of this database has it open';
      this.#ports.journal.record({kind: 'orphan', clientOrderId, symbol, ticket: report.ticket, message});
    }
    return orphans;
  }
}

function byKey({standing}: BrokerSnapshot): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  for (const one of standing) if (one.clientOrderId !== null) found.set(one.clientOrderId, one);
  return found;
}

import type {Plan} from '../../plan/plan.ts';
import type {Close, Intent} from '../../ports/broker.ts';
import type {DeskMemory, PlanFilter, Settlement, Store, StoredVerdict} from '../../ports/store.ts';
import type {LockHolder} from './lock-holders.ts';
import type {Migration} from './migrations.ts';
import type {OperationQueue, StoreCounters} from './operation-queue.ts';

/** The port over a queue of operations. */
export class QueuedStore implements Store {
  readonly databaseId: string;
  /** What opening did to the version of the database. */
  readonly migration: Migration;
  readonly #queue: OperationQueue;

  constructor(queue: OperationQueue, databaseId: string, migration: Migration) {
    this.#queue = queue;
    this.databaseId = databaseId;
    this.migration = migration;
  }

  /** Figures for the status of a monitor. */
  counters(): StoreCounters {
    return this.#queue.counters();
  }

  /** Who keeps this process from the database now; empty when nobody does, or nobody can tell. */
  lockHolders(): readonly LockHolder[] {
    return this.#queue.lockHolders();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  add(plans: readonly Plan[], nowMs: number) {
    return this.#queue.submit('add', plans, nowMs);
  }

  get(planId: string) {
    return this.#queue.submit('get', planId);
  }

  list(filter: PlanFilter = {}) {
    return this.#queue.submit('list', filter);
  }

  changesSince(revision: number) {
    return this.#queue.submit('changesSince', revision);
  }

  history(planId: string) {
    return this.#queue.submit('history', planId);
  }

  edit(plan: Plan, version: number, nowMs: number) {
    return this.#queue.submit('edit', plan, version, nowMs);
  }

  claim(intent: Intent, version: number, nowMs: number) {
    return this.#queue.submit('claim', intent, version, nowMs);
  }

  async settle(clientOrderId: string, settlement: Settlement, nowMs: number) {
    // Evidence is whatever the engine found; what JSON cannot hold must fail here and alone.
    const plain = JSON.parse(JSON.stringify(settlement)) as Settlement;
    return this.#queue.submit('settle', clientOrderId, plain, nowMs);
  }

  recordClose(clientOrderId: string, close: Close, nowMs: number) {
    return this.#queue.submit('recordClose', clientOrderId, close, nowMs);
  }

  cancel(planId: string, reason: string, nowMs: number) {
    return this.#queue.submit('cancel', planId, reason, nowMs);
  }

  expire(planId: string, nowMs: number) {
    return this.#queue.submit('expire', planId, nowMs);
  }

  openIntents() {
    return this.#queue.submit('openIntents');
  }

  saveDesks(memories: ReadonlyMap<string, DeskMemory>) {
    return this.#queue.submit('saveDesks', memories);
  }

  loadDesks() {
    return this.#queue.submit('loadDesks');
  }

  saveVerdicts(verdicts: readonly StoredVerdict[]) {
    return this.#queue.submit('saveVerdicts', verdicts);
  }

  verdict(planId: string) {
    return this.#queue.submit('verdict', planId);
  }

  check() {
    return this.#queue.submit('check');
  }
}

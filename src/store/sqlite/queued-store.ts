import type {Plan} from '../../plan/plan.ts';
import type {Token} from '../../ports/access.ts';
import type {Intent, OrderReport} from '../../ports/broker.ts';
import type {Announcement, ChannelState, DeadLetter, LettersWanted} from '../../ports/outbox.ts';
import type {
  ArchiveTerms,
  ClaimTerms,
  DeskMemory,
  Halt,
  ImportRequest,
  LeaseRequest,
  PageTerms,
  PlanFilter,
  RequestKey,
  Resolution,
  Settlement,
  Store,
  StoredVerdict,
  WrittenRecord,
} from '../../ports/store.ts';
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

  importPlans(request: ImportRequest, nowMs: number) {
    return this.#queue.submit('importPlans', request, nowMs);
  }

  get(planId: string) {
    return this.#queue.submit('get', planId);
  }

  list(filter: PlanFilter = {}) {
    return this.#queue.submit('list', filter);
  }

  page(filter: PlanFilter, terms: PageTerms) {
    return this.#queue.submit('page', filter, terms);
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

  arm(planId: string, nowMs: number) {
    return this.#queue.submit('arm', planId, nowMs);
  }

  claim(intent: Intent, terms: ClaimTerms, nowMs: number) {
    return this.#queue.submit('claim', intent, terms, nowMs);
  }

  settle(clientOrderId: string, settlement: Settlement, nowMs: number) {
    return this.#queue.submit('settle', clientOrderId, settlement, nowMs);
  }

  report(clientOrderId: string, report: OrderReport, nowMs: number) {
    return this.#queue.submit('report', clientOrderId, report, nowMs);
  }

  cancel(planId: string, reason: string, nowMs: number) {
    return this.#queue.submit('cancel', planId, reason, nowMs);
  }

  withdraw(clientOrderId: string, reason: string, nowMs: number) {
    return this.#queue.submit('withdraw', clientOrderId, reason, nowMs);
  }

  expire(planId: string, nowMs: number) {
    return this.#queue.submit('expire', planId, nowMs);
  }

  resolve(planId: string, level: number, resolution: Resolution, nowMs: number) {
    return this.#queue.submit('resolve', planId, level, resolution, nowMs);
  }

  acquireLease(request: LeaseRequest, nowMs: number) {
    return this.#queue.submit('acquireLease', request, nowMs);
  }

  renewLease(epoch: number, ttlMs: number, nowMs: number) {
    return this.#queue.submit('renewLease', epoch, ttlMs, nowMs);
  }

  releaseLease(epoch: number, nowMs: number) {
    return this.#queue.submit('releaseLease', epoch, nowMs);
  }

  lease() {
    return this.#queue.submit('lease');
  }

  halt(halt: Omit<Halt, 'byFile'>) {
    return this.#queue.submit('halt', halt);
  }

  resume(nowMs: number) {
    return this.#queue.submit('resume', nowMs);
  }

  halted() {
    return this.#queue.submit('halted');
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

  verdictChanges(planId: string) {
    return this.#queue.submit('verdictChanges', planId);
  }

  eventsAfter(id: number, limit: number) {
    return this.#queue.submit('eventsAfter', id, limit);
  }

  lastEventId() {
    return this.#queue.submit('lastEventId');
  }

  firstEventId() {
    return this.#queue.submit('firstEventId');
  }

  announce(announcements: readonly Announcement[], nowMs: number) {
    return this.#queue.submit('announce', announcements, nowMs);
  }

  pruneOutbox(beforeMs: number, max: number) {
    return this.#queue.submit('pruneOutbox', beforeMs, max);
  }

  channels() {
    return this.#queue.submit('channels');
  }

  channelLags() {
    return this.#queue.submit('channelLags');
  }

  keepChannels(names: readonly string[]) {
    return this.#queue.submit('keepChannels', names);
  }

  saveChannel(state: ChannelState, letter?: DeadLetter) {
    return this.#queue.submit('saveChannel', state, letter);
  }

  deadLetters(wanted?: LettersWanted) {
    return this.#queue.submit('deadLetters', wanted);
  }

  retryDeadLetters(channel: string, eventId?: number) {
    return this.#queue.submit('retryDeadLetters', channel, eventId);
  }

  settleDeadLetter(channel: string, eventId: number, letter?: DeadLetter) {
    return this.#queue.submit('settleDeadLetter', channel, eventId, letter);
  }

  addToken(token: Token) {
    return this.#queue.submit('addToken', token);
  }

  tokens() {
    return this.#queue.submit('tokens');
  }

  token(id: string) {
    return this.#queue.submit('token', id);
  }

  revokeToken(id: string, nowMs: number) {
    return this.#queue.submit('revokeToken', id, nowMs);
  }

  addKeyed(key: RequestKey, plans: readonly Plan[], remarks: readonly unknown[], nowMs: number) {
    return this.#queue.submit('addKeyed', key, plans, remarks, nowMs);
  }

  keyedAnswer(key: RequestKey) {
    return this.#queue.submit('keyedAnswer', key);
  }

  pruneKeys(beforeMs: number) {
    return this.#queue.submit('pruneKeys', beforeMs);
  }

  archivable(terms: ArchiveTerms, nowMs: number) {
    return this.#queue.submit('archivable', terms, nowMs);
  }

  removeArchived(written: readonly WrittenRecord[], nowMs: number) {
    return this.#queue.submit('removeArchived', written, nowMs);
  }

  archived(ids?: readonly string[]) {
    return this.#queue.submit('archived', ids);
  }

  check() {
    return this.#queue.submit('check');
  }
}

import type Database from 'better-sqlite3';
import {inputErrorOf} from '../../errors.ts';
import type {Plan} from '../../plan/plan.ts';
import {isEditable, type PlanStatus} from '../../plan/status.ts';
import type {Token} from '../../ports/access.ts';
import type {Intent, OrderReport} from '../../ports/broker.ts';
import type {
  Announcement,
  ChannelLag,
  ChannelState,
  DeadLetter,
  LettersWanted,
  OutboxEvent,
} from '../../ports/outbox.ts';
import type {
  ArchiveBatch,
  ArchivedPlan,
  ArchiveTerms,
  BrokenRow,
  Changes,
  CheckFinding,
  Claimed,
  ClaimRefusal,
  ClaimTerms,
  DeskMemory,
  Halt,
  ImportAnswer,
  ImportRequest,
  IntentRow,
  KeyedAnswer,
  Lease,
  LeaseRequest,
  PageTerms,
  PlanEvent,
  PlanFilter,
  PlanPage,
  PlanRow,
  RequestKey,
  Resolution,
  Rows,
  Settlement,
  StoredVerdict,
  Swap,
  VerdictChange,
  WrittenRecord,
} from '../../ports/store.ts';
import {ArchiveTable} from './archive-table.ts';
import {canonicalJson} from './canonical-json.ts';
import {channelLags} from './channel-lags.ts';
import {ChannelTable} from './channel-table.ts';
import {checkDatabase} from './check.ts';
import {ClaimGate} from './claim-gate.ts';
import type {HaltNote} from './halt-file.ts';
import {HaltSwitch} from './halt-switch.ts';
import {type IntentRecord, IntentTable} from './intent-table.ts';
import {KeyedAddTable} from './keyed-add-table.ts';
import {LeaseTable} from './lease-table.ts';
import type {LevelRecord} from './level-record.ts';
import {mayBeWithdrawn, type Transition} from './level-transition.ts';
import {MarketMemory} from './market-memory.ts';
import {knownKeyRefusal, movedRefusal} from './moved-refusal.ts';
import type {SyncStore} from './operation.ts';
import {knownOrder, orderSteps, saysAllOf, wasTurnedAway} from './order-steps.ts';
import {isWrittenAs, writtenNow} from './plan-document.ts';
import {OutboxTable} from './outbox-table.ts';
import {isBroken, rowOf, rowsOf, type StoredPlan} from './plan-record.ts';
import {PlanTable} from './plan-table.ts';
import {resolutionOf} from './resolution.ts';
import {settlementSteps} from './settlement-step.ts';
import {refuseTaken} from './taken-ids.ts';
import {TokenTable} from './token-table.ts';
import {VerdictTable} from './verdict-table.ts';

/**
 * Every operation of the store on one connection, without waiting. A write has to be called inside a
 * transaction of the caller (see TurnRunner); a read takes care of its own.
 *
 * Writes look at the columns only, so that a plan whose document breaks a rule can still be cancelled
 * and its order still be settled; a claim and an edit alone need the whole plan to be sound.
 */
export class SqliteCore implements SyncStore {
  readonly databaseId: string;
  readonly #database: Database.Database;
  /** Unique name of this open store; see `claim`. */
  readonly claimant: string;
  readonly #plans: PlanTable;
  readonly #intents: IntentTable;
  readonly #memory: MarketMemory;
  readonly #verdicts: VerdictTable;
  readonly #archive: ArchiveTable;
  readonly #lease: LeaseTable;
  readonly #halt: HaltSwitch;
  readonly #gate: ClaimGate;
  readonly #outbox: OutboxTable;
  readonly #channels: ChannelTable;
  readonly #tokens: TokenTable;
  readonly #keyed: KeyedAddTable;
  readonly #dataVersion;
  readonly #readChanges;
  readonly #readPlan;
  readonly #readPlans;
  readonly #readPage;
  readonly #readArchivable;
  /** The database's revision as last read, and the state of the file in which it was. */
  #known: Readonly<{dataVersion: number; revision: number}> | undefined;

  /** @param claimant Name of an open store that goes on with another connection; default a new one. */
  constructor(database: Database.Database, claimant?: string) {
    this.#database = database;
    // vigil-lint-ok: not by the Random port: two stores with one seed must differ in it, and no answer shows it
    this.claimant = claimant ?? String(database.prepare('SELECT hex(randomblob(16))').pluck().get());
    this.databaseId = String(database.prepare('SELECT database_id FROM meta').pluck().get());
    this.#plans = new PlanTable(database);
    this.#intents = new IntentTable(database);
    this.#memory = new MarketMemory(database);
    this.#verdicts = new VerdictTable(database);
    this.#archive = new ArchiveTable(database, this.databaseId);
    this.#lease = new LeaseTable(database);
    this.#halt = new HaltSwitch(database);
    this.#gate = new ClaimGate(database, {lease: this.#lease, halt: this.#halt});
    this.#outbox = new OutboxTable(database);
    this.#channels = new ChannelTable(database);
    this.#tokens = new TokenTable(database);
    this.#keyed = new KeyedAddTable(database);
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.#readChanges = database.transaction((since: number) => ({
      revision: this.#plans.revision(),
      stored: this.#plans.since(since),
    }));
    this.#readPlan = database.transaction((planId: string) => this.#plans.find(planId));
    this.#readPlans = database.transaction((filter: PlanFilter) => this.#plans.list(filter));
    this.#readPage = database.transaction((filter: PlanFilter, terms: PageTerms) =>
      this.#plans.page(filter, terms),
    );
    this.#readArchivable = database.transaction((terms: ArchiveTerms, nowMs: number) =>
      this.#archive.archivable(terms, nowMs),
    );
  }

  /** To be called before each write transaction: what was known of the revision may become wrong. */
  forgetRevision(): void {
    this.#known = undefined;
  }

  add(plans: readonly Plan[], nowMs: number): readonly PlanRow[] {
    refuseTaken(plans, (id) => this.#takenBy(id));
    return plans.map((plan) => {
      this.#plans.insert(plan, nowMs);
      return this.#soundRow(plan.id);
    });
  }

  importPlans({plans, isPartial}: ImportRequest, nowMs: number): ImportAnswer {
    const keys = new Map<string, unknown>();
    const answers = plans.map(({plan, contentKey}) => {
      const isThere = keys.has(plan.id) || this.#takenBy(plan.id) !== undefined;
      const known = keys.get(plan.id) ?? (isThere ? this.#plans.contentKeyOf(plan.id) : undefined);
      if (isThere) return known === contentKey ? 'known' : 'taken';
      keys.set(plan.id, contentKey);
      return 'added';
    });
    if (answers.includes('taken') && !isPartial) return answers;
    for (const [index, one] of plans.entries()) {
      if (answers[index] !== 'added') continue;
      this.#plans.insertImported(one, nowMs);
      this.#soundRow(one.plan.id);
    }
    return answers;
  }

  get(planId: string): PlanRow | BrokenRow | undefined {
    const stored = this.#readPlan(planId);
    return stored === undefined ? undefined : rowOf(stored);
  }

  list(filter: PlanFilter = {}): Rows {
    return rowsOf(this.#readPlans(filter));
  }

  page(filter: PlanFilter, terms: PageTerms): PlanPage {
    const {stored, next} = this.#readPage(filter, terms);
    return {...rowsOf(stored), next};
  }

  changesSince(since: number): Changes {
    // Read before the transaction: at worst a write in between is looked at twice.
    const dataVersion = this.#dataVersion.get() ?? 0;
    if (this.#known?.dataVersion === dataVersion && this.#known.revision <= since) {
      return {rows: [], broken: [], revision: this.#known.revision};
    }
    const {revision, stored} = this.#readChanges(since);
    this.#known = {dataVersion, revision};
    return {...rowsOf(stored), revision};
  }

  history(planId: string): readonly PlanEvent[] {
    return this.#plans.history(planId);
  }

  edit(plan: Plan, version: number, nowMs: number): Swap {
    const stored = this.#plans.find(plan.id);
    if (stored === undefined) return {done: false, row: undefined};
    const row = rowOf(stored);
    if (isBroken(row)) return {done: false, row: undefined};
    if (row.version === version + 1) return {done: isWrittenAs(stored.record, plan), row};
    // A level whose order was ever accepted is neither pending nor a draft again.
    const isUntouched = row.levels.every(({status}) => isEditable(status));
    if (row.version !== version || !isUntouched) return {done: false, row};
    this.#plans.replace(stored.record, writtenNow(plan, nowMs), nowMs);
    this.#verdicts.forget(plan.id);
    return {done: true, row: this.#soundRow(plan.id)};
  }

  arm(planId: string, nowMs: number): Swap {
    const stored = this.#plans.find(planId);
    const row = stored === undefined ? undefined : rowOf(stored);
    if (stored === undefined || row === undefined || isBroken(row)) return {done: false, row: undefined};
    if (row.levels.some(({status}) => status !== 'draft')) return {done: row.status === 'pending', row};
    this.#plans.replace(stored.record, writtenNow(row.plan, nowMs), nowMs, 'armed');
    this.#verdicts.forget(planId);
    return {done: true, row: this.#soundRow(planId)};
  }

  /**
   * A claim that is repeated is answered as before only to the open store that made it, and only
   * while the intent has no outcome. Two monitors make up the same client order id for the same
   * attempt; were both told that the claim is theirs, both would send.
   */
  claim(intent: Intent, terms: ClaimTerms, nowMs: number): Claimed {
    const {planId, clientOrderId} = intent;
    const known = this.#intents.find(clientOrderId);
    if (known !== undefined) return this.#claimAgain(known, intent, terms);
    const stored = this.#plans.find(planId);
    const group = stored?.record.group_name ?? null;
    const refusal =
      movedRefusal(stored, intent, terms, nowMs) ?? this.#gate.refusal({intent, terms, group, nowMs});
    if (refusal !== undefined) return this.#refused(refusal, planId);
    const {version, epoch} = terms;
    const {planId: _, ...details} = intent;
    const level = this.#level(planId, intent.level);
    this.#intents.insert(intent, {version, epoch, claimedBy: this.claimant, nowMs});
    const isMoved = this.#plans.move(level, nowMs, {
      to: 'executing',
      kind: 'claimed',
      details: {...details, version, epoch},
      reason: null,
      attempts: level.attempts + 1,
      clientOrderId,
    });
    if (!isMoved) throw new Error('Invariant: a pending level can be claimed');
    return {done: true, row: this.#soundRow(planId)};
  }

  settle(clientOrderId: string, settlement: Settlement, nowMs: number): Swap {
    const intent = this.#intents.find(clientOrderId);
    if (intent === undefined) return {done: false, row: undefined};
    const {plan_id: planId} = intent;
    // What was parked may be settled again when there is evidence; any other outcome stands.
    if (intent.outcome !== null && intent.settlement === canonicalJson(settlement))
      return this.#swap(true, planId);
    if (intent.outcome !== null && intent.outcome !== 'unresolved') return this.#swap(false, planId);
    const level = this.#findLevel(planId, intent.level);
    const isItsOrder = level?.client_order_id === clientOrderId;
    if (!isItsOrder || level.status !== (intent.outcome === null ? 'executing' : 'unresolved'))
      return this.#swap(false, planId);
    const settling = {...knownOrder(level), clientOrderId, rejections: level.rejections};
    if (!this.#moveBy(level, settlementSteps(settling, settlement), nowMs)) return this.#swap(false, planId);
    this.#intents.settle(clientOrderId, settlement, nowMs);
    if (settlement.as === 'accepted' && !wasTurnedAway(settlement.report)) this.#endSiblings(planId, nowMs);
    return this.#swap(true, planId);
  }

  report(clientOrderId: string, report: OrderReport, nowMs: number): Swap {
    const intent = this.#intents.find(clientOrderId);
    if (intent === undefined) return {done: false, row: undefined};
    const {plan_id: planId, level: number} = intent;
    if (intent.outcome !== 'accepted') return this.#swap(false, planId);
    const level = this.#level(planId, number);
    this.#moveBy(level, orderSteps(clientOrderId, knownOrder(level), report), nowMs);
    return this.#swap(saysAllOf(knownOrder(this.#level(planId, number)), report), planId);
  }

  cancel(planId: string, reason: string, nowMs: number): Swap {
    const stored = this.#plans.find(planId);
    if (stored === undefined) return {done: false, row: undefined};
    this.#cancelWaiting(stored, reason, nowMs);
    for (const level of stored.levels) this.#askWithdrawal(level, reason, nowMs);
    // Nothing waits any more, and what has an order under way is asked for; what has ended is not undone.
    const now = this.#plans.find(planId)?.levels ?? [];
    const isAskedFor = now.some(({status, withdrawal}) => status === 'cancelled' || withdrawal !== null);
    return this.#swap(isAskedFor, planId);
  }

  withdraw(clientOrderId: string, reason: string, nowMs: number): Swap {
    const intent = this.#intents.find(clientOrderId);
    if (intent === undefined) return {done: false, row: undefined};
    const {plan_id: planId, level: number} = intent;
    const level = this.#level(planId, number);
    if (level.client_order_id !== clientOrderId) return this.#swap(false, planId);
    this.#askWithdrawal(level, reason, nowMs);
    return this.#swap(this.#level(planId, number).withdrawal !== null, planId);
  }

  expire(planId: string, nowMs: number): Swap {
    const stored = this.#plans.find(planId);
    if (stored === undefined) return {done: false, row: undefined};
    const {expires_at_ms: expiresAtMs} = stored.record;
    const waiting = stored.levels.filter(({status}) => status === 'pending');
    if (waiting.length === 0) {
      return this.#swap(
        stored.levels.some(({status}) => status === 'expired'),
        planId,
      );
    }
    if (expiresAtMs === null || expiresAtMs > nowMs) return this.#swap(false, planId);
    for (const level of waiting) {
      this.#plans.move(level, nowMs, {to: 'expired', kind: 'expired', details: {expiresAtMs}, reason: null});
    }
    return this.#swap(true, planId);
  }

  resolve(planId: string, number: number, resolution: Resolution, nowMs: number): Swap {
    const level = this.#findLevel(planId, number);
    const intent = level === undefined ? undefined : this.#intents.lastOf(planId, number);
    if (level === undefined || intent === undefined) return this.#swap(false, planId);
    const {settlement, step} = resolutionOf(intent, resolution);
    if (intent.settlement === canonicalJson(settlement)) return this.#swap(true, planId);
    if (level.status !== 'unresolved' || intent.outcome !== 'unresolved') return this.#swap(false, planId);
    this.#moveBy(level, [step], nowMs);
    this.#intents.settle(intent.client_order_id, settlement, nowMs);
    if (settlement.as === 'accepted') this.#endSiblings(planId, nowMs);
    return this.#swap(true, planId);
  }

  openIntents(): readonly IntentRow[] {
    return this.#intents.open();
  }

  acquireLease(request: LeaseRequest, nowMs: number): Lease {
    const before = this.#lease.find();
    const lease = this.#lease.acquire(request, nowMs);
    // Nobody could say of itself that it has died: whoever comes after it does.
    if (before !== undefined && !before.isReleased && lease.epoch > before.epoch) {
      const {epoch, renewedAtMs, holder} = before;
      const details = {epoch, renewedAtMs, pid: holder.pid, host: holder.host};
      this.#outbox.append('monitor.lapsed', null, details, nowMs);
    }
    return lease;
  }

  renewLease(epoch: number, ttlMs: number, nowMs: number): Lease | undefined {
    return this.#lease.renew(epoch, ttlMs, nowMs);
  }

  releaseLease(epoch: number, _nowMs: number): void {
    this.#lease.release(epoch);
  }

  lease(): Lease | undefined {
    return this.#lease.find();
  }

  halt(halt: HaltNote): void {
    this.#halt.halt(halt);
    this.#outbox.append('trading.halted', null, halt, halt.atMs);
  }

  resume(nowMs: number): boolean {
    const wasHalted = this.#halt.resume();
    if (wasHalted) this.#outbox.append('trading.resumed', null, {}, nowMs);
    return wasHalted;
  }

  halted(): Halt | undefined {
    return this.#halt.find();
  }

  saveDesks(memories: ReadonlyMap<string, DeskMemory>): void {
    this.#memory.saveDesks(memories);
  }

  loadDesks(): ReadonlyMap<string, DeskMemory> {
    return this.#memory.loadDesks();
  }

  saveVerdicts(verdicts: readonly StoredVerdict[]): void {
    for (const verdict of verdicts) this.#verdicts.save(verdict);
  }

  verdict(planId: string): StoredVerdict | undefined {
    return this.#verdicts.last(planId);
  }

  verdictChanges(planId: string): readonly VerdictChange[] {
    return this.#verdicts.changes(planId);
  }

  eventsAfter(id: number, limit: number): readonly OutboxEvent[] {
    return this.#outbox.after(id, limit);
  }

  lastEventId(): number {
    return this.#outbox.lastId();
  }

  firstEventId(): number | undefined {
    return this.#outbox.firstId();
  }

  announce(announcements: readonly Announcement[], nowMs: number): void {
    for (const {kind, planId, details} of announcements) this.#outbox.append(kind, planId, details, nowMs);
  }

  pruneOutbox(beforeMs: number, max: number): number {
    this.#channels.pruneLetters(beforeMs);
    return this.#outbox.prune(beforeMs, max);
  }

  channels(): readonly ChannelState[] {
    return this.#channels.all();
  }

  channelLags(): readonly ChannelLag[] {
    return channelLags(this.#database);
  }

  keepChannels(names: readonly string[]): void {
    this.#channels.keep(names);
  }

  saveChannel(state: ChannelState, letter?: DeadLetter): void {
    this.#channels.save(state, letter);
  }

  deadLetters(wanted: LettersWanted = {}): readonly DeadLetter[] {
    return this.#channels.letters(wanted);
  }

  retryDeadLetters(channel: string, eventId?: number): number {
    return this.#channels.retry(channel, eventId);
  }

  settleDeadLetter(channel: string, eventId: number, letter?: DeadLetter): void {
    if (letter === undefined) this.#channels.drop(channel, eventId);
    else this.#channels.bury(letter);
  }

  addToken(token: Token): void {
    this.#tokens.add(token);
  }

  tokens(): readonly Token[] {
    return this.#tokens.all();
  }

  token(id: string): Token | undefined {
    return this.#tokens.find(id);
  }

  revokeToken(id: string, nowMs: number): boolean {
    return this.#tokens.revoke(id, nowMs);
  }

  addKeyed(key: RequestKey, plans: readonly Plan[], remarks: readonly unknown[], nowMs: number): KeyedAnswer {
    const known = this.#keyed.find(key);
    if (known !== undefined) return known;
    const rows = this.add(plans, nowMs);
    this.#keyed.insert(key, {rows, remarks}, nowMs);
    return {as: 'added', rows, remarks};
  }

  keyedAnswer(key: RequestKey): KeyedAnswer | undefined {
    return this.#keyed.find(key);
  }

  pruneKeys(beforeMs: number): number {
    return this.#keyed.prune(beforeMs);
  }

  archivable(terms: ArchiveTerms, nowMs: number): ArchiveBatch {
    return this.#readArchivable(terms, nowMs);
  }

  removeArchived(written: readonly WrittenRecord[], nowMs: number): readonly string[] {
    return written.flatMap((one) => (this.#archive.remove(one, nowMs) ? [one.id] : []));
  }

  archived(ids?: readonly string[]): readonly ArchivedPlan[] {
    return ids === undefined ? this.#archive.all() : this.#archive.those(ids);
  }

  check(): readonly CheckFinding[] {
    return checkDatabase(this.#database);
  }

  /** What has the id, for a message; undefined: nothing has, or ever had. */
  #takenBy(planId: string): string | undefined {
    if (this.#plans.find(planId) !== undefined) return `plan "${planId}" exists already`;
    const [archived] = this.#archive.those([planId]);
    if (archived === undefined) return undefined;
    return `plan "${planId}" was archived to "${archived.file}", and its id stays taken`;
  }

  #claimAgain(known: IntentRecord, intent: Intent, {version}: ClaimTerms): Claimed {
    const isOwn =
      known.plan_id === intent.planId &&
      known.level === intent.level &&
      known.plan_version === version &&
      known.claimed_by === this.claimant &&
      known.outcome === null;
    const {row} = this.#swap(isOwn, intent.planId);
    return isOwn && row !== undefined
      ? {done: true, row}
      : this.#refused(knownKeyRefusal(intent), intent.planId);
  }

  #refused(refusal: ClaimRefusal, planId: string): Claimed {
    return {...this.#swap(false, planId), done: false, refusal};
  }

  /** Moves a level step by step; false when its life does not know the first one, and nothing was done. */
  #moveBy(level: LevelRecord, steps: readonly Transition[], nowMs: number): boolean {
    for (const [index, step] of steps.entries()) {
      const present = index === 0 ? level : this.#level(level.plan_id, level.level);
      if (this.#plans.move(present, nowMs, step)) continue;
      if (index === 0) return false;
      throw new Error(`Invariant: a level that is ${present.status} can become ${step.to}`);
    }
    return true;
  }

  /** One of a group has an order: the others never get one. */
  #endSiblings(planId: string, nowMs: number): void {
    const group = this.#plans.find(planId)?.record.group_name ?? null;
    if (group === null) return;
    const reason = `plan "${planId}" of the group "${group}" has an order`;
    for (const sibling of this.#plans.waitingSiblings(group, planId)) {
      this.#cancelWaiting(sibling, reason, nowMs);
    }
  }

  #cancelWaiting({levels}: StoredPlan, reason: string, nowMs: number): void {
    for (const level of levels) {
      if (level.status !== 'pending' && level.status !== 'draft' && !isForeignDoubt(level)) continue;
      this.#plans.move(level, nowMs, {to: 'cancelled', kind: 'cancelled', details: {reason}, reason});
    }
  }

  /**
   * The wish stays with the level, whatever becomes of its order. The order itself is withdrawn at the broker,
   * once it rests; that is not for the store.
   */
  #askWithdrawal(level: LevelRecord, reason: string, nowMs: number): void {
    const status = level.status as PlanStatus;
    if (!mayBeWithdrawn(status) || level.withdrawal !== null || isForeignDoubt(level)) return;
    const details = {clientOrderId: level.client_order_id, reason};
    const kept = {to: status, reason: level.reason, withdrawal: reason};
    this.#plans.move(level, nowMs, {...kept, kind: 'withdrawing', details});
  }

  #findLevel(planId: string, number: number): LevelRecord | undefined {
    return this.#plans.find(planId)?.levels.find(({level}) => level === number);
  }

  #level(planId: string, number: number): LevelRecord {
    const level = this.#findLevel(planId, number);
    if (level === undefined)
      throw new Error(`Invariant: an order of level ${number} of plan "${planId}" has its level`);
    return level;
  }

  /** The row of a plan as it was just written; what breaks a rule is not kept. */
  #soundRow(planId: string): PlanRow {
    const stored = this.#plans.find(planId);
    if (stored === undefined) throw new Error(`Invariant: plan "${planId}" was just written`);
    const row = rowOf(stored);
    if (isBroken(row)) throw inputErrorOf('PLAN_INVALID', row.problems);
    return row;
  }

  #swap(done: boolean, planId: string): Swap {
    const stored = this.#plans.find(planId);
    const row = stored === undefined ? undefined : rowOf(stored);
    return {done, row: row === undefined || isBroken(row) ? undefined : row};
  }
}

/** In doubt by an order that was never ours: nothing is to be withdrawn, and nobody will ever look it up. */
function isForeignDoubt({status, client_order_id: clientOrderId}: LevelRecord): boolean {
  return status === 'unresolved' && clientOrderId === null;
}

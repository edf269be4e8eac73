import type {Explained, VerdictState} from '../condition/verdict.ts';
import type {Problem} from '../errors.ts';
import type {Bar, Timeframe} from '../market/bar.ts';
import type {QuoteFilterMemory} from '../market/quote-filter.ts';
import type {Quote} from '../market/quote.ts';
import type {Plan} from '../plan/plan.ts';
import type {PlanStatus} from '../plan/status.ts';
import type {Access} from './access.ts';
import type {Outbox} from './outbox.ts';
import type {Close, Fill, Intent, OrderReport} from './broker.ts';

/**
 * One entry level of a plan as it is stored: it is claimed, sent and settled by itself. A plan without
 * levels of its own has one.
 */
export type LevelRow = Readonly<{
  /** From 1. */
  level: number;
  status: PlanStatus;
  /** Why the level has its status: a code or sentence; null when there is nothing to say. */
  reason: string | null;
  /** Intents made for this version so far. */
  attempts: number;
  /** Those of them that the broker has rejected. */
  rejections: number;
  /** After a rejection: not before this time. */
  retryAtMs: number | null;
  /** Key of the order that is being placed, rests, or has filled; null while there is none. */
  clientOrderId: string | null;
  /** The broker's own number of that order. */
  ticket: string | null;
  fill: Fill | null;
  close: Close | null;
  /**
   * Somebody wants its order withdrawn, and why: one that rests, or that is on its way or in doubt, as soon as
   * it rests. Whether that comes in time the broker says; the level does not fire again in any case.
   */
  withdrawal: string | null;
}>;

/** A plan as it is stored. */
export type PlanRow = Readonly<{
  plan: Plan;
  /** Follows from its levels: see `statusOf` in plan/status. */
  status: PlanStatus;
  /** Version of what the user wrote: 1, and one more with every edit. */
  version: number;
  /** Number of the write that last touched the plan or one of its levels; grows over the whole database. */
  revision: number;
  updatedAtMs: number;
  /** Of the level that gives the plan its status. */
  reason: string | null;
  /** By number, without a hole; at least one. */
  levels: readonly LevelRow[];
}>;

/** A stored row that breaks a rule. It is left alone and stops nobody else. */
export type BrokenRow = Readonly<{id: string; status: string; problems: readonly Problem[]}>;

export type Rows = Readonly<{rows: readonly PlanRow[]; broken: readonly BrokenRow[]}>;

/** Everything that was written since a revision, from one read transaction. */
export type Changes = Rows & Readonly<{revision: number}>;

export type PlanEvent = Readonly<{
  planId: string;
  /** 1, 2, 3… without a hole. */
  sequence: number;
  atMs: number;
  /** Status of the level, or of the plan where the event is about the whole; null before it was added. */
  from: PlanStatus | null;
  to: PlanStatus;
  /** The level that it happened to; null when it is about the plan as a whole. */
  level: number | null;
  /** What happened: added, imported, edited, armed, claimed, placed, filled, rejected, notSent, cancelled, expired, closed, parked, resolved… */
  kind: string;
  details: Readonly<Record<string, unknown>>;
  hash: string;
}>;

/** An intent and what is known of it. */
export type IntentRow = Readonly<{intent: Intent; outcome: SettledAs | null}>;

/** How an intent ended. */
export type Settlement =
  /** It rests or was filled at once: the report says which. */
  | Readonly<{as: 'accepted'; report: OrderReport}>
  | Readonly<{as: 'rejected'; code: string; message: string; final: boolean; retryAtMs: number | null}>
  | Readonly<{as: 'notSent'; reason: string}>
  /** Nobody could establish what happened: the level is parked as `unresolved`. */
  | Readonly<{as: 'unresolved'; reason: string; evidence: Readonly<Record<string, unknown>>}>;
export type SettledAs = Settlement['as'];

/** Answer of a compare-and-set: the row as it is now, and whether this call made it so. */
export type Swap = Readonly<{done: boolean; row: PlanRow | undefined}>;

/** Ceilings that a claim keeps, counted in its own transaction; null: no limit. */
export type Limits = Readonly<{
  /** Lots that one plan may have claimed over all its levels, orders that ended without a fill not counted. */
  volumePerPlanLots: number | null;
  /** Levels of all plans that have an order under way, resting or in doubt, or a position open. */
  openPositions: number | null;
  /** Intents of the last 60 minutes, whatever became of them. */
  ordersPerHour: number | null;
  /** Sum of the losses less the profits of what was closed since `dayStartMs`, in the account's currency. */
  lossPerDay: number | null;
}>;

/** What a claim must be true of beside the plan's own state. */
export type ClaimTerms = Readonly<{
  /** Version of the plan that was looked at. */
  version: number;
  /** Epoch of the lease under which the monitor runs. */
  epoch: number;
  limits: Limits;
  /** When the broker's day began. */
  dayStartMs: number;
}>;

/**
 * Why a claim was refused.
 *
 * | code          | what was found inside the transaction                                    |
 * | ------------- | ------------------------------------------------------------------------ |
 * | moved         | the level is not pending, has another version, or its plan has expired   |
 * | leaseLost     | the epoch is not the lease's, or the lease has lapsed                     |
 * | halted        | trading is halted, in the database or by the file beside it              |
 * | groupTaken    | another plan of the group has an order under way, resting, filled or in doubt |
 * | limit…        | the ceiling would be exceeded                                            |
 */
export type ClaimRefusal = Readonly<{
  code:
    | 'moved'
    | 'leaseLost'
    | 'halted'
    | 'groupTaken'
    | 'limitVolume'
    | 'limitPositions'
    | 'limitOrders'
    | 'limitLoss';
  /** For people: figures, names, remedy. */
  message: string;
}>;

/** Answer to a claim. */
export type Claimed =
  | Readonly<{done: true; row: PlanRow}>
  | Readonly<{done: false; row: PlanRow | undefined; refusal: ClaimRefusal}>;

/** What a person has found out of a parked order. */
export type Resolution = Readonly<{as: 'executed'; ticket: string; fill: Fill}> | Readonly<{as: 'notPlaced'}>;

/** A process that monitors the database, or wants to. */
export type LeaseHolder = Readonly<{
  /** Unique for each start. */
  holderId: string;
  host: string;
  pid: number;
  /** When that process was started, as its system tells: a pid comes again, the two together do not. */
  processStart: string;
}>;

/**
 * The right to be the one monitor of a database. It lets work go on; that no order is sent twice rests on
 * the epoch, which each claim compares inside its transaction.
 */
export type Lease = Readonly<{
  /** Grows by one with every new holder. */
  epoch: number;
  holder: LeaseHolder;
  acquiredAtMs: number;
  renewedAtMs: number;
  expiresAtMs: number;
  /** The holder has let it go. */
  isReleased: boolean;
}>;

export type LeaseRequest = Readonly<{
  holder: LeaseHolder;
  ttlMs: number;
  /**
   * A lease that is to be succeeded although by our clock it has not lapsed, if it is still as it was seen: its
   * process is known to be gone, or has not renewed it for the whole time to live.
   */
  succeeds?: Pick<Lease, 'epoch' | 'renewedAtMs'>;
}>;

/** Trading is stopped until it is resumed. */
export type Halt = Readonly<{
  reason: string;
  atMs: number;
  /** Resting orders are to be withdrawn, and positions closed. */
  flatten: boolean;
  /** By the file alone, which was made while the database could not be written. */
  byFile: boolean;
}>;

/** What the monitor last thought of a plan; a hint for other processes, not part of its history. */
export type StoredVerdict = Readonly<{
  planId: string;
  /** Version of the plan that was looked at. */
  version: number;
  asOfMs: number;
  state: VerdictState;
  conditions: readonly Explained[];
}>;

/**
 * A verdict that was not the one before: the plan's, or the verdict or reason of one of its conditions. The
 * monitor looks now and then and whenever it fires, so what came and went between two looks is not among them.
 */
export type VerdictChange = Readonly<{
  planId: string;
  /** 1, 2, 3… without a hole; only the newest are kept. */
  number: number;
  atMs: number;
  /** Version of the plan that was looked at. */
  version: number;
  /** Null: the first of its version. */
  from: VerdictState | null;
  to: VerdictState;
  /** Those that changed; all of them where `from` is null. */
  conditions: readonly ConditionChange[];
}>;

export type ConditionChange = Readonly<{
  path: string;
  kind: string;
  /** Null: nothing was said of it before. */
  from: Pick<Explained, 'verdict' | 'reason'> | null;
  /** With what was seen when it changed; null: nothing is said of it any more. */
  to: Omit<Explained, 'path' | 'kind'> | null;
}>;

/** What a desk has to know to go on as if no process had ended in between. */
export type DeskMemory = Readonly<{
  quote: Quote;
  /** The accepted quote before it. */
  previous: Quote | null;
  filter: QuoteFilterMemory;
  /** Absent where no condition looks at bars, and while the monitor runs. */
  bars?: BarMemory;
  /** Of the plans that remember something, by id. */
  plans?: Readonly<Record<string, PlanMemory>>;
}>;

/** What the conditions of one version of a plan remember, by their paths. */
export type PlanMemory = Readonly<{version: number; states: Readonly<Record<string, unknown>>}>;

/** Bars that were seen, oldest first, and the minute that had not closed. */
export type BarMemory = Readonly<{
  closed?: Readonly<Partial<Record<Timeframe, readonly Bar[]>>>;
  minute?: Bar;
}>;

/** A plan that another system has kept, and where it stood there. */
export type ImportedPlan = Readonly<{
  plan: Plan;
  /** Of all its levels. What had an order has ended or is in doubt: the order was never one of ours. */
  status: Exclude<PlanStatus, 'executing' | 'working' | 'executed'>;
  reason: string | null;
  /** What the other system has recorded of a closed position; null otherwise. */
  fill: Fill | null;
  close: Close | null;
  /** Equal for the same plan in the same state, whenever and from wherever it is imported. */
  contentKey: string;
  /** Whatever else is known of it, for its history. */
  origin: Readonly<Record<string, unknown>>;
}>;

export type ImportRequest = Readonly<{
  plans: readonly ImportedPlan[];
  /** Whether the others are imported when the id of one is taken by another plan. */
  isPartial: boolean;
}>;

/** For each plan, in order; `taken`: another plan has its id. Nothing is written where one is, unless partial. */
export type ImportAnswer = readonly ('added' | 'known' | 'taken')[];

/** A request that is carried out once, however often it comes. */
export type RequestKey = Readonly<{
  /** Keys of two callers have nothing to do with each other. */
  caller: string;
  key: string;
  /** SHA-256 of the request, hex. */
  digest: string;
}>;

/** What a caller was told of plans that were added under a key. */
export type KeyedRows = Readonly<{
  /** As they were when they were added. */
  rows: readonly PlanRow[];
  /** Whatever else was said; the store does not look at it. */
  remarks: readonly unknown[];
}>;

/** What became of it: done now, or before, with what was said then; or the key was used for another request. */
export type KeyedAnswer = (Readonly<{as: 'added' | 'repeated'}> & KeyedRows) | Readonly<{as: 'otherRequest'}>;

/** What is not given lets every plan pass. */
export type PlanFilter = Readonly<{
  statuses?: readonly PlanStatus[];
  symbol?: string;
  side?: Plan['side'];
  group?: string;
  /** Created then or later. */
  createdFromMs?: number;
  /** Created earlier. */
  createdBeforeMs?: number;
  /** That expire, and earlier. */
  expiresBeforeMs?: number;
}>;

/** Equal ones by id, which is the whole order of `id`; `-` turns it around. What never expires expires last. */
export type PlanSort = 'id' | '-id' | 'created' | '-created' | 'expires' | '-expires';

export type PageTerms = Readonly<{
  /** Plans of one page, at least 1. */
  limit: number;
  /** The `next` of the page before, which had the same filter and order. */
  after?: string;
  /** Default by id. */
  sort?: PlanSort;
}>;

export type PlanPage = Rows &
  Readonly<{
    /** Where the next page begins; null: this was the last. */
    next: string | null;
  }>;

/** Which of the plans that have ended are wanted, oldest first. */
export type ArchiveTerms = Readonly<{
  /** Ended then or earlier; never less than two days ago, whatever is said here. */
  endedBeforeMs: number;
  limit: number;
  /** The `next` of the batch before. */
  after?: string;
}>;

/** A plan that may be archived. */
export type ArchiveRecord = Readonly<{
  id: string;
  revision: number;
  endedAtMs: number;
  /** Of its last event. */
  hash: string;
  /**
   * Everything of it, as JSON on one line without an end: the rows of the plan, its levels, events and intents, and
   * its verdicts, as the database has them. The same plan gives the same line.
   */
  line: string;
}>;

export type ArchiveBatch = Readonly<{
  records: readonly ArchiveRecord[];
  /** Those in which something is wrong; they stay where they are, as evidence. */
  unsound: readonly Readonly<{id: string; message: string}>[];
  next: string | null;
}>;

/** What was written to a file and may be deleted here. */
export type WrittenRecord = Readonly<{id: string; revision: number; hash: string; file: string}>;

/** A plan that is no longer in the database, and whose id stays taken. */
export type ArchivedPlan = WrittenRecord & Readonly<{archivedAtMs: number}>;

export type CheckFinding = Readonly<{code: string; subject: string; message: string}>;

/**
 * Plans, their history and their intents, durably.
 *
 * Every write is one transaction and is idempotent by key: repeating a call whose answer was lost
 * changes nothing and gives the answer again. A promise that resolves means that the write is on disk.
 *
 * @throws {BusyError} STORE_BUSY when the database stayed locked to the deadline.
 * @throws {StorageError} when it cannot be written, or is damaged.
 */
export interface Store extends Outbox, Access {
  /** Identity of the database, part of every client order id. */
  readonly databaseId: string;
  close(): Promise<void>;

  /** Adds all plans or none. @throws {ConflictError} PLAN_DUPLICATE naming every id that is taken, even by an equal plan. */
  add(plans: readonly Plan[], nowMs: number): Promise<readonly PlanRow[]>;
  /**
   * Adds plans that another system has kept, in whatever state. One that was imported before with the same
   * content is known and left as it is, whatever has become of it since.
   */
  importPlans(request: ImportRequest, nowMs: number): Promise<ImportAnswer>;
  get(planId: string): Promise<PlanRow | BrokenRow | undefined>;
  /** All that pass, by id. Where there may be many, ask by pages. */
  list(filter?: PlanFilter): Promise<Rows>;
  /**
   * One page of the plans that pass. A plan that stays as it is comes on exactly one page, however many are added
   * or edited between two pages.
   *
   * @throws {InputError} USAGE_INVALID when `after` is no cursor of this order.
   */
  page(filter: PlanFilter, terms: PageTerms): Promise<PlanPage>;
  /** Rows with a revision above `revision`; cheap when nothing was written. */
  changesSince(revision: number): Promise<Changes>;
  history(planId: string): Promise<readonly PlanEvent[]>;

  /**
   * Replaces what the user wrote, if the plan still has that version and is pending or a draft: it is
   * then pending, of the next version, and what was counted for the old one begins anew (attempts,
   * pause, verdict). The id names the plan and cannot change; everything else may.
   *
   * The new version is created at `nowMs` if it says no later time: no quote received before triggers
   * it. Done is also true when the plan has that next version already and it says the same. A stored
   * plan that breaks a rule is not edited.
   *
   * @param version The one that the editor has seen.
   * @throws {InputError} PLAN_INVALID when the new version breaks a rule.
   */
  edit(plan: Plan, version: number, nowMs: number): Promise<Swap>;
  /**
   * draft → pending, as it was written: it is then the next version, created at `nowMs`, so that no quote from
   * before triggers it. Done is also true when the plan is pending already.
   */
  arm(planId: string, nowMs: number): Promise<Swap>;
  /**
   * pending → executing of one level, together with the intent; the one way to an order. A claim that is
   * repeated is answered as before only to the open store that made it, and only while the intent has no
   * outcome.
   */
  claim(intent: Intent, terms: ClaimTerms, nowMs: number): Promise<Claimed>;
  /**
   * Ends the intent and moves its level on; a second settlement of one intent changes nothing, but that
   * evidence may settle what was parked. A level whose order was to be withdrawn is cancelled where it would
   * have gone back to pending, and keeps the wish where the order rests or stays in doubt. With an acceptance
   * the waiting levels of the other plans of the group are cancelled.
   */
  settle(clientOrderId: string, settlement: Settlement, nowMs: number): Promise<Swap>;
  /**
   * Takes note of what the broker says of an accepted order: working → executed, cancelled, expired or
   * failed; executed → closed. A report that knows no more than the row changes nothing. Done is true when
   * the row now says what the report says.
   */
  report(clientOrderId: string, report: OrderReport, nowMs: number): Promise<Swap>;
  /**
   * pending and draft levels → cancelled; for orders that rest, are on their way or in doubt their withdrawal
   * is asked for, which the monitor carries out. Done when something is cancelled or asked for, also by an
   * earlier call: no level fires from then on. An order that was on its way may still fill.
   */
  cancel(planId: string, reason: string, nowMs: number): Promise<Swap>;
  /**
   * Notes that the order of a level is to be withdrawn, and why: one that rests, or that is on its way or in
   * doubt, as soon as it rests. One that was noted before keeps its reason. Whether the order is cancelled in time the broker says.
   */
  withdraw(clientOrderId: string, reason: string, nowMs: number): Promise<Swap>;
  /** pending levels → expired, if the plan's expiry is not after `nowMs`. */
  expire(planId: string, nowMs: number): Promise<Swap>;
  /** unresolved → executed, or failed when nothing was placed, on a person's word. */
  resolve(planId: string, level: number, resolution: Resolution, nowMs: number): Promise<Swap>;

  /** Intents that have no outcome or are parked, and accepted ones whose order rests or position is open. */
  openIntents(): Promise<readonly IntentRow[]>;

  /** Takes the lease when nobody holds it, it has lapsed or was released; answers who holds it then. */
  acquireLease(request: LeaseRequest, nowMs: number): Promise<Lease>;
  /** Prolongs a lease, also one that has lapsed, as long as nobody has taken it; undefined: somebody has. */
  renewLease(epoch: number, ttlMs: number, nowMs: number): Promise<Lease | undefined>;
  /** Lets it go, if the epoch is still its own. */
  releaseLease(epoch: number, nowMs: number): Promise<void>;
  lease(): Promise<Lease | undefined>;

  /** Stops all claims; a second halt replaces the first. */
  halt(halt: Omit<Halt, 'byFile'>): Promise<void>;
  /** Lets claims be made again; says whether there was a halt. */
  resume(nowMs: number): Promise<boolean>;
  halted(): Promise<Halt | undefined>;

  /** What the desks know, by symbol, for the next process; desks that are not named keep theirs. */
  saveDesks(memories: ReadonlyMap<string, DeskMemory>): Promise<void>;
  loadDesks(): Promise<ReadonlyMap<string, DeskMemory>>;
  /**
   * Keeps the last verdict of each plan, and how it differs from the one before where it does. One on another
   * version than the plan's is let go, and so is one on a plan that is not there.
   */
  saveVerdicts(verdicts: readonly StoredVerdict[]): Promise<void>;
  /** The last one on the plan's version. */
  verdict(planId: string): Promise<StoredVerdict | undefined>;
  /** The newest changes of all versions, by number. */
  verdictChanges(planId: string): Promise<readonly VerdictChange[]>;

  /**
   * Adds all plans or none, and remembers it under a key, both at once.
   *
   * @throws {ConflictError} PLAN_DUPLICATE naming every id that is taken. Nothing is remembered then.
   */
  addKeyed(
    key: RequestKey,
    plans: readonly Plan[],
    remarks: readonly unknown[],
    nowMs: number,
  ): Promise<KeyedAnswer>;
  /** What was answered under a key; undefined: nothing yet. */
  keyedAnswer(key: RequestKey): Promise<KeyedAnswer | undefined>;
  /** Forgets keys that were used before that time. */
  pruneKeys(beforeMs: number): Promise<number>;
  /**
   * Plans that ended long ago and that nothing depends on any more: none of a group that goes on, and not the one
   * that has the newest intent.
   */
  archivable(terms: ArchiveTerms, nowMs: number): Promise<ArchiveBatch>;
  /**
   * Deletes plans that are on disk elsewhere, with all that belongs to them; their ids stay taken. One that has
   * changed since, or that something depends on now, stays.
   *
   * @returns Ids of those that are gone, also by an earlier call.
   */
  removeArchived(written: readonly WrittenRecord[], nowMs: number): Promise<readonly string[]>;
  /** Which of these ids are those of archived plans, by id; without ids all that there are. */
  archived(ids?: readonly string[]): Promise<readonly ArchivedPlan[]>;

  /** Asks the database everything that must hold; an empty answer means it is sound. */
  check(): Promise<readonly CheckFinding[]>;
}

import type {Explained, VerdictState} from '../condition/verdict.ts';
import type {Problem} from '../errors.ts';
import type {QuoteFilterMemory} from '../market/quote-filter.ts';
import type {Quote} from '../market/quote.ts';
import type {Plan} from '../plan/plan.ts';
import type {PlanStatus} from '../plan/status.ts';
import type {Close, Fill, Intent} from './broker.ts';

/** A plan as it is stored. */
export type PlanRow = Readonly<{
  plan: Plan;
  status: PlanStatus;
  /** Version of what the user wrote: 1, and one more with every edit. */
  version: number;
  /** Number of the write that last touched the row; grows over the whole database. */
  revision: number;
  updatedAtMs: number;
  /** Why the plan has its status: a code or sentence; null when there is nothing to say. */
  reason: string | null;
  /** Intents made for this version so far. */
  attempts: number;
  /** After a rejection: not before this time. */
  retryAtMs: number | null;
  fill: Fill | null;
  close: Close | null;
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
  from: PlanStatus | null;
  to: PlanStatus;
  /** What happened: added, edited, claimed, filled, rejected, notSent, cancelled, expired, closed, parked… */
  kind: string;
  details: Readonly<Record<string, unknown>>;
  hash: string;
}>;

/** An intent and what is known of it. */
export type IntentRow = Readonly<{intent: Intent; outcome: SettledAs | null}>;

/** How an intent ended. */
export type Settlement =
  | Readonly<{as: 'accepted'; fill: Fill}>
  | Readonly<{as: 'rejected'; code: string; message: string; final: boolean; retryAtMs: number | null}>
  | Readonly<{as: 'notSent'; reason: string}>
  /** Nobody could establish what happened: the plan is parked as `unresolved`. */
  | Readonly<{as: 'unresolved'; reason: string; evidence: Readonly<Record<string, unknown>>}>;
export type SettledAs = Settlement['as'];

/** Answer of a compare-and-set: the row as it is now, and whether this call made it so. */
export type Swap = Readonly<{done: boolean; row: PlanRow | undefined}>;

/** What the monitor last thought of a plan; a hint for other processes, not part of its history. */
export type StoredVerdict = Readonly<{
  planId: string;
  asOfMs: number;
  state: VerdictState;
  conditions: readonly Explained[];
}>;

/** What a desk has to know to go on as if no process had ended in between. */
export type DeskMemory = Readonly<{
  quote: Quote;
  /** The accepted quote before it. */
  previous: Quote | null;
  filter: QuoteFilterMemory;
}>;

export type PlanFilter = Readonly<{statuses?: readonly PlanStatus[]; symbol?: string}>;

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
export interface Store {
  /** Identity of the database, part of every client order id. */
  readonly databaseId: string;
  close(): Promise<void>;

  /** Adds all plans or none. @throws {ConflictError} PLAN_DUPLICATE naming every id that is taken, even by an equal plan. */
  add(plans: readonly Plan[], nowMs: number): Promise<readonly PlanRow[]>;
  get(planId: string): Promise<PlanRow | BrokenRow | undefined>;
  list(filter?: PlanFilter): Promise<Rows>;
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
   * pending → executing with the intent, if the plan still has that version and status.
   *
   * A repeated call is answered `done` only to the store that made the claim, and only while the intent
   * has no outcome: two monitors compute the same key, and one of them may send.
   */
  claim(intent: Intent, version: number, nowMs: number): Promise<Swap>;
  /** Ends the intent and moves its plan on; a second settlement of one intent changes nothing. */
  settle(clientOrderId: string, settlement: Settlement, nowMs: number): Promise<Swap>;
  /** executed → closed. */
  recordClose(clientOrderId: string, close: Close, nowMs: number): Promise<Swap>;
  /** pending or draft → cancelled. Done is also true when it was cancelled before. */
  cancel(planId: string, reason: string, nowMs: number): Promise<Swap>;
  /** pending → expired, if its expiry is not after `nowMs`. */
  expire(planId: string, nowMs: number): Promise<Swap>;

  /** Intents that have no outcome, and accepted ones whose position is not known to be closed. */
  openIntents(): Promise<readonly IntentRow[]>;

  /** What the desks know, by symbol, for the next process; desks that are not named keep theirs. */
  saveDesks(memories: ReadonlyMap<string, DeskMemory>): Promise<void>;
  loadDesks(): Promise<ReadonlyMap<string, DeskMemory>>;
  saveVerdicts(verdicts: readonly StoredVerdict[]): Promise<void>;
  verdict(planId: string): Promise<StoredVerdict | undefined>;

  /** Asks the database everything that must hold; an empty answer means it is sound. */
  check(): Promise<readonly CheckFinding[]>;
}

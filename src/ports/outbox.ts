import type {PlanStatus} from '../plan/status.ts';

/**
 * One thing that happened, in the order of the whole database.
 *
 * | kind | what |
 * |---|---|
 * | plan.* | an event of a plan's history, written in the transaction of the event |
 * | trading.halted, trading.resumed | somebody stopped all claims, or let them be made again |
 * | monitor.lapsed | a monitor ended without letting its lease go, and another has taken over |
 * | others | what the running monitor has announced, see `Announcement` |
 */
export type OutboxEvent = Readonly<{
  /** Grows by at least one, and is never used twice. */
  id: number;
  atMs: number;
  kind: string;
  /** Null: it is about no plan. */
  planId: string | null;
  /** Null where it is about none, or its plan is archived. */
  symbol: string | null;
  /** Of a plan's event: its number in the plan's history. */
  sequence: number | null;
  level: number | null;
  from: PlanStatus | null;
  to: PlanStatus | null;
  details: Readonly<Record<string, unknown>>;
}>;

/** What the monitor has to say that is no event of a plan's history. */
export type Announcement = Readonly<{
  kind:
    | 'monitor.started'
    | 'monitor.stopped'
    | 'link.down'
    | 'link.up'
    | 'clock.unsure'
    | 'plan.quarantined'
    | 'plan.unprotected'
    | 'plan.missedByEvents'
    | 'order.orphan';
  planId: string | null;
  details: Readonly<Record<string, unknown>>;
}>;

/** How far a channel of notifications has come. */
export type ChannelState = Readonly<{
  name: string;
  /** Everything up to this id was delivered, is a dead letter, or was not wanted. */
  cursor: number;
  /** Failed tries of the next one. */
  attempts: number;
  nextAtMs: number | null;
  /** Since when nothing gets through; null: the last try did. */
  failingSinceMs: number | null;
  lastError: string | null;
  /** So many were delivered over all time. */
  delivered: number;
  deliveredAtMs: number | null;
}>;

/** How far behind a channel is. */
export type ChannelLag = Readonly<{
  name: string;
  /** Events after its cursor; those that it does not want are passed as soon as it comes to them. */
  undelivered: number;
  failingSinceMs: number | null;
  lastError: string | null;
  deadLetters: number;
}>;

/** Which dead letters; what is left out is no condition. */
export type LettersWanted = Readonly<{channel?: string; isDue?: boolean; max?: number}>;

/** Something that a channel was given up on. */
export type DeadLetter = Readonly<{
  channel: string;
  event: OutboxEvent;
  /** When it was given up. */
  atMs: number;
  attempts: number;
  error: string;
  /** Somebody wants it to be tried again. */
  isDue: boolean;
}>;

/** The log of what happened, and who has heard of it. Part of the store. */
export interface Outbox {
  /** Those after an id, oldest first. */
  eventsAfter(id: number, limit: number): Promise<readonly OutboxEvent[]>;
  /** Id of the newest event there ever was; 0: there was none. */
  lastEventId(): Promise<number>;
  /** The oldest that is kept; undefined: none is. */
  firstEventId(): Promise<number | undefined>;
  announce(announcements: readonly Announcement[], nowMs: number): Promise<void>;
  /** Forgets so much at most of what happened before that time and every channel has passed, and dead letters as old; says how much. */
  pruneOutbox(beforeMs: number, max: number): Promise<number>;

  channels(): Promise<readonly ChannelState[]>;
  channelLags(): Promise<readonly ChannelLag[]>;
  /** Forgets all other channels: what nobody waits for is not kept for them. Their dead letters stay. */
  keepChannels(names: readonly string[]): Promise<void>;
  /**
   * Notes how far a channel has come; with a letter that is given up, both at once. A channel that is further
   * already is left as it is.
   */
  saveChannel(state: ChannelState, letter?: DeadLetter): Promise<void>;
  /** Oldest first. */
  deadLetters(wanted?: LettersWanted): Promise<readonly DeadLetter[]>;
  /** Has dead letters of a channel tried again, one or all; says how many. */
  retryDeadLetters(channel: string, eventId?: number): Promise<number>;
  /** After another try: undefined where it was delivered, else the letter as it is now. */
  settleDeadLetter(channel: string, eventId: number, letter?: DeadLetter): Promise<void>;
}

import type {StoreCounters} from '../../../store/sqlite/operation-queue.ts';
import type {Beats} from '../heartbeat.ts';
import type {Told} from '../ledger.ts';

/** What a monitor's process is to run. */
export type MonitorOrder = Readonly<{
  databasePath: string;
  /** The file of the paper broker's book: what happened at the broker, which no fault of ours may touch. */
  bookPath: string;
  seed: number;
  plant: string | null;
  symbols: readonly string[];
  quotesPerSecond: number;
  /** How long claims wait for a lock, and opening does. */
  deadlineMs: number;
}>;

/** What the monitor's process saw in a tenth of a second; counts are since its start. */
export type Sample = Beats &
  Readonly<{
    /** Quotes whose time had come. */
    due: number;
    /** Quotes that the engine took in hand. */
    accepted: number;
    /** Quotes that it was given late. */
    late: number;
    store: StoreCounters;
    plans: number;
  }>;

/** A plan as the monitor holds it. */
export type HeldPlan = Readonly<{id: string; status: string; revision: number}>;

export type EngineFailure = Readonly<{atMs: number; planId: string | null; doing: string; message: string}>;

/** What a monitor's process says when it ends well. */
export type Farewell = Readonly<{
  missedByEvents: number;
  /** By Node's own histogram, over the whole life of the process. */
  delayMaxMs: number;
  delayP99Ms: number;
}>;

export type ToMonitor =
  | Readonly<{type: 'start'; order: MonitorOrder}>
  /** The order that was asked about may go on its way. */
  | Readonly<{type: 'audited'; id: number}>
  | Readonly<{type: 'askHeld'}>
  | Readonly<{type: 'stop'}>;

export type FromMonitor =
  /** The database could not be opened to the deadline; it is tried again. */
  | Readonly<{type: 'openingRefused'; message: string}>
  | Readonly<{type: 'ready'}>
  | Readonly<{type: 'sample'; sample: Sample}>
  | Readonly<{type: 'told'; told: Told}>
  | Readonly<{type: 'failure'; failure: EngineFailure}>
  /** An order is about to be placed: is its claim there? */
  | Readonly<{type: 'audit'; id: number; planId: string; clientOrderId: string}>
  | Readonly<{type: 'held'; plans: readonly HeldPlan[]}>
  /** The database is lost for good; the process ends. */
  | Readonly<{type: 'lost'; message: string}>
  | Readonly<{type: 'stopped'; farewell: Farewell}>
  | Readonly<{type: 'broke'; message: string; stack: string}>;

import type {RequestFault} from '../../../src/terminal/switches.ts';

/** Where a process is killed: around each of the three steps of an execution. */
export const POINTS = [
  'beforeClaim',
  'afterClaim',
  'beforeSend',
  'afterSend',
  'beforeSettle',
  'afterSettle',
] as const;
export type Point = (typeof POINTS)[number];

/** What becomes of the answer to the order. */
export const FATES = ['answered', 'lostBefore', 'lostAfter', 'delayed', 'duplicated', 'errorAfter'] as const;
export type Fate = (typeof FATES)[number];

/** What the venue keeps of an order's comment. */
export const COMMENTS = ['keep', 'cut16', 'erase'] as const;
export type Comment = (typeof COMMENTS)[number];

export const MODES = ['hedging', 'netting'] as const;
export type Mode = (typeof MODES)[number];

/** Who dies at the point; or who cancels the plan there, as another process. */
export const VICTIMS = ['monitor', 'terminal', 'plan'] as const;
export type Victim = (typeof VICTIMS)[number];

/** A part of the design that is left out, to see that the matrix notices. */
export const SABOTAGES = ['none', 'noIntent', 'noCompareAndSet', 'noLookup'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** What a run of the matrix's monitor is told. */
export type MonitorOrder = Readonly<{
  db: string;
  port: number;
  secret: string;
  victim: Victim;
  /** Plans whose moment has not come yet. */
  kills: Readonly<Record<string, Point>>;
  /** File that holds the number of the terminal's process. */
  terminalPidFile: string;
  sabotage: Sabotage;
}>;

export type TerminalOrder = Readonly<{
  book: string;
  port: number;
  secret: string;
  mode: Mode;
  comment: Comment;
  faults: readonly RequestFault[];
}>;

/** From the parent to the terminal: one quote. */
export type PushedPrice = Readonly<{bid: number}>;

export const SYMBOL = 'XAUUSD';
/** The spread of every quote. */
export const SPREAD = 0.2;
/** From one plan's price to the next. */
export const STEP = 10;
export const LOWEST = 1000;

import type {ClaimRefusal, Settlement} from './store.ts';

/** Measures executions; how long each step takes is the meter's own business. Must not throw and must not wait. */
export interface ExecutionMeter {
  /** A level fires. @param quoteAgeMs How long ago the quote that fired it was received. */
  fired(quoteAgeMs: number): ExecutionPass;
  /** It is found out what became of an order whose outcome nobody recorded, or that is parked. */
  recovers(): ExecutionPass;
}

/**
 * One execution: `claiming` then `claimed`; `sending` then `answered`, where an order is sent; `settling` then `settled`.
 * It may end early: refused, or with `failed`.
 */
export interface ExecutionPass {
  claiming(): void;
  /** The claim is on disk. */
  claimed(): void;
  refused(code: ClaimRefusal['code']): void;
  sending(): void;
  /** The broker has answered, or is waited for no longer. */
  answered(): void;
  settling(): void;
  /** The outcome is on disk. */
  settled(settlement: Settlement): void;
  /** The store has failed: where the execution stands is found out later. */
  failed(): void;
}

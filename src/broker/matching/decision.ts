import type {Rejection} from '../../ports/broker.ts';
import type {PlacedOrder} from './placed-order.ts';

/** One order before and after; `before` is null for an order that was not there. */
export type Change = Readonly<{before: PlacedOrder | null; after: PlacedOrder}>;

/** Changes that belong together: all of them are written, or none. */
export type Decision = Readonly<{changes: readonly Change[]}>;

/** Answer to a request; nothing has happened until the caller has written the decision down and applied it. */
export type Decided = (Decision & Readonly<{status: 'decided'}>) | Rejection;

export function decided(...changes: readonly Change[]): Decided {
  return {status: 'decided', changes};
}

/** Asking again brings the same answer. */
export function never(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'never'};
}

export function later(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'later'};
}

/** Whoever asked knows less than the broker. */
export function reread(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'reread'};
}

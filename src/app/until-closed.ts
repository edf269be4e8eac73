import type {Closers} from '../closers.ts';

/** Starts work that goes on until the stack is disposed of, which aborts its signal and waits for its end. */
export function untilClosed(closers: Closers, work: (signal: AbortSignal) => Promise<unknown>): void {
  const end = new AbortController();
  const working = work(end.signal);
  closers.defer(async () => {
    end.abort(new Error('the work is over'));
    await working;
  });
}

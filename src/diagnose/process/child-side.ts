import {messageOf} from '../../errors.ts';
import type {ChildMessage} from './child-messages.ts';

/** What a harness does in its child process. */
type Work<Result> = (order: unknown, onProgress: (share: number) => void) => Promise<Result>;

/** Serves the one order that the parent sends, and ends the process. */
export function serveChild<Result>(work: Work<Result>): void {
  // A parent that is gone waits for nothing.
  process.once('disconnect', () => process.exit());
  process.once('message', (order) => {
    void answer(order, work);
  });
}

async function answer<Result>(order: unknown, work: Work<Result>): Promise<void> {
  let last: ChildMessage<Result>;
  try {
    last = {type: 'done', result: await work(order, (share) => send({type: 'progress', share}))};
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    last = {type: 'failed', message: messageOf(error), stack};
  }
  send(last, () => process.disconnect());
}

function send<Result>(message: ChildMessage<Result>, onSent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, onSent);
}

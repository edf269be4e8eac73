import {messageOf} from '../errors.ts';
import {after} from '../link/after.ts';
import type {Clock} from '../ports/clock.ts';
import type {OutboxEvent} from '../ports/outbox.ts';
import type {Channel} from './channel.ts';
import {answerText, judged, shortened} from './judge-answer.ts';
import type {Post, PostAnswer} from './post.ts';

/** What came of sending one event; `pauseMs`: for so long the endpoint wants to be left alone, 0 when it does not say. */
export type Delivery =
  | Readonly<{as: 'delivered'; status: number; pauseMs: number}>
  /** `refused`: never this event again. */
  | Readonly<{as: 'refused' | 'failed'; status: number | null; error: string; pauseMs: number}>;

/** From the request to the last byte of the answer. */
export const ANSWER_WITHIN_MS = 10_000;

export type DeliveryPorts = Readonly<{clock: Clock; post: Post}>;

/**
 * Sends an event to a channel once. Never throws for what the endpoint does, or does not do.
 *
 * @param end Breaks it off.
 * @throws The signal's reason when that aborts first.
 */
export async function deliver(
  {clock, post}: DeliveryPorts,
  channel: Channel,
  event: OutboxEvent,
  end: AbortSignal,
): Promise<Delivery> {
  const redacted = (text: string) => channel.redacted(text);
  let answer: PostAnswer;
  try {
    answer = await answered({clock, post}, channel, event, end);
  } catch (error) {
    end.throwIfAborted();
    return {as: 'failed', status: null, error: shortened(redacted(errorText(error))), pauseMs: 0};
  }
  const {status} = answer;
  const pauseMs = channel.askedPauseMs(answer, clock.now()) ?? 0;
  const as = judged(answer);
  if (as === 'delivered') return {as, status, pauseMs};
  return {as, status, error: answerText(answer, redacted), pauseMs};
}

/** The answer, or a rejection at the latest when its time is over, whatever the sender does. */
function answered(
  {clock, post}: DeliveryPorts,
  channel: Channel,
  event: OutboxEvent,
  end: AbortSignal,
): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const stop = (reason: Error) => {
      over.abort(reason);
      reject(reason);
    };
    const onEnd = () => stop(end.reason as Error);
    if (end.aborted) {
      onEnd();
      return;
    }
    end.addEventListener('abort', onEnd, {once: true});
    const timer = after(clock, ANSWER_WITHIN_MS, () =>
      stop(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)),
    );
    const done = () => {
      timer.cancel();
      end.removeEventListener('abort', onEnd);
    };
    Promise.resolve()
      .then(() => post(channel.request(event, clock.now()), over.signal))
      .then(resolve, reject)
      .finally(done);
  });
}

/** A connection that could be made to none of several addresses says what was wrong with each. */
function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return [...new Set(error.errors.map(messageOf))].join('; ');
  }
  return messageOf(error);
}

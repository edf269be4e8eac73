import type {Clock} from '../ports/clock.ts';

/** Somebody outside was asked, and has not answered in time. */
export class NoAnswer extends Error {}

/**
 * The answer of somebody outside, who may never give one.
 *
 * @throws {NoAnswer} When there was none in time; whatever is still on its way is then nobody's any more.
 */
export async function within<Answer>(clock: Clock, ms: number, answer: Promise<Answer>): Promise<Answer> {
  const answered = new AbortController();
  const deadline = clock.sleep(ms, answered.signal).then((): never => {
    throw new NoAnswer(`no answer in ${ms} ms`);
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    answered.abort();
    // Its sleep was ended just now, or has thrown to the caller.
    deadline.catch(() => undefined);
  }
}

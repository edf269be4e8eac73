/** What has to be closed when a piece of work ends. */
export type Closers = Readonly<{
  /** Closes it at the end, before what was opened earlier. */
  defer: (close: () => unknown) => void;
}>;

/**
 * Does some work and then closes what it has opened, in reverse order of the opening, whatever fails.
 *
 * The first failure is what is thrown. Those that come after it mostly come of it: with a database that is
 * lost, the lease cannot be let go either, and the one that counts is that the database is lost.
 */
export async function closing<Result>(work: (closers: Closers) => Promise<Result>): Promise<Result> {
  const opened: (() => unknown)[] = [];
  const failures: unknown[] = [];
  const result = await settled(() => work({defer: (close) => opened.push(close)}));
  if (!result.isDone) failures.push(result.error);
  for (const close of opened.reverse()) {
    const closed = await settled(close);
    if (!closed.isDone) failures.push(closed.error);
  }
  if (!result.isDone || failures.length > 0) throw failures[0];
  return result.value;
}

type Settled<Value> = Readonly<{isDone: true; value: Value}> | Readonly<{isDone: false; error: unknown}>;

async function settled<Value>(work: () => Value | Promise<Value>): Promise<Settled<Value>> {
  try {
    return {isDone: true, value: await work()};
  } catch (error) {
    return {isDone: false, error};
  }
}

/**
 * What has to be closed when a piece of work ends, in reverse order of the opening: for `await using`.
 *
 * As the language's `AsyncDisposableStack`, which Node 22 does not have.
 */
export class Closers implements AsyncDisposable {
  readonly #closers: (() => unknown)[] = [];

  defer(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes everything, whatever fails. @throws {AggregateError} of several failures; one failure as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 1) throw new AggregateError(failures, 'several things could not be closed');
    if (failures.length === 1) throw failures[0];
  }
}

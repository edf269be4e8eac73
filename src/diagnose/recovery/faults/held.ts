/** Calls that get no answer until somebody lets them go. */
export class Held {
  readonly #waiting: (() => void)[] = [];

  /** Rejects when it is let go. */
  wait(cause: () => Error): Promise<never> {
    return new Promise((_, reject) => {
      this.#waiting.push(() => reject(cause()));
    });
  }

  /** Is done when it is let go, and answered as it is answered then. */
  delay(go: () => unknown): Promise<unknown> {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(go()));
    });
  }

  release(): void {
    for (const letGo of this.#waiting.splice(0)) letGo();
  }
}

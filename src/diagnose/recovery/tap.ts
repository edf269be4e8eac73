/** A call on its way to a part; `go` lets it through. */
export type Call = Readonly<{method: string; args: readonly unknown[]; go: () => unknown}>;

/** Stands in for the answer of a part, or lets the call go on. */
export type Interceptor = (call: Call) => unknown;

/** Where a fault gets between the engine and a part. */
export class Tap {
  /** Calls that the fault has answered in the part's place. */
  strikes = 0;
  #intercept: Interceptor | undefined;

  /** @param methods The calls that are struck; all others go on. */
  set(methods: readonly string[], intercept: Interceptor): void {
    this.#intercept = (call) => {
      if (!methods.includes(call.method)) return call.go();
      this.strikes += 1;
      return intercept(call);
    };
  }

  clear(): void {
    this.#intercept = undefined;
  }

  pass(call: Call): unknown {
    return this.#intercept === undefined ? call.go() : this.#intercept(call);
  }
}

/** The part, every call of which goes through the tap. */
export function tapped<Part extends object>(part: Part, tap: Tap): Part {
  return new Proxy(part, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown => {
        // Private fields are those of the part itself, so it must be what its methods are called on.
        const go = (): unknown => Reflect.apply(value, target, args);
        return tap.pass({method: String(key), args, go});
      };
    },
  });
}

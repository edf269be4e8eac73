/**
 * A stand-in for a part of the engine that answers some calls itself and hands on all others: how a
 * defect gets between the engine and a port that works.
 */
export function overridden<Part extends object>(part: Part, overrides: Partial<Part>): Part {
  return new Proxy(part, {
    get(target, key): unknown {
      if (Object.hasOwn(overrides, key)) return Reflect.get(overrides, key);
      const value: unknown = Reflect.get(target, key, target);
      // Private fields are those of the part itself, so it must be what its methods are called on.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

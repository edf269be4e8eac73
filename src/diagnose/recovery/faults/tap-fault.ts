import type {Fault} from '../fault.ts';
import type {RecoveryWorld} from '../recovery-world.ts';
import type {Interceptor} from '../tap.ts';

type Made = Omit<Fault, 'begin' | 'strikes'> &
  Readonly<{
    tap: keyof RecoveryWorld['taps'];
    /** The calls that are struck. */
    methods: readonly string[];
    /** Made anew for each world; `onEnd` is for what waits. */
    intercept: (onEnd: (end: () => void) => void, world: RecoveryWorld) => Interceptor;
  }>;

/** A fault that answers calls of a part in its place. */
export function tapFault({tap, methods, intercept, ...fault}: Made): Fault {
  return {
    ...fault,
    begin: (world) => {
      const ends: (() => void)[] = [];
      world.taps[tap].set(
        methods,
        intercept((end) => ends.push(end), world),
      );
      return () => {
        world.taps[tap].clear();
        for (const end of ends) end();
      };
    },
    strikes: ({taps}) => taps[tap].strikes,
  };
}

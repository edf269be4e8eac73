import {z} from 'zod';
import {soakOptionsSchema} from '../src/diagnose/soak/soak-options.ts';

/** Files that a profiled process leaves in its folder. */
export const FACTS_FILE = 'facts.json';
export const ALLOCATED_FILE = 'allocated.heapprofile';

/** What a profiled process is to do; it stands in its command line, where clinic passes it on. */
export const profileOrderSchema = z.strictObject({
  /**
   * `live`: lets plans live and end, and ends. `hold`: as that, then with many plans alive has clinic take
   * its picture. `allocate`: as `live`, and notes who allocates.
   */
  does: z.enum(['live', 'hold', 'allocate']),
  options: soakOptionsSchema,
  /** For its databases and what it leaves; of this run alone. */
  folder: z.string(),
});

export type ProfileOrder = z.output<typeof profileOrderSchema>;

/** What was done while it was looked at. A process that came to grief leaves none. */
export const profileFactsSchema = z.strictObject({
  lifecycles: z.int(),
  /** Alive at the end of the picture. */
  plans: z.int(),
  elapsedMs: z.number(),
});

export type ProfileFacts = z.output<typeof profileFactsSchema>;

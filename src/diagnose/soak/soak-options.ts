import {z} from 'zod';

const count = () => z.int().positive();
const bytes = () => z.number().nonnegative();

/** What a scenario file says under `soak`; each key is also a flag. */
export const soakOptionsSchema = z
  .strictObject({
    /** Plans that live and end while it is measured. */
    lifecycles: count(),
    /** How often memory is looked at, evenly over the run. */
    checkpoints: z.int().min(6),
    /** The first so many are not judged: caches and bounded structures fill. */
    warmUpCheckpoints: z.int().min(2),
    /** Plans that are alive at the same time. */
    batch: count(),
    /** Symbols that plans come back to. */
    symbols: count(),
    /** Symbols of these that always have a plan, so that their desks never close. */
    residents: z.int().nonnegative(),
    /** One plan in so many is on a symbol that was never there before. */
    visitorEvery: count(),
    /** In this thread in memory or in a file; in a worker as `vigil run` has it. */
    store: z.enum(['memory', 'file', 'worker']),
    /** By the machine's clock instead of a virtual one. */
    realTime: z.boolean().default(false),
    /**
     * Whether V8 optimises. Its optimised code keeps notes in the heap that grow, ever more slowly, for
     * some 100,000 lifecycles; a short run sees far less without it.
     */
    optimizes: z.boolean(),
    /** A leak is a heap that surely grows by more than this with each lifecycle. */
    heapLeakBytes: bytes(),
    /** The heap must surely grow by less; null: not judged. */
    heapUpperBytes: bytes().nullable(),
    /** A run that could not have seen a leak of this size with each lifecycle proves nothing. */
    sightBytes: bytes(),
    /** For buffers outside the heap, as `heapLeakBytes`. */
    externalLeakBytes: bytes(),
    /** What the process may grow by after warming up, whatever it is for, in MiB. */
    rssGrowthMib: bytes(),
    /** As `heapLeakBytes`, for the heap of the store's thread. */
    workerLeakBytes: bytes(),
    /** The largest that the write-ahead log may become, in MiB. */
    walMib: bytes(),
  })
  .refine(({checkpoints, warmUpCheckpoints}) => checkpoints - warmUpCheckpoints >= 6, {
    path: ['warmUpCheckpoints'],
    message: 'leaves fewer than 6 checkpoints to judge; lower it, or give more checkpoints',
  })
  .refine(({lifecycles, checkpoints, batch}) => lifecycles >= checkpoints * batch, {
    path: ['lifecycles'],
    message: 'is less than one batch for each checkpoint; give more, or a smaller batch',
  })
  .refine(({symbols, residents}) => residents <= symbols, {
    path: ['residents'],
    message: 'is more than there are symbols',
  });

export type SoakOptions = z.output<typeof soakOptionsSchema>;

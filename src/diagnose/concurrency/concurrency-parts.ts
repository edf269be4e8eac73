import type {Locks} from '../../ports/locks.ts';
import type {Store} from '../../ports/store.ts';
import type {Plant} from '../diagnosis.ts';
import type {ConcurrencyOptions} from './concurrency-options.ts';

/** What stands between pieces of work that want the same thing at once. */
export type ConcurrencyParts = Readonly<{store: Store; locks: Locks}>;

/** A race that gets into the engine, or into what edits its plans, through what it is given. */
export type ConcurrencyPlant = Plant &
  Readonly<{
    /** Parts of a monitor, in the place of the sound ones. */
    parts?: (parts: ConcurrencyParts) => Partial<ConcurrencyParts>;
    /** The store of the hands, in the place of the sound one. */
    handStore?: (store: Store) => Store;
    /** A run in which it shows, where that of the scenario is not one. */
    options?: Partial<ConcurrencyOptions>;
  }>;

import type {Clock} from '../../ports/clock.ts';
import type {ArchiveBatch, Store} from '../../ports/store.ts';
import type {ArchiveFolder} from './archive-folder.ts';

/** Plans of one transaction: it holds the write lock for some ms, 25 where each plan has all verdict changes that are kept. */
const SLICE_PLANS = 10;

export type ArchiveRun = Readonly<{
  store: Store;
  folder: ArchiveFolder;
  clock: Clock;
  /** Plans that ended then or earlier. */
  endedBeforeMs: number;
  /** Between two slices, so that others come to write. */
  pauseMs: number;
  /** When so many have gone, it ends. Default: all go. */
  plansMax?: number;
  /** Whether it is only told what would be done. */
  isDryRun?: boolean;
  /** Ends it between two slices, with the signal's reason; what was done stays done. */
  signal?: AbortSignal | undefined;
}>;

export type ArchiveReport = Readonly<{
  /** Ids of the plans that went, oldest first. */
  plans: readonly string[];
  /** By name: how many plans went there. */
  files: readonly Readonly<{file: string; plans: number}>[];
  /** Those in which something is wrong; they stay in the database. */
  unsound: ArchiveBatch['unsound'];
}>;

/**
 * Moves plans that ended long ago from the database to files, slice by slice: each is on disk in its file before it is
 * deleted here. A run that is cut off between the two leaves the plan in both places, and the next one goes on there.
 *
 * @throws {StorageError} STORE_CANNOT_WRITE when a file cannot be written; its plans are then still in the database.
 */
export async function archivePlans(run: ArchiveRun): Promise<ArchiveReport> {
  const {store, folder, clock, endedBeforeMs, pauseMs, isDryRun = false, signal} = run;
  const {plansMax = Number.POSITIVE_INFINITY} = run;
  const plans: string[] = [];
  const files = new Map<string, number>();
  const unsound: ArchiveBatch['unsound'][number][] = [];
  for (let after: string | null | undefined; after !== null; ) {
    signal?.throwIfAborted();
    const limit = Math.min(SLICE_PLANS, plansMax - plans.length);
    const terms = {endedBeforeMs, limit, ...(after === undefined ? {} : {after})};
    const batch = await store.archivable(terms, clock.now());
    unsound.push(...batch.unsound);
    const written = isDryRun
      ? batch.records.map((record) => ({...record, file: folder.nameFor(record)}))
      : await folder.write(batch.records);
    const asWritten = written.map(({id, revision, hash, file}) => ({id, revision, hash, file}));
    const isNone = isDryRun || asWritten.length === 0;
    const gone = new Set(isNone ? [] : await store.removeArchived(asWritten, clock.now()));
    for (const {id, file} of asWritten) {
      if (!isDryRun && !gone.has(id)) continue;
      plans.push(id);
      files.set(file, (files.get(file) ?? 0) + 1);
    }
    after = plans.length < plansMax ? batch.next : null;
    if (after !== null && !isDryRun && pauseMs > 0) await clock.sleep(pauseMs, signal);
  }
  const named = [...files].map(([file, count]) => ({file, plans: count}));
  return {plans, files: named.toSorted((a, b) => (a.file < b.file ? -1 : 1)), unsound};
}

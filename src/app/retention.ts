import {resolve} from 'node:path';
import type {Closers} from '../closers.ts';
import {failureEntry} from '../engine/failure-entry.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Store} from '../ports/store.ts';
import {ArchiveFolder} from '../store/archive/archive-folder.ts';
import {archivePlans, type ArchiveReport, type ArchiveRun} from '../store/archive/archive-plans.ts';
import {SystemClock} from '../system/system-clock.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';
import {untilClosed} from './until-closed.ts';

const DAY_MS = 86_400_000;

/** When a monitor archives: not while it starts, and then once a day. */
export const RETENTION_RHYTHM = {firstMs: 10 * 60_000, everyMs: DAY_MS, pauseMs: 250};

/** Of one pass: a minute later comes the next. */
const PASS_PLANS_MAX = 10;

const DOING = 'keep to the retention';

/** Of a command, which somebody waits for. */
const COMMAND_PAUSE_MS = 5;

/** Where plans go that nobody has named a folder for. */
export function archiveFolderOf({db, retention: {folder}}: Pick<Settings, 'db' | 'retention'>): string {
  return folder ?? `${db}.archive`;
}

export type ArchiveTerms = Readonly<{
  /** How long ago plans must have ended. */
  olderThanMs: number;
  /** Default: what the settings say, else beside the database. */
  folder?: string | undefined;
  isDryRun: boolean;
  signal: AbortSignal;
}>;

export type ArchiveView = ArchiveReport &
  Readonly<{db: string; folder: string; olderThanMs: number; isDryRun: boolean}>;

/** Archives plans that ended long ago, now; see `archivePlans`. */
export async function archiveNow(settings: Settings, terms: ArchiveTerms): Promise<ArchiveView> {
  const {olderThanMs, isDryRun, signal} = terms;
  const folder = resolve(terms.folder ?? archiveFolderOf(settings));
  const clock = new SystemClock();
  const report = await withStore(settings, async (store) => {
    const archived = await archivePlans({
      ...{store, clock, isDryRun, signal, pauseMs: COMMAND_PAUSE_MS},
      folder: new ArchiveFolder(folder, settings.db),
      endedBeforeMs: clock.now() - olderThanMs,
    });
    const eventsBeforeMs = clock.now() - settings.retention.eventsMs;
    if (!isDryRun) await forgetEvents(store, eventsBeforeMs, () => clock.sleep(COMMAND_PAUSE_MS));
    return archived;
  });
  return {db: settings.db, folder, olderThanMs, isDryRun, ...report};
}

/** What the retention works on. */
export type RetentionParts = Readonly<{settings: Settings; store: Store; clock: Clock; journal: Journal}>;

/** Lets a monitor archive plans, and forget what everybody was told of, by itself until the work ends. */
export function keepRetention(parts: RetentionParts, closers: Closers, rhythm = RETENTION_RHYTHM): void {
  untilClosed(closers, (signal) => keep(parts, rhythm, signal));
}

/**
 * What a single pass does for the retention: little, for the next one comes in a minute. It tells of no plan that it
 * cannot archive, as it would each time; `vigil db check` does.
 */
export async function keepRetentionOnce(parts: RetentionParts): Promise<void> {
  const {settings, store, clock, journal} = parts;
  try {
    await store.pruneOutbox(clock.now() - settings.retention.eventsMs, FORGOTTEN_MAX);
    await archive(parts, {pauseMs: 0, plansMax: PASS_PLANS_MAX});
  } catch (error) {
    journal.record(failureEntry(DOING, error));
  }
}

/** Archives what is due, tells of it, and gives the plans that cannot be archived. */
async function archive(
  {settings, store, clock, journal}: RetentionParts,
  pace: Pick<ArchiveRun, 'pauseMs' | 'plansMax' | 'signal'>,
): Promise<ArchiveReport['unsound']> {
  const {keepMs} = settings.retention;
  // Plans stay for ever.
  if (keepMs === null) return [];
  // A new one each time: what it knows of its files is not kept for a day.
  const folder = new ArchiveFolder(archiveFolderOf(settings), settings.db);
  const endedBeforeMs = clock.now() - keepMs;
  const {plans, files, unsound} = await archivePlans({...pace, store, folder, clock, endedBeforeMs});
  if (plans.length > 0)
    journal.record({kind: 'archived', plans: plans.length, files: files.map(({file}) => file)});
  return unsound;
}

/** Events that are forgotten in one transaction; it holds the write lock for some ms. */
const FORGOTTEN_MAX = 1000;

/** Forgets what happened before that time and everybody was told of, in slices that hold no writer up. */
async function forgetEvents(store: Store, beforeMs: number, pause: () => Promise<void>): Promise<void> {
  // Ends when nothing is left that is older.
  while ((await store.pruneOutbox(beforeMs, FORGOTTEN_MAX)) === FORGOTTEN_MAX) await pause();
}

async function keep(
  parts: RetentionParts,
  {firstMs, everyMs, pauseMs}: typeof RETENTION_RHYTHM,
  signal: AbortSignal,
): Promise<void> {
  const {settings, store, clock, journal} = parts;
  for (let waitMs = firstMs; ; waitMs = everyMs) {
    try {
      await clock.sleep(waitMs, signal);
      const eventsBeforeMs = clock.now() - settings.retention.eventsMs;
      await forgetEvents(store, eventsBeforeMs, () => clock.sleep(pauseMs, signal));
      for (const {id, message} of await archive(parts, {pauseMs, signal}))
        journal.record({kind: 'failure', planId: id, reasonCode: 'unsound', doing: 'archive it', message});
    } catch (error) {
      if (signal.aborted) return;
      journal.record(failureEntry(DOING, error));
    }
  }
}

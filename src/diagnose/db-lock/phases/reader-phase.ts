import type {Stage} from '../stage.ts';
import {lockPhase} from './lock-phase.ts';

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;
/** Between two bulk writes: the monitor has to write as well. */
const BREATH_MS = 25;
/** For the log to grow; a busy disk takes some seconds. */
const GROWTH_MS_MAX = 15_000;

/**
 * Another process reads for long. Nobody is kept from writing, but the log cannot be emptied and
 * grows; much is written meanwhile, so that a short time shows it.
 */
export async function readerPhase(stage: Stage): Promise<void> {
  const {world, options, clock, signal, notes} = stage;
  const foreign = await stage.foreign();
  const walMib = () => (world.walPages * PAGE_BYTES) / MIB;
  let largestMib = 0;
  await lockPhase(stage, {
    name: 'reader',
    begin: () => foreign.run('BEGIN; SELECT count(*) FROM plans'),
    end: () => foreign.run('COMMIT'),
    blocksWrites: false,
    meanwhile: async () => {
      const fromMs = clock.now();
      const endMs = clock.monotonic() + Math.max(GROWTH_MS_MAX, options.lockMs);
      while (largestMib < options.walGrowthMib && clock.monotonic() < endMs) {
        await world.users.writeBulk();
        largestMib = Math.max(largestMib, walMib());
        await clock.sleep(BREATH_MS, signal);
      }
      await world.until(() => world.ledger.monitorWroteAfter(fromMs) !== undefined, options.resumeMs);
    },
  });
  if (largestMib < options.walGrowthMib) {
    notes.unseen.push(`the log grew to ${largestMib.toFixed(1)} MiB only, not to ${options.walGrowthMib}`);
  }
  await world.until(() => walMib() <= options.walAfterMib, options.resumeMs);
  notes.walAfterReaderMib.push(walMib());
}

import {existsSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {expect, it, onTestFinished} from 'vitest';
import {overridden} from '../../../src/overridden.ts';
import type {Clock} from '../../../src/ports/clock.ts';
import {ArchiveFolder} from '../../../src/store/archive/archive-folder.ts';
import {archivePlans} from '../../../src/store/archive/archive-plans.ts';
import {checkArchive} from '../../../src/store/archive/check-archive.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  takeLease,
} from '../../ports/stored-values.ts';
import {REAL} from '../sqlite/temporary-database.ts';

const DAY_MS = 86_400_000;
const DAYS = 365;
const KEPT_DAYS = 30;
const PLANS_A_DAY = 6;

it('a year of plans, archived each day, is a database that stops growing when the first have gone', async () => {
  // In memory where there is such a folder: two thousand times to the disk take minutes on one that is busy.
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vigil-year-'));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  const path = join(directory, 'plans.db');
  const time = new VirtualClock(NOW_MS);
  const clock = overridden<Clock>(time, {sleep: () => Promise.resolve()});
  const store = await WorkerStore.open({path, ...REAL});
  await takeLease(store);
  const reader = new Database(path);
  const pages = () => Number(reader.pragma('page_count', {simple: true}));
  const folder = new ArchiveFolder(join(directory, 'archive'), path);
  const sizes: number[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const nowMs = NOW_MS + day * DAY_MS;
    const ids = Array.from({length: PLANS_A_DAY}, (_, index) => `plan-${day}-${index}`);
    await store.add(
      ids.map((id) => aPlan({id, createdAtMs: nowMs, expiresAtMs: nowMs + DAY_MS})),
      nowMs,
    );
    const [traded = '', ...others] = ids;
    const order = {clientOrderId: `order-${day}`, planId: traded, firedAtMs: nowMs, notAfterMs: nowMs + 5000};
    await store.claim(anIntent(order), claimTerms(), nowMs);
    await store.settle(order.clientOrderId, ACCEPTED, nowMs);
    await store.report(order.clientOrderId, CLOSED_REPORT, nowMs);
    await Promise.all(others.map((id) => store.cancel(id, 'enough', nowMs)));
    await time.advance(DAY_MS);
    await archivePlans({store, folder, clock, endedBeforeMs: clock.now() - KEPT_DAYS * DAY_MS, pauseMs: 0});
    await store.pruneOutbox(clock.now() - KEPT_DAYS * DAY_MS, 1000);
    sizes.push(pages());
  }
  const {rows} = await store.list();
  expect(rows.length).toBeLessThanOrEqual((KEPT_DAYS + 1) * PLANS_A_DAY + 1);
  expect(await store.archived()).toHaveLength(DAYS * PLANS_A_DAY - rows.length);
  const afterFirstMonths = sizes[2 * KEPT_DAYS] ?? 0;
  const atEnd = sizes.at(-1) ?? 0;
  // Each day of the first months adds pages; of the other three hundred days only the ids that stay taken do.
  const notes = Number(
    reader.prepare(`SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'archived_plans%'`).pluck().get() ?? 0,
  );
  expect(atEnd - afterFirstMonths).toBeLessThanOrEqual(Math.ceil(notes / 4096) + afterFirstMonths * 0.1);
  expect(statSync(path).size).toBeLessThanOrEqual((atEnd + 1) * 4096);
  expect([...(await store.check()), ...(await checkArchive(store, path))]).toEqual([]);
  reader.close();
  await store.close();
});

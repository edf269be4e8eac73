import {spawnSync} from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {overridden} from '../../../src/overridden.ts';
import type {Clock} from '../../../src/ports/clock.ts';
import type {Store} from '../../../src/ports/store.ts';
import {ArchiveFolder} from '../../../src/store/archive/archive-folder.ts';
import {archivePlans, type ArchiveRun} from '../../../src/store/archive/archive-plans.ts';
import {checkArchive} from '../../../src/store/archive/check-archive.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
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
import {REAL, temporaryDatabase} from '../sqlite/temporary-database.ts';

const DAY_MS = 86_400_000;

/** A database and its archive, so many days after NOW_MS. */
async function world(days = 100) {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  await takeLease(store);
  const folder = join(dirname(path), 'archive');
  const time = new VirtualClock(NOW_MS + days * DAY_MS);
  // Nobody else comes to write.
  const clock = overridden<Clock>(time, {sleep: () => Promise.resolve()});
  const run = (changes: Partial<ArchiveRun> = {}) =>
    archivePlans({
      ...{store, clock, endedBeforeMs: clock.now() - 90 * DAY_MS, pauseMs: 0},
      folder: new ArchiveFolder(folder, path),
      ...changes,
    });
  const cancelled = async (id: string, atMs = NOW_MS) => {
    await store.add([aPlan({id})], atMs);
    await store.cancel(id, 'enough', atMs);
  };
  const traded = async (id: string) => {
    const order = `order-${id}`;
    await store.add([aPlan({id, notes: '"quoted"\nand 金 🙂'})], NOW_MS);
    await store.claim(anIntent({clientOrderId: order, planId: id}), claimTerms(), NOW_MS + 1000);
    await store.settle(order, ACCEPTED, NOW_MS + 2000);
    await store.report(order, CLOSED_REPORT, NOW_MS + 5000);
  };
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  const idsIn = (name: string) => lines(name).map((line) => (JSON.parse(line) as {id: string}).id);
  return {path, store, folder, clock, run, cancelled, traded, lines, idsIn};
}

/** Written from the description of the archive, not from its code. */
const VERIFY = `
import hashlib, json, sys
wrong = []
plans = 0
for text in open(sys.argv[1], encoding="utf-8"):
    line = json.loads(text)
    plans += 1
    previous = ""
    for row in line["events"]:
        event = {"planId": row["plan_id"], "sequence": row["sequence"], "atMs": row["at_ms"],
                 "from": row["from_status"], "to": row["to_status"], "kind": row["kind"], "details": "@"}
        if row["level"] is not None:
            event["level"] = row["level"]
        whole = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        whole = whole.replace('"@"', row["details"], 1)
        if hashlib.sha256((previous + whole).encode()).hexdigest() != row["hash"]:
            wrong.append([row["plan_id"], row["sequence"]])
        previous = row["hash"]
print(json.dumps({"plans": plans, "wrong": wrong}))
`;

describe('archivePlans', () => {
  it('moves plans to files of the months in which they ended, which only the owner may read', async () => {
    const {path, store, folder, run, cancelled, traded, idsIn} = await world();
    await cancelled('november');
    await cancelled('december', NOW_MS + 9 * DAY_MS);
    await cancelled('young', NOW_MS + 11 * DAY_MS);
    await traded('first');
    await traded('newest');
    expect(await run()).toEqual({
      plans: ['november', 'first', 'december'],
      files: [
        {file: 'archive/plans-2026-11.jsonl', plans: 2},
        {file: 'archive/plans-2026-12.jsonl', plans: 1},
      ],
      unsound: [],
    });
    expect(idsIn('plans-2026-11.jsonl')).toEqual(['november', 'first']);
    expect(idsIn('plans-2026-12.jsonl')).toEqual(['december']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect((await store.list()).rows.map(({plan}) => plan.id)).toEqual(['newest', 'young']);
    expect([...(await store.check()), ...(await checkArchive(store, path))]).toEqual([]);
    await store.close();
  });

  it('writes what another program can verify from the file alone', async () => {
    const {store, folder, run, traded} = await world();
    for (const id of ['a', 'b', 'newest']) await traded(id);
    await run();
    await store.close();
    const file = join(folder, 'plans-2026-11.jsonl');
    const {stdout, stderr} = spawnSync('python3', ['-c', VERIFY, file], {encoding: 'utf8'});
    expect({stderr, ...(JSON.parse(stdout) as object)}).toEqual({stderr: '', plans: 2, wrong: []});
  });

  it('goes through more plans than one slice has, and appends to what was there', async () => {
    const {store, run, cancelled, idsIn} = await world();
    for (let index = 0; index < 45; index += 1) await cancelled(`p${index}`);
    expect((await run()).plans).toHaveLength(45);
    await cancelled('later');
    expect((await run()).plans).toEqual(['later']);
    expect(idsIn('plans-2026-11.jsonl')).toHaveLength(46);
    await store.close();
  });

  it('only tells what it would do in a dry run', async () => {
    const {store, folder, run, cancelled} = await world();
    await cancelled('a');
    const told = await run({isDryRun: true});
    expect(told).toMatchObject({plans: ['a'], files: [{plans: 1}]});
    expect([existsSync(folder), await store.archived()]).toEqual([false, []]);
    expect(await run()).toEqual(told);
    await store.close();
  });

  it('removes nothing that is not on disk', async () => {
    const {store, folder, run, cancelled} = await world();
    await cancelled('a');
    writeFileSync(folder, 'a file in the place of the folder');
    await expect(run()).rejects.toMatchObject({
      code: 'STORE_CANNOT_WRITE',
      message: expect.stringContaining(`${folder}/plans-2026-11.jsonl`) as string,
    });
    expect((await store.list()).rows).toHaveLength(1);
    await store.close();
  });

  it('goes on where a run was cut off between the file and the database', async () => {
    const {path, store, run, cancelled, lines} = await world();
    for (const id of ['a', 'b', 'c']) await cancelled(id);
    const cut: Store = overridden(store, {
      removeArchived: () => Promise.reject(new Error('the power failed')),
    });
    await expect(run({store: cut})).rejects.toThrow('the power failed');
    const before = lines('plans-2026-11.jsonl');
    expect(before).toHaveLength(3);
    expect((await run()).plans).toEqual(['a', 'b', 'c']);
    expect(lines('plans-2026-11.jsonl')).toEqual(before);
    expect(await checkArchive(store, path)).toEqual([]);
    await store.close();
  });

  it('leaves a line alone that was torn, and writes it anew', async () => {
    const {path, store, folder, run, cancelled, lines} = await world();
    await cancelled('a');
    const cut: Store = overridden(store, {
      removeArchived: () => Promise.reject(new Error('the power failed')),
    });
    await expect(run({store: cut})).rejects.toThrow();
    const file = join(folder, 'plans-2026-11.jsonl');
    truncateSync(file, statSync(file).size - 20);
    await run();
    expect(lines('plans-2026-11.jsonl')).toHaveLength(2);
    expect(await checkArchive(store, path)).toEqual([]);
    await store.close();
  });

  it('keeps a plan in which something is wrong, and says what', async () => {
    const {path, store, run, cancelled} = await world();
    for (const id of ['a', 'b']) await cancelled(id);
    const database = new Database(path);
    database.exec(`DROP TRIGGER plan_events_unchanged; UPDATE plan_events SET at_ms = 1 WHERE plan_id = 'a'`);
    database.close();
    expect(await run()).toMatchObject({
      plans: ['b'],
      unsound: [{id: 'a', message: expect.stringContaining('EVENT_HASH') as string}],
    });
    expect(await store.get('a')).toBeDefined();
    await store.close();
  });

  it('does not mistake the plan of another database for its own', async () => {
    const [one, other] = [await world(), await world()];
    for (const {cancelled} of [one, other]) await cancelled('a');
    await one.run();
    const {path, store, clock} = other;
    const folder = new ArchiveFolder(one.folder, path);
    await archivePlans({store, clock, folder, endedBeforeMs: NOW_MS + DAY_MS, pauseMs: 0});
    expect(one.idsIn('plans-2026-11.jsonl')).toEqual(['a', 'a']);
    for (const each of [one, other]) expect(await checkArchive(each.store, each.path)).toEqual([]);
    await Promise.all([one.store.close(), store.close()]);
  });
});

describe('checkArchive', () => {
  it.each([
    ['ARCHIVE_UNREADABLE', 'a file that is gone', (file: string) => rmSync(file)],
    ['ARCHIVE_LINE_MISSING', 'a plan that is gone', (file: string) => truncateSync(file, 0)],
    ['EVENT_HASH', 'an event that was changed', (file: string) => rewrite(file, /"at_ms":\d+/, '"at_ms":1')],
    ['ARCHIVE_CHANGED', 'a history that was cut', (file: string) => cutHistory(file)],
  ])('finds with %s %s', async (code, _, damage) => {
    const {path, store, folder, run, cancelled} = await world();
    await cancelled('a');
    await run();
    damage(join(folder, 'plans-2026-11.jsonl'));
    expect((await checkArchive(store, path)).map((finding) => finding.code)).toContain(code);
    await store.close();
  });

  it('reads the other lines of a file with rubbish in it', async () => {
    const {path, store, folder, run, cancelled} = await world();
    await cancelled('a');
    await run();
    appendFileSync(join(folder, 'plans-2026-11.jsonl'), '{"torn": \n[1]\nnull\n');
    expect(await checkArchive(store, path)).toEqual([]);
    await store.close();
  });
});

function rewrite(file: string, from: RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

function cutHistory(file: string): void {
  const line = JSON.parse(readFileSync(file, 'utf8')) as {events: unknown[]};
  writeFileSync(file, `${JSON.stringify({...line, events: line.events.slice(0, -1)})}\n`);
}

import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {NotifyThread} from '../../src/app/notify-thread.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {enrolChannels} from '../../src/notify/notifier.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {eventually} from '../end-to-end/vigil-process.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';

const HOUR_MS = 3_600_000;

async function workOn(db: string, url: string) {
  const channels = [{kind: 'webhook', name: 'ops', url, kinds: ['*']}] as const;
  return {db, dbDeadlineMs: 1000, channels, giveUpAfterMs: HOUR_MS};
}

describe('the thread of the notifier', () => {
  it('is started again when it dies, after pauses that grow to a minute, and the journal says so', async () => {
    const clock = new VirtualClock();
    const journal: JournalEntry[] = [];
    // A folder is no database: each thread ends at once.
    const work = await workOn(temporaryDirectory(), 'http://127.0.0.1:9/');
    const thread = new NotifyThread(work, {clock, journal: {record: (entry) => journal.push(entry)}});
    const pauses: number[] = [];
    for (let death = 1; death <= 8; death += 1) {
      await eventually('a pause begins', () => clock.timers === 1);
      pauses.push((clock.nextTimerMs ?? 0) - clock.now());
      expect(journal).toHaveLength(death);
      clock.step();
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(journal[0]).toMatchObject({
      kind: 'supervised',
      loop: 'notify',
      state: 'restarted',
      message: expect.stringContaining('is a folder, not a database'),
    });
    await eventually('the next pause begins', () => clock.timers === 1);
    await thread.stop(0);
    expect(clock.timers).toBe(0);
  });

  it('tells the journal that a channel fails, and that it works again; it ends when it has delivered', async () => {
    let code = 500;
    const got: string[] = [];
    const server = createServer((request, response) => {
      got.push(String(request.headers['vigil-event-id']));
      request.resume().on('end', () => response.writeHead(code).end('at /private-place'));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
    const db = join(temporaryDirectory(), 'plans.db');
    const store = await SqliteStore.open({path: db, ...REAL});
    onTestFinished(() => store.close());
    await enrolChannels(store, ['ops']);
    await store.announce([{kind: 'link.up', planId: null, details: {}}], Date.now());
    const journal: JournalEntry[] = [];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/private-place`;
    const clock = new SystemClock();
    const thread = new NotifyThread(await workOn(db, url), {
      clock,
      journal: {record: (entry) => journal.push(entry)},
    });
    await eventually('it fails', () => journal.length === 1);
    code = 200;
    await eventually('it works again', () => journal.length === 2);
    expect(journal).toEqual([
      {kind: 'supervised', loop: 'notify ops', state: 'stalled', message: 'HTTP 500: at [redacted]'},
      {kind: 'supervised', loop: 'notify ops', state: 'recovered', message: 'it delivers again'},
    ]);
    await store.announce([{kind: 'link.up', planId: null, details: {}}], Date.now());
    await thread.stop(30_000);
    expect(got.at(-1)).toBe('2');
    expect(await store.channels()).toMatchObject([{cursor: 2, delivered: 2, lastError: null}]);
  });
});

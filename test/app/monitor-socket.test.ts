import {existsSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import Fastify from 'fastify';
import {describe, expect, it, onTestFinished} from 'vitest';
import {ask, keepPublished, MonitorSocket, socketPathOf} from '../../src/app/monitor-socket.ts';
import {closing} from '../../src/closers.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {temporaryDirectory} from '../store/sqlite/temporary-database.ts';

/** Two monitors in one process would bind one name; the second takes another number. */
async function listening(path: string, name: string, pid = process.pid): Promise<MonitorSocket> {
  const app = Fastify({logger: false});
  app.get('/who', () => ({name}));
  const own = Object.getOwnPropertyDescriptor(process, 'pid');
  Object.defineProperty(process, 'pid', {...own, value: pid});
  try {
    const socket = await MonitorSocket.listen(path, app);
    onTestFinished(() => socket.close());
    return socket;
  } finally {
    if (own !== undefined) Object.defineProperty(process, 'pid', own);
  }
}

describe('MonitorSocket', () => {
  it('answers under the known name from when it is published, to its owner alone', async () => {
    const path = socketPathOf(join(temporaryDirectory(), 'plans.db'));
    const socket = await listening(path, 'first');
    expect(await ask(path, '/who')).toBeUndefined();
    socket.publish();
    expect(await ask(path, '/who')).toEqual({name: 'first'});
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('takes the name over, and a predecessor that ends late does not take it away', async () => {
    const path = socketPathOf(join(temporaryDirectory(), 'plans.db'));
    const first = await listening(path, 'first');
    first.publish();
    const second = await listening(path, 'second', process.pid + 1);
    second.publish();
    expect(await ask(path, '/who')).toEqual({name: 'second'});
    await first.close();
    expect(await ask(path, '/who')).toEqual({name: 'second'});
    await second.close();
    expect(existsSync(path)).toBe(false);
  });

  it('may publish again and again, and leaves no file behind', async () => {
    const folder = temporaryDirectory();
    const path = join(folder, 'plans.db.sock');
    const socket = await listening(path, 'one');
    for (let count = 0; count < 3; count += 1) socket.publish();
    expect(await ask(path, '/who')).toEqual({name: 'one'});
    await socket.close();
    for (const suffix of ['', `.${process.pid}`, `.${process.pid}.l`])
      expect(existsSync(path + suffix)).toBe(false);
  });

  it('has its name again a second after another took it away, while it is the one', async () => {
    const path = socketPathOf(join(temporaryDirectory(), 'plans.db'));
    const clock = new VirtualClock(0);
    const entries: JournalEntry[] = [];
    const journal = {record: (entry: JournalEntry) => void entries.push(entry)};
    const socket = await listening(path, 'holder');
    const tenure = {isOn: true, isHeld: () => tenure.isOn};
    socket.publish();
    await closing(async (closers) => {
      keepPublished(socket, {tenure, clock, journal}, closers);
      const refused = await listening(path, 'refused', process.pid + 1);
      refused.publish();
      await refused.close();
      expect(await ask(path, '/who')).toBeUndefined();
      await clock.advance(1000);
      expect(await ask(path, '/who')).toEqual({name: 'holder'});

      const successor = await listening(path, 'successor', process.pid + 2);
      successor.publish();
      tenure.isOn = false;
      await clock.advance(10_000);
      expect(await ask(path, '/who')).toEqual({name: 'successor'});

      // What it is bound to is gone: told once a minute, and nothing ends for it.
      tenure.isOn = true;
      rmSync(`${path}.${process.pid}`);
      await clock.advance(120_000);
      expect(entries).toMatchObject([{kind: 'failure'}, {kind: 'failure'}]);
    });
    expect(clock.timers).toBe(0);
  });
});
